import {HierarchyModel} from "@web_hierarchy/hierarchy_model";
import {orderByToString} from "@web/search/utils/order_by";

const LINK = {
    from_id: {fields: {display_name: {}}},
    to_id: {fields: {display_name: {}}},
    kind: {},
    strength: {},
    remark: {},
};

/** All people of the map at once, and the links that run across the tree. */
export class RelationMapModel extends HierarchyModel {
    links = [];
    alarms = [];

    async _loadData(config) {
        const people = await this.orm.call(
            this.resModel,
            "hierarchy_read",
            [
                config.domain,
                this._getFieldsSpec(config.context),
                this.parentFieldName,
                this.childFieldName,
                orderByToString(config.orderBy),
            ],
            {context: this.context},
        );
        const ids = people.map(({id}) => id);
        [this.links, this.alarms] = await Promise.all([
            this._loadLinks(ids),
            this._loadAlarms(config.context.kam_map_account_id),
        ]);
        return this._formatData(people);
    }

    async _loadLinks(ids) {
        const {records} = await this.orm.webSearchRead(
            "kam.stakeholder.link",
            [
                ["from_id", "in", ids],
                ["to_id", "in", ids],
            ],
            {specification: LINK, context: this.context},
        );
        return records;
    }

    async _loadAlarms(accountId) {
        if (!accountId) {
            return [];
        }
        const [account] = await this.orm.read(
            "kam.account",
            [accountId],
            ["map_alarms"],
        );
        return account.map_alarms || [];
    }

    /** A tree of all people; Odoo would show one branch at a time. */
    _formatData(people) {
        const byId = Object.fromEntries(people.map((person) => [person.id, person]));
        const heads = [];
        for (const person of people) {
            const head = byId[person[this.parentFieldName]?.id];
            (head ? head[this.childFieldName] : heads).push(person);
        }
        return heads;
    }

    /** Puts a person below another one, or at the top, and draws the map anew. */
    async updateParentNode(nodeId, {parentNodeId}) {
        const node = this.root.nodePerNodeId[nodeId];
        const head = this.root.nodePerNodeId[parentNodeId];
        if (!node || node.parentNode === (head || null)) {
            return;
        }
        if (head && !this.validateUpdateParentNode(node, head)) {
            return;
        }
        await this.mutex.exec(() => this.updateParentId(node, head?.resId));
        await this.reload();
    }
}
