import {registry} from "@web/core/registry";

const chip = (code) => `.o_kam_missing[data-code=${code}]`;

registry.category("web_tour.tours").add("kam_completeness", {
    steps: () => [
        {
            content: "the bar shows the rate, rounded down",
            trigger: ".o_kam_completeness_bar:contains(44 %)",
        },
        {
            content: "a chip leads to its field",
            trigger: `${chip("phone")} button:contains(Phone)`,
            run: "click",
        },
        {
            content: "the cursor is in the field",
            trigger: ".o_field_widget[name=phone] input:focus",
        },
        {
            content: "also to a field of a tab with another name than the section",
            trigger: `${chip("competitors")} button:contains(Competitors)`,
            run: "click",
        },
        {
            content: "the tab is open and the cursor is in the field",
            trigger: ".o_field_widget[name=competitors] textarea:focus",
        },
        {
            content: "a field that does not apply is left out",
            trigger: `${chip("phone")} button[title='Not applicable']`,
            run: "click",
        },
        {
            content: "the screen says so",
            trigger: ".o_notification:contains(is not asked for any more)",
        },
        {
            content: "and the rate is that of the rest",
            trigger: `.o_kam_completeness:not(:has(${chip("phone")})) .o_kam_completeness_bar:contains(66 %)`,
        },
    ],
});
