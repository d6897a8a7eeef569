import {hierarchyView} from "@web_hierarchy/hierarchy_view";
import {registry} from "@web/core/registry";
import {RelationMapModel} from "./relation_map_model";
import {RelationMapRenderer} from "./relation_map_renderer";

registry.category("views").add("kam_relation_map", {
    ...hierarchyView,
    Model: RelationMapModel,
    Renderer: RelationMapRenderer,
});
