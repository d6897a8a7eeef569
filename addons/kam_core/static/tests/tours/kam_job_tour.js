import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("kam_job_progress", {
    steps: () => [
        {
            content: "the job runs and half of it is done",
            trigger: ".o_field_progressbar:contains(50)",
        },
        {
            content: "it ends without a click: the form follows by itself",
            trigger: ".o_field_progressbar:contains(100)",
        },
        {
            content: "its end is in the log",
            trigger: ".o_field_widget[name=log_ids] td:contains(Done: 4.)",
        },
    ],
});
