import {registry} from "@web/core/registry";

const archive = [
    {
        content: "open the action menu",
        trigger: ".o_cp_action_menus button:has(.fa-cog)",
        run: "click",
    },
    {
        content: "choose to archive",
        trigger: ".o-dropdown--menu .o_menu_item:contains(Archive)",
        run: "click",
    },
    {
        content: "confirm it",
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
];

const confirm = (reason) => [
    {
        content: "give the reason",
        trigger: ".modal .o_field_widget[name=reason] input",
        run: `edit ${reason}`,
    },
    {
        content: "go on",
        trigger: ".modal button[name=action_confirm]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("kam_seller_leaves", {
    steps: () => [
        {
            content: "open the sales rep",
            trigger: ".o_data_row td:contains(Wang Li)",
            run: "click",
        },
        {
            content: "the terms are there",
            trigger: ".o_field_widget[name=term_ids] .o_data_row:contains(Full-time)",
        },
        ...archive,
        {
            content: "accounts are in the way",
            trigger: ".modal:contains(2 key accounts have no other owner yet)",
        },
        {
            content: "close the message",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "take the accounts over",
            trigger: "button[name=action_pass_accounts]",
            run: "click",
        },
        {
            content: "the manager is proposed",
            trigger: ".modal .o_field_widget[name=rep_id] input:value(Zhao Min)",
        },
        ...confirm("Left in a hurry"),
        {
            content: "the answer says what was done",
            trigger: ".o_notification:contains(2 accounts pass to Zhao Min)",
        },
        ...archive,
        {
            content: "now it works",
            trigger: ".ribbon:contains(Archived)",
        },
    ],
});

registry.category("web_tour.tours").add("kam_account_archived", {
    steps: () => [
        {
            content: "the account is open",
            trigger: ".o_form_view .o_field_widget[name=number]",
        },
        ...archive,
        {
            content: "the dialog lists what is open",
            trigger:
                ".modal .o_field_widget[name=open_items]:contains(Quotations sent (1))",
        },
        ...confirm("Closed down"),
        {
            content: "the answer says what was done",
            trigger: ".o_notification:contains(Archived: Jinda)",
        },
    ],
});
