import {registry} from "@web/core/registry";

const person = (name) => `.o_hierarchy_node_container:contains(${name})`;
const team = (head, name) =>
    `.o_kam_map_branch:has(> ${person(head)}) > .o_kam_map_team ${person(name)}`;

registry.category("web_tour.tours").add("kam_relation_map", {
    steps: () => [
        {
            content: "the account says what to do first",
            trigger: ".o_kam_map_advice:contains(Talk to more people)",
        },
        {
            content:
                "the account says what is wrong with its relations, a click opens the map",
            trigger:
                ".o_kam_map_alarms button[data-code=key_uncovered]:contains(Wang Lei)",
            run: "click",
        },
        {
            content: "the whole tree is shown, two levels below the head",
            trigger: team("Li Na", "Sun Yue"),
        },
        {
            content: "the decider is a key person of great influence",
            trigger: `${person("Wang Lei")}:has(.fa-star):has(.o_kam_influence i.on:nth-child(5))`,
        },
        {
            content: "who left is grey",
            trigger: `${person("Zhou Wei")}:has(.o_kam_left)`,
        },
        {
            content: "the conflict is a line and a link",
            trigger: ".o_kam_map_lines path.o_kam_link_conflicts",
        },
        {
            content: "that names both",
            trigger:
                ".o_kam_map_link:contains(Chen Bo):contains(in conflict with):contains(Li Na)",
        },
        {
            content: "Sun reports to Chen from now on",
            trigger: `${person("Sun Yue")} .o_hierarchy_node`,
            run: `drag_and_drop ${person("Chen Bo")} .o_hierarchy_node`,
        },
        {
            content: "the map is drawn anew",
            trigger: team("Chen Bo", "Sun Yue"),
        },
        {
            content: "a click opens the person",
            trigger: `${person("Sun Yue")} .o_hierarchy_node`,
            run: "click",
        },
        {
            content: "with the reporting line",
            trigger:
                ".o_form_view .o_field_widget[name=parent_id] input:value(Chen Bo)",
        },
    ],
});
