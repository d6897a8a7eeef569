"""Hand-written SQL of the completeness of archives: plain values in, ``SQL`` out."""

import json

from odoo.tools import SQL

TEXT_TYPES = ("char", "text")
NUMBER_TYPES = ("integer", "float", "monetary")


def is_filled(column, field_type):
    """Condition: a column says something; blanks and the number 0 say nothing.

    :param SQL column: of the row in question
    :param str field_type: type of its field
    """
    if field_type in TEXT_TYPES:
        return SQL(r"%s ~ '\S'", column)
    if field_type in NUMBER_TYPES:
        return SQL("%s <> 0", column)
    return SQL("%s IS NOT NULL", column)


def has_rows(table, account, conditions):
    """Condition: an account has rows in ``table``.

    :param SQL account: the column that leads to the account
    :param conditions: that the rows must meet besides
    """
    return SQL(
        "EXISTS (SELECT FROM %s WHERE %s = kam_account.id%s)",
        SQL.identifier(table),
        account,
        SQL().join(SQL(" AND %s", condition) for condition in conditions),
    )


def has_value(column, value):
    """Condition: a column is equal to ``value``; None is equal to no value."""
    return SQL("%s IS NOT DISTINCT FROM %s", column, value)


def archives(account_ids, columns, exempt, conditions, checked):
    """What is on file of accounts, a row for each.

    A row holds the columns, the codes that are not applicable, those that are filled,
    and the days of the last checks.

    :param account_ids: ids of ``kam_account``
    :param columns: of ``kam_account``
    :param tuple exempt: the columns of ``kam_archive_exemption``: account and code
    :param dict conditions: by code, on ``kam_account`` and ``res_partner``
    :param checked: columns of ``kam_account``
    """
    return SQL(
        """
        SELECT kam_account.id, %(columns)s,
               ARRAY(SELECT %(code)s FROM kam_archive_exemption
                     WHERE %(account)s = kam_account.id),
               ARRAY_REMOVE(ARRAY[%(filled)s]::text[], NULL),
               ARRAY[%(checked)s]::date[]
        FROM kam_account
        JOIN res_partner ON res_partner.id = kam_account.partner_id
        WHERE kam_account.id = ANY(%(ids)s)
        """,
        columns=SQL(", ").join(columns),
        account=exempt[0],
        code=exempt[1],
        filled=SQL(", ").join(
            SQL("CASE WHEN %s THEN %s END", condition, code)
            for code, condition in conditions.items()
        ),
        checked=SQL(", ").join(checked),
        ids=list(account_ids),
    )


def store(rows):
    """Write the completeness of accounts and return the ids of those it changes.

    :param rows: dicts of ``id`` and the values of all columns
    """
    return SQL(
        """
        UPDATE kam_account
        SET has_completeness = new.has_completeness,
            completeness = new.completeness,
            completeness_band = new.completeness_band,
            missing_codes = new.missing_codes,
            sections_to_check = new.sections_to_check,
            stale_on = new.stale_on
        FROM jsonb_to_recordset(%s::jsonb) AS new(
            id int, has_completeness bool, completeness numeric,
            completeness_band varchar, missing_codes jsonb,
            sections_to_check varchar, stale_on date
        )
        WHERE kam_account.id = new.id AND (
            kam_account.has_completeness, kam_account.completeness,
            kam_account.completeness_band, kam_account.missing_codes,
            kam_account.sections_to_check, kam_account.stale_on
        ) IS DISTINCT FROM (
            new.has_completeness, new.completeness, new.completeness_band,
            new.missing_codes, new.sections_to_check, new.stale_on
        )
        RETURNING kam_account.id
        """,
        json.dumps(rows, default=str),
    )


def of_rated(aggregate, has_rate):
    """An aggregate that leaves out the accounts that have no rate."""
    return SQL("%s FILTER (WHERE %s)", aggregate, has_rate)
