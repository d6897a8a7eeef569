import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** What waits for the decision of the reader; a click opens it. */
export class KamToDecide extends Component {
    static template = "kam_core.KamToDecide";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get items() {
        return this.props.record.data[this.props.name] || [];
    }

    async open(item) {
        if (await this.props.record.save()) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: item.model,
                res_id: item.id,
                views: [[false, "form"]],
            });
        }
    }
}

registry.category("fields").add("kam_to_decide", {
    component: KamToDecide,
    displayName: _t("What Waits for My Decision"),
    supportedTypes: ["json"],
});
