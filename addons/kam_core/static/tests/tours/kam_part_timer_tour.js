import {registry} from "@web/core/registry";

// By ids and values only: the same steps hold in every language.
const type = (name, text) => ({
    content: `${name} is typed in`,
    trigger: `#kam_report_form input[name=${name}]`,
    run: `edit ${text}`,
});
const send = (form) => ({
    content: `${form} is sent`,
    trigger: `#${form} button[type=submit]`,
    run: "click",
    expectUnloadPage: true,
});
const follow = (content, trigger) => ({
    content,
    trigger,
    run: "click",
    expectUnloadPage: true,
});

registry.category("web_tour.tours").add("kam_part_timer", {
    steps: () => [
        follow("the card of the portal", ".o_portal_docs a[href='/my/registrations']"),
        follow("a new report", "#kam_report"),
        type("name", "Jinda Hotels"),
        type("phone", "12"),
        send("kam_report_form"),
        {
            content: "the number can't be read, and the name is still there",
            trigger: "#phone_problem, #name[value='Jinda Hotels']",
        },
        type("phone", "021 6123 4567"),
        send("kam_report_form"),
        {
            content: "it waits, and nobody like this is on file",
            trigger: ".o_kam_state[data-state=reported]",
        },
        {
            content: "a message to the manager",
            trigger: "#kam_message_form textarea",
            run: "edit They want rings",
        },
        send("kam_message_form"),
        {
            content: "it stands among the messages",
            trigger: ".o_kam_message:contains(They want rings)",
        },
        {
            content: "the report was a mistake",
            trigger: "#kam_withdraw summary",
            run: "click",
        },
        send("kam_withdraw"),
        {
            content: "it is withdrawn",
            trigger: ".o_kam_state[data-state=withdrawn]",
        },
        follow("back to the list", ".breadcrumb a[href$='/my/registrations']"),
        follow("another report", "#kam_report"),
        type("name", "钜鑫"),
        type("phone", "13800138000"),
        send("kam_report_form"),
        {
            content: "somebody alike is on file, the name is masked",
            trigger: ".o_kam_hit:contains(上海＊＊＊):not(:contains(珠宝))",
        },
        follow("back to the list again", ".breadcrumb a[href$='/my/registrations']"),
        {
            content: "both are listed",
            trigger: ".o_kam_state[data-state=withdrawn]:visible",
        },
    ],
});
