import {HierarchyCard} from "@web_hierarchy/hierarchy_card";

/** A person of the map, with those who report to him below. */
export class RelationMapCard extends HierarchyCard {
    static template = "kam_core.RelationMapCard";

    getRenderingContext(data) {
        const {context} = this.props.node.model;
        return {...super.getRenderingContext(data), context};
    }
}
RelationMapCard.components = {...HierarchyCard.components, RelationMapCard};
