"""SQL of the duplicate check (CORE-10, rule A-12): values in, ``SQL`` out.

``kam_dedup_key`` has one row per record that says something about a customer: a
partner, an account, a contact person, an open report. ``keys`` are what two records
may have in common exactly, ``grams`` the bigrams of names. Both are ``text[]`` with a
GIN index, which is core PostgreSQL: no extension is needed.

Looking names up by all their bigrams would read half of the table, since everybody is
called 上海…公司. ``engine.dedup.least_common`` says how many bigrams two near names
have in common at least; so whoever has none of ``count - least`` of them has *all* the
others. The rarest are looked up one by one, the commonest only all together. How rare
a bigram is, PostgreSQL knows from ANALYZE; a wrong or missing figure costs time and
never a hit.
"""

import json

from odoo.tools import SQL

# More customers in common with one report than anybody can look through.
MOST_GROUPS = 500


def add_columns():
    """The columns that Odoo has no field type for, and their indexes.

    ``fastupdate`` would let new keys wait in a list that every check reads through.
    """
    return SQL(
        """
        ALTER TABLE kam_dedup_key
            ADD COLUMN IF NOT EXISTS keys text[] NOT NULL DEFAULT '{}',
            ADD COLUMN IF NOT EXISTS grams text[] NOT NULL DEFAULT '{}';
        CREATE INDEX IF NOT EXISTS kam_dedup_key__keys_gin
            ON kam_dedup_key USING gin (keys) WITH (fastupdate = off);
        CREATE INDEX IF NOT EXISTS kam_dedup_key__grams_gin
            ON kam_dedup_key USING gin (grams) WITH (fastupdate = off);
        """
    )


def upsert(model_name, rows):
    """Write the rows of records of one model; an unchanged row is not touched.

    :param rows: dicts of ``res_id``, ``kind``, ``partner_id``, ``account_id``,
        ``keys`` and ``grams``
    """
    return SQL(
        """
        INSERT INTO kam_dedup_key AS old
               (res_model, res_id, kind, partner_id, account_id, keys, grams)
        SELECT %(model)s, new.res_id, new.kind, new.partner_id, new.account_id,
               new.keys, new.grams
          FROM jsonb_to_recordset(%(rows)s::jsonb) AS new
               (res_id integer, kind varchar, partner_id integer,
                account_id integer, keys text[], grams text[])
            ON CONFLICT (res_model, res_id) DO UPDATE
           SET kind = excluded.kind, partner_id = excluded.partner_id,
               account_id = excluded.account_id, keys = excluded.keys,
               grams = excluded.grams
         WHERE (old.kind, old.partner_id, old.account_id, old.keys, old.grams)
               IS DISTINCT FROM
               (excluded.kind, excluded.partner_id, excluded.account_id,
                excluded.keys, excluded.grams)
        """,
        model=model_name,
        rows=json.dumps(rows),
    )


def forget(model_name, ids):
    """Take out the rows of records."""
    return SQL(
        "DELETE FROM kam_dedup_key WHERE res_model = %s AND res_id IN %s",
        model_name,
        tuple(ids),
    )


def forget_orphans(model_name, table):
    """Take out the rows of records that were deleted behind Odoo's back."""
    return SQL(
        """
        DELETE FROM kam_dedup_key key
         WHERE key.res_model = %s
           AND NOT EXISTS (SELECT FROM %s source WHERE source.id = key.res_id)
        """,
        model_name,
        SQL.identifier(table),
    )


def analyze():
    """Let PostgreSQL count how often each bigram occurs."""
    return SQL("ANALYZE kam_dedup_key")


def common_grams():
    """The bigrams that occur most, and in which share of the rows."""
    return SQL(
        """
        SELECT most_common_elems::text::text[], most_common_elem_freqs
          FROM pg_stats
         WHERE schemaname = current_schema
           AND tablename = 'kam_dedup_key'
           AND attname = 'grams'
        """
    )


def near_names(kind, by_rarity, least):
    """Ids of rows with at least ``least`` of some bigrams.

    :param list by_rarity: the bigrams, the rarest first
    """
    cut = len(by_rarity) - least
    return SQL(
        """
        SELECT id
          FROM kam_dedup_key
         WHERE kind = %(kind)s
           AND (grams && %(rarest)s::text[] OR grams @> %(others)s::text[])
           AND %(least)s <= (
                   SELECT count(*) FROM unnest(grams) gram
                    WHERE gram = ANY(%(grams)s::text[])
               )
        """,
        kind=kind,
        rarest=by_rarity[:cut],
        others=by_rarity[cut:],
        grams=by_rarity,
        least=least,
    )


def same_keys(keys):
    """Ids of rows with one of ``keys``."""
    return SQL("SELECT id FROM kam_dedup_key WHERE keys && %s::text[]", list(keys))


def groups(found):
    """All rows of the customers that the rows ``found`` belong to.

    The rows of a commercial partner, its contacts, its accounts and their parts are
    one customer; an open report is one by itself. Where a row belongs is looked up
    now, so nothing has to follow when a contact moves or partners are merged.

    :param found: queries of ids of rows
    :return: query of ``(commercial partner or null, model, id, kind, keys)``
    """
    return SQL(
        """
        WITH found AS (%(found)s),
        customer AS (
            SELECT DISTINCT
                   partner.commercial_partner_id AS partner_id,
                   CASE WHEN partner.id IS NULL THEN key.id END AS key_id
              FROM found
              JOIN kam_dedup_key key ON key.id = found.id
         LEFT JOIN kam_account account ON account.id = key.account_id
         LEFT JOIN res_partner partner
                ON partner.id = COALESCE(key.partner_id, account.partner_id)
             LIMIT %(most)s
        )
        SELECT customer.partner_id, member.res_model, member.res_id,
               member.kind, member.keys
          FROM customer
          JOIN LATERAL (
                SELECT own.*
                  FROM kam_dedup_key own
                 WHERE own.id = customer.key_id
                 UNION ALL
                SELECT own.*
                  FROM res_partner partner
                  JOIN kam_dedup_key own ON own.partner_id = partner.id
                 WHERE partner.commercial_partner_id = customer.partner_id
                 UNION ALL
                SELECT own.*
                  FROM kam_account account
                  JOIN kam_dedup_key own ON own.account_id = account.id
                 WHERE account.partner_id = customer.partner_id
               ) member ON TRUE
        """,
        found=SQL(" UNION ").join(found),
        most=MOST_GROUPS,
    )
