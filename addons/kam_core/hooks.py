from . import queries


def drop_append_only_trigger(cr, table):
    """Open an append-only table for the upgrade that is running.

    A version that adds a column with a default to an append-only model ships a
    pre-migration that calls this, because Odoo fills the new column of old rows by
    UPDATE before ``init()`` of the model makes the triggers again::

        from odoo.addons.kam_core.hooks import drop_append_only_trigger


        def migrate(cr, version):
            if version:
                drop_append_only_trigger(cr, "kam_card_entry")

    :param cr: database cursor of the migration
    :param str table: name of the existing table
    """
    cr.execute(queries.drop_append_only_triggers(table))


def post_init_hook(env):
    """Let the duplicate check know the customers that were there before (A-12)."""
    env["kam.dedup.key"]._kam_rebuild()


def uninstall_hook(env):
    """Clear the way for what Odoo itself removes (SYS-01).

    Records that came with the module can't be deleted while rows of the company refer
    to them, and the other way round. All our tables go, so their references go first;
    activities of our types go with their types.
    """
    types = env["ir.model.data"].search(
        [("module", "=", "kam_core"), ("model", "=", "mail.activity.type")]
    )
    env["mail.activity"].with_context(active_test=False).search(
        [("activity_type_id", "in", types.mapped("res_id"))]
    ).unlink()
    for table, name in env.execute_query(queries.foreign_keys_of(_tables(env))):
        env.cr.execute(queries.drop_foreign_key(table, name))
    env.cr.execute(queries.drop_append_only_function())


def _tables(env):
    """Return the tables of the module, those of many-to-many fields as well."""
    models = env.registry.values()
    ours = {
        model._table
        for model in models
        if model._original_module == "kam_core" and model._auto
    }
    relations = {
        field.relation
        for model in models
        for field in model._fields.values()
        if field.type == "many2many" and field.store and field._module == "kam_core"
    }
    return sorted(ours | relations)
