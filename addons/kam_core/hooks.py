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
    """Drop the function of the append-only tables; Odoo itself drops the tables."""
    env.cr.execute(queries.drop_append_only_function())
