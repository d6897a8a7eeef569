import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** What is wrong with the relations, a chip each that says what to do (A10). */
export class KamMapAlarmChips extends Component {
    static template = "kam_core.KamMapAlarmChips";
    static props = {alarms: Array, open: {type: Function, optional: true}};

    hint(alarm) {
        const people = alarm.people.join(", ");
        return people ? `${people}. ${alarm.advice}` : alarm.advice;
    }
}

/** The chips on an account; a click opens the map. */
export class KamMapAlarms extends Component {
    static template = "kam_core.KamMapAlarms";
    static components = {KamMapAlarmChips};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get alarms() {
        return this.props.record.data[this.props.name] || [];
    }

    async open() {
        const {record} = this.props;
        if (await record.save()) {
            const ids = [record.resId];
            const action = await this.orm.call(record.resModel, "action_open_map", [
                ids,
            ]);
            await this.action.doAction(action);
        }
    }
}

registry.category("fields").add("kam_map_alarms", {
    component: KamMapAlarms,
    displayName: _t("Alarms of the Relationship Map"),
    supportedTypes: ["json"],
});
