import {Component, onMounted, onWillUnmount, xml} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const EVERY_MS = 2000;
const WORKING = ["waiting", "running"];

/** Reloads the form while the job, or the job behind it, works (SYS-06). */
export class KamJobRefresh extends Component {
    static template = xml`<span class="o_kam_job_refresh"/>`;
    static props = {...standardWidgetProps};

    setup() {
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refresh(), EVERY_MS);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async refresh() {
        const {record} = this.props;
        const state = record.data.job_state || record.data.state;
        if (WORKING.includes(state) && !document.hidden) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("kam_job_refresh", {component: KamJobRefresh});
