import {_t} from "@web/core/l10n/translation";
import {Component, useRef} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

const ICONS = {empty: "fa-pencil", stale: "fa-refresh", unchecked: "fa-question"};
const FRAMES_TO_WAIT = 5;

/** How complete an archive is, as a bar (CORE-06); without rate a dash. */
export class KamCompletenessBar extends Component {
    static template = "kam_core.KamCompletenessBar";
    static props = {...standardFieldProps};

    get isRated() {
        return this.props.record.data.has_completeness;
    }

    /** Rounded down: only a complete archive shows 100. */
    get rate() {
        return Math.floor(this.props.record.data[this.props.name]);
    }

    get color() {
        if (this.rate < 30) {
            return "bg-danger";
        }
        return this.rate < 80 ? "bg-warning" : "bg-success";
    }
}

/** The bar with the next missing fields; a click leads to the field. */
export class KamCompleteness extends Component {
    static template = "kam_core.KamCompleteness";
    static components = {KamCompletenessBar};
    static props = {...standardFieldProps};

    setup() {
        this.root = useRef("root");
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
    }

    get missing() {
        return this.props.record.data.next_missing || [];
    }

    get canEdit() {
        return this.props.record.isInEdition;
    }

    icon(item) {
        return ICONS[item.why];
    }

    /** Shows the field and puts the cursor into it; says what is missing if it can't. */
    async open(item) {
        const field = await this.show(item);
        if (field) {
            field.scrollIntoView({block: "center"});
            field.querySelector("input, textarea, select, button, a")?.focus();
        } else {
            this.notification.add(`${item.label}: ${item.hint}`);
        }
    }

    /** Turns to the tab that has the field, the one of its section first. */
    async show({field, section}) {
        const form = this.root.el.closest(".o_form_view");
        const tabs = [...form.querySelectorAll(".o_notebook_headers a")];
        tabs.sort((a, b) => (b.name === section) - (a.name === section));
        let found = this.find(form, field);
        for (const tab of tabs) {
            if (found) {
                break;
            }
            tab.click();
            found = await this.rendered(form, field);
        }
        return found;
    }

    async rendered(form, name) {
        for (let frame = 0; frame < FRAMES_TO_WAIT && !this.find(form, name); frame++) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return this.find(form, name);
    }

    /** The field of the account, not one of the same name in a list. */
    find(form, name) {
        const fields = form.querySelectorAll(`.o_field_widget[name="${name}"]`);
        return [...fields].find(
            (field) => !field.parentElement.closest(".o_field_x2many"),
        );
    }

    /** Takes the field out of what is asked for of this account. */
    async leaveOut(item) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const answer = await this.orm.call(
            record.resModel,
            "action_kam_not_applicable",
            [[record.resId], item.code],
        );
        await record.load();
        await this.action.doAction(answer);
    }
}

const inList = {
    component: KamCompletenessBar,
    displayName: _t("Completeness"),
    supportedTypes: ["float"],
    fieldDependencies: [{name: "has_completeness", type: "boolean"}],
};
const inForm = {
    ...inList,
    component: KamCompleteness,
    fieldDependencies: [
        ...inList.fieldDependencies,
        {name: "next_missing", type: "json"},
    ],
};

registry.category("fields").add("kam_completeness", inForm);
registry.category("fields").add("list.kam_completeness", inList);
registry.category("fields").add("kanban.kam_completeness", inList);
