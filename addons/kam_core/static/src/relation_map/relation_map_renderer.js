import {_t} from "@web/core/l10n/translation";
import {HierarchyRenderer} from "@web_hierarchy/hierarchy_renderer";
import {onMounted, onPatched, onWillUnmount, useRef, useState} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";
import {KamMapAlarmChips} from "../map_alarms/map_alarms";
import {RelationMapCard} from "./relation_map_card";

const BEND = 40;
const SAG = 12;

/** The people as a tree, the links between them as lines across it. */
export class RelationMapRenderer extends HierarchyRenderer {
    static template = "kam_core.RelationMapRenderer";
    static components = {
        ...HierarchyRenderer.components,
        RelationMapCard,
        KamMapAlarmChips,
    };

    setup() {
        super.setup();
        this.picture = useRef("picture");
        this.action = useService("action");
        this.drawing = useState({lines: [], width: 0, height: 0});
        const observer = new ResizeObserver(() => this.draw());
        onMounted(() => {
            observer.observe(this.picture.el);
            this.draw();
        });
        onPatched(() => this.draw());
        onWillUnmount(() => observer.disconnect());
    }

    get heads() {
        return this.props.model.root.rootNodes;
    }

    get links() {
        return this.props.model.links;
    }

    get kinds() {
        return {
            influences: _t("influences"),
            conflicts: _t("in conflict with"),
            family: _t("family of"),
            colleague: _t("former colleague of"),
            friend: _t("friend of"),
        };
    }

    get legend() {
        return [
            ["mentor", _t("Mentor")],
            ["supporter", _t("Supporter")],
            ["neutral", _t("Neutral")],
            ["non_supporter", _t("Non-supporter")],
            ["opponent", _t("Opponent")],
        ];
    }

    /** Where the lines run; only what has changed is drawn again. */
    draw() {
        if (!this.picture.el) {
            return;
        }
        const {width, height} = this.picture.el.getBoundingClientRect();
        const lines = this.links.map((link) => this.line(link)).filter(Boolean);
        const drawing = {lines, width: Math.round(width), height: Math.round(height)};
        if (JSON.stringify(drawing) !== JSON.stringify(this.drawing)) {
            Object.assign(this.drawing, drawing);
        }
    }

    line(link) {
        const from = this.card(link.from_id.id);
        const to = this.card(link.to_id.id);
        if (!from || !to) {
            return null;
        }
        const {id, kind, strength} = link;
        // an attribute, as the style sheet would look for the arrow in its own file
        const arrow = kind === "influences" ? "url(#o_kam_map_arrow)" : undefined;
        return {id, kind, strength, arrow, path: path(from, to)};
    }

    card(resId) {
        const card = this.picture.el.querySelector(
            `[data-person="${resId}"] .o_hierarchy_node`,
        );
        if (!card) {
            return null;
        }
        const origin = this.picture.el.getBoundingClientRect();
        const box = card.getBoundingClientRect();
        return {
            x: Math.round(box.left - origin.left + box.width / 2),
            y: Math.round(box.top - origin.top + box.height / 2),
            width: box.width,
            height: box.height,
        };
    }

    /** A drop on a person puts below it, one on the ground puts at the top. */
    async nodeDrop({element, newParentNode}) {
        await this.props.model.updateParentNode(element.dataset.nodeId, {
            parentNodeId: newParentNode?.dataset.nodeId,
        });
    }

    openLink(link) {
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Link"),
                res_model: "kam.stakeholder.link",
                res_id: link?.id,
                views: [[false, "form"]],
                target: "new",
            },
            {onClose: () => this.props.model.reload()},
        );
    }
}

/** From side to side; in a bow where one card stands above the other. */
function path(from, to) {
    const right = to.x >= from.x ? 1 : -1;
    const stacked = Math.abs(to.x - from.x) < (from.width + to.width) / 2;
    const start = from.x + (right * from.width) / 2;
    const end = to.x + ((stacked ? right : -right) * to.width) / 2;
    const bow = stacked ? right * BEND : (end - start) / 2;
    const back = stacked ? bow : -bow;
    const sag = Math.abs(from.y - to.y) < SAG ? SAG : 0;
    return `M ${start} ${from.y} C ${start + bow} ${from.y + sag}, ${end + back} ${to.y + sag}, ${end} ${to.y}`;
}
