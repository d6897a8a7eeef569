import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const card = (name) => `.o_kanban_record:not(.o_kanban_ghost):contains(${name})`;
const field = (name) => `.o_field_widget[name=${name}]`;
const button = (name) => `button[name=${name}]:enabled`;

/** From the cards to the field that is missing, and into it. */
function fillPhone() {
    return [
        {
            content: "the own account is among the cards, at the start of the chain",
            trigger: `.o_kanban_group:contains(Develop) ${card("Jinda Hotels")}`,
            run: "click",
        },
        {
            content: "the bar says what is missing; it leads there",
            trigger: ".o_kam_missing[data-code=phone] button",
            run: "click",
        },
        {
            content: "the number is typed in",
            trigger: `${field("phone")} input:focus`,
            run: "edit 0571 8888 6666",
        },
    ];
}

/** One click, one small dialog. */
function logContact() {
    return [
        {
            content: "the contact is logged",
            trigger: button("action_log_communication"),
            run: "click",
        },
        {
            content: "by another way than the phone",
            trigger: `.modal ${field("way")} .o_selection_badge:contains(In person)`,
            run: "click",
        },
        {
            content: "with what was said",
            trigger: `.modal ${field("content")} textarea`,
            run: "edit Wants to see the autumn line",
        },
        {
            content: "and kept",
            trigger: ".modal .modal-footer button:contains(Log)",
            run: "click",
        },
        {
            content: "the phone has been saved with it and is missed no more",
            trigger: `body:not(:has(.modal)) .o_kam_completeness:not(:has([data-code=phone]))`,
        },
    ];
}

/** What the chain asks for comes up ready to be confirmed. */
function scheduleVisit() {
    return [
        {
            content: "the meeting is what the next step proposes",
            trigger: `.modal ${field("activity_type_id")}`,
        },
        {
            content: "it is scheduled",
            trigger: ".modal button[name=action_schedule_activities]",
            run: "click",
        },
        {
            content: "and stands in the chatter",
            trigger: "body:not(:has(.modal)) .o-mail-Activity",
        },
    ];
}

tours.add("kam_account_seller", {
    steps: () => [
        ...fillPhone(),
        ...logContact(),
        {
            content: "the button counts it",
            trigger: `${button("action_open_communications")}:contains(1)`,
        },
        {
            content: "the next step is one button",
            trigger: `${button("action_next_step")}:contains(Plan a Visit)`,
            run: "click",
        },
        ...scheduleVisit(),
    ],
});

tours.add("kam_account_seller_phone", {
    steps: () => [
        ...fillPhone(),
        ...logContact(),
        {
            content: "a phone keeps the next step behind the first button",
            trigger: ".o_statusbar_buttons button[title=More]",
            run: "click",
        },
        {
            content: "the next step is there",
            trigger: `.o-dropdown-item ${button("action_next_step")}:contains(Plan a Visit)`,
            run: "click",
        },
        ...scheduleVisit(),
    ],
});

tours.add("kam_account_manager", {
    steps: () => [
        {
            content: "the list has all accounts",
            trigger: ".o_data_row:contains(Jinda Hotels)",
        },
        {
            content: "cards stand along the chain",
            trigger: "button.o_switch_view.o_kanban",
            run: "click",
        },
        {
            content: "none can be dragged: the chain follows from what happens",
            trigger: `.o_kanban_group:not(:has(.o_draggable)) ${card("Yintai")}`,
        },
        {
            content: "the filters come up",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: "who has no owner is asked for",
            trigger: ".o_filter_menu .o_menu_item:contains(No Owner)",
            run: "click",
        },
        {
            content: "the owned ones are gone; the other is opened",
            trigger: `.o_kanban_renderer:not(:contains(Jinda Hotels)) ${card("Yintai Group")}`,
            run: "click",
        },
        {
            content: "its owner changes by a dialog",
            trigger: button("action_change_owner"),
            run: "click",
        },
        {
            content: "the new owner",
            trigger: `.modal ${field("rep_id")} input`,
            run: "edit Li Na",
        },
        {
            content: "is chosen",
            trigger: ".o-autocomplete--dropdown-item:contains(Li Na)",
            run: "click",
        },
        {
            content: "the reason goes on record",
            trigger: `.modal ${field("reason")} input`,
            run: "edit Knows the chairman",
        },
        {
            content: "and the account passes on",
            trigger: `.modal ${button("action_confirm")}`,
            run: "click",
        },
        {
            content: "the screen says so",
            trigger: ".o_notification:contains(pass to Li Na)",
        },
        {
            content: "the form shows the new owner",
            trigger: `${field("owner_id")}:contains(Li Na)`,
        },
        {
            content: "what is used less is behind the first buttons",
            trigger: ".o_button_more",
            run: "click",
        },
        {
            content: "the group is a tree",
            trigger: ".oe_stat_button:contains(Subsidiaries)",
            run: "click",
        },
        {
            content: "with the head above the subsidiary",
            trigger: ".o_hierarchy_row:contains(Yintai Group)",
        },
        {
            content: "in a row of its own",
            trigger: ".o_hierarchy_row:contains(Yintai North)",
        },
    ],
});
