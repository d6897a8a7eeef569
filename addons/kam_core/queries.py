"""All hand-written SQL of the module: functions take plain values, return ``SQL``."""

from odoo.tools import SQL

ROW_TRIGGER = SQL.identifier("kam_core_append_only_row")
TRUNCATE_TRIGGER = SQL.identifier("kam_core_append_only_truncate")


def create_append_only_function():
    """The function behind the triggers; making it again is harmless.

    The error belongs to the integrity class, which Odoo shows as a message instead
    of a traceback.
    """
    return SQL(
        """
        CREATE OR REPLACE FUNCTION kam_core_append_only() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION USING
                MESSAGE = TG_TABLE_NAME || ' is append-only: '
                          || TG_OP || ' is refused',
                ERRCODE = 'restrict_violation',
                TABLE = TG_TABLE_NAME;
        END
        $$
        """
    )


def drop_append_only_function():
    """Drop the function and whatever trigger still calls it."""
    return SQL("DROP FUNCTION IF EXISTS kam_core_append_only() CASCADE")


def create_append_only_triggers(table):
    """Refuse UPDATE, DELETE and TRUNCATE on ``table``."""
    return SQL(
        """
        CREATE TRIGGER %(row)s BEFORE UPDATE OR DELETE ON %(table)s
            FOR EACH ROW EXECUTE FUNCTION kam_core_append_only();
        CREATE TRIGGER %(truncate)s BEFORE TRUNCATE ON %(table)s
            FOR EACH STATEMENT EXECUTE FUNCTION kam_core_append_only();
        """,
        row=ROW_TRIGGER,
        truncate=TRUNCATE_TRIGGER,
        table=SQL.identifier(table),
    )


def drop_append_only_triggers(table):
    """Open ``table`` for changes; harmless where it has no triggers."""
    return SQL(
        """
        DROP TRIGGER IF EXISTS %(row)s ON %(table)s;
        DROP TRIGGER IF EXISTS %(truncate)s ON %(table)s;
        """,
        row=ROW_TRIGGER,
        truncate=TRUNCATE_TRIGGER,
        table=SQL.identifier(table),
    )


def decide_task(task_id, values):
    """Write a decision to a task that is still open; no row means it is not (P10).

    At REPEATABLE READ a second decision at the same moment fails to serialise; Odoo
    repeats the call, which then finds the task decided.

    :param dict values: column names and plain values
    """
    return SQL(
        "UPDATE kam_approval_task SET %s WHERE id = %s AND state = 'open' RETURNING id",
        SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        ),
        task_id,
    )


def foreign_keys_of(tables):
    """``(table, name)`` of the foreign keys that stand on ``tables``."""
    return SQL(
        """
        SELECT relation.relname, key.conname
          FROM pg_constraint key
          JOIN pg_class relation ON relation.oid = key.conrelid
         WHERE key.contype = 'f' AND relation.relname IN %s
           AND relation.relnamespace = current_schema::regnamespace
        """,
        tuple(tables),
    )


def drop_foreign_key(table, name):
    """Take a foreign key off ``table``."""
    return SQL(
        "ALTER TABLE %s DROP CONSTRAINT %s",
        SQL.identifier(table),
        SQL.identifier(name),
    )
