"""SQL of registrations (CORE-10, rule A-13): values in, ``SQL`` out."""

from odoo.tools import SQL


def take_keys(registration_id, company_id, keys):
    """Take the exact keys of a report that nobody holds; return those taken.

    Odoo runs at REPEATABLE READ. If another report took a key in a transaction that
    is still running, this waits for it; if that one commits, PostgreSQL fails this
    statement with a serialization error, Odoo repeats the call, and the second try
    sees who was first. So of two reports in the same second one always wins, and the
    other one learns the number. The order of keys keeps two reports from waiting for
    each other.
    """
    return SQL(
        """
        INSERT INTO kam_registration_key (registration_id, company_id, key, held)
        SELECT %(registration)s, %(company)s, key, TRUE
          FROM unnest(%(keys)s::text[]) AS key
         ORDER BY key
            ON CONFLICT (company_id, key) WHERE held DO NOTHING
        RETURNING key
        """,
        registration=registration_id,
        company=company_id,
        keys=list(keys),
    )


def holders(company_id, keys):
    """Return ids of the registrations that hold one of ``keys``."""
    return SQL(
        """
        SELECT DISTINCT registration_id
          FROM kam_registration_key
         WHERE held AND company_id = %s AND key IN %s
         ORDER BY registration_id
        """,
        company_id,
        tuple(keys),
    )


def free_keys(registration_ids):
    """Let others take the keys; they stay on file."""
    return SQL(
        "UPDATE kam_registration_key SET held = FALSE "
        "WHERE held AND registration_id IN %s",
        tuple(registration_ids),
    )
