from odoo import api, fields, models

from .. import queries_dedup as queries
from ..engine import dedup

MODEL = "kam.dedup.source.mixin"
BATCH = 2000


class KamDedupKey(models.Model):
    """Index of the duplicate check: what each record says about a customer (A-12).

    Rows hold normalised values, are written by :meth:`_kam_index` alone and shown
    nowhere. Everybody on file is indexed, archived or not and of whatever company: a
    customer of a sister company or of ten years ago is a customer already.
    """

    _name = "kam.dedup.key"
    _description = "Key of the Duplicate Check"
    _inherit = ["kam.protected.mixin"]
    _log_access = False

    # === FIELDS === #

    # The columns keys and grams are text[]: see queries_dedup.add_columns().
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    kind = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", ondelete="cascade", index=True)
    account_id = fields.Many2one("kam.account", ondelete="cascade", index=True)

    # === CONSTRAINTS === #

    _record_uniq = models.UniqueIndex("(res_model, res_id)")

    def init(self):
        self.env.cr.execute(queries.add_columns())
        return super().init()

    # === COMPUTE METHODS === #

    @api.depends("res_model", "res_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.res_model},{row.res_id}"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_index(self, records, fresh=False):
        """Bring the rows of ``records`` in step: one statement, two if some go.

        :param bool fresh: they were just created, so there is nothing to take out
        """
        # whoever may write a record need not be able to read all that identifies it
        found = records.sudo()._kam_dedup_rows()
        rows = [row for row in map(self._row, found) if row["keys"]]
        if rows:
            self.env.cr.execute(queries.upsert(records._name, rows))
        gone = set(records.ids) - {row["res_id"] for row in rows}
        if gone and not fresh:
            self._kam_forget(records._name, gone)

    @api.model
    def _kam_forget(self, model_name, ids):
        if ids:
            self.env.cr.execute(queries.forget(model_name, ids))

    @api.model
    def _kam_sources(self):
        """Return the models whose records are indexed."""
        names = self.pool.descendants([MODEL], "_inherit")
        return [self.env[name] for name in names if not self.env[name]._abstract]

    @api.model
    def _kam_rebuild(self, progress=lambda count: None):
        """Index everything anew: after installing, and nightly for what SQL changed.

        :param progress: called with the number of records after each batch
        """
        for source in self._kam_sources():
            everything = source.sudo().with_context(active_test=False)  # index of all
            self.env.cr.execute(queries.forget_orphans(source._name, source._table))
            last = 0
            while batch := everything.search(
                [("id", ">", last)], order="id", limit=BATCH
            ):
                last, count = batch[-1].id, len(batch)
                self._kam_index(batch)
                self.env.invalidate_all()
                progress(count)
        self.env.cr.execute(queries.analyze())

    @api.model
    def _cron_rebuild(self):
        self._kam_rebuild(self.env["ir.cron"]._commit_progress)

    @api.model
    def _row(self, found):
        record, candidate, partner, account = found
        return {
            "res_id": record.id,
            "kind": candidate.kind,
            "partner_id": partner.id or None,
            "account_id": account.id or None,
            "keys": self._kam_keys(candidate),
            "grams": sorted(set().union(*map(dedup.bigrams, candidate.names))),
        }

    @api.model
    def _kam_keys(self, candidate):
        """Return what a candidate can have exactly in common with another, sorted.

        Names only meet within a kind, so the key of a name begins with it.
        """
        keys = {f"name:{candidate.kind}:{name}" for name in candidate.names}
        keys |= {f"phone:{phone}" for phone in candidate.phones}
        keys |= {f"tax:{candidate.tax}"} if candidate.tax else set()
        keys |= {f"address:{candidate.address}"} if candidate.address else set()
        return sorted(keys)

    @api.model
    def _kam_candidate(self, kind, rows):
        """Return the candidate that all rows of one customer make together.

        :param rows: lists of keys, that of the customer itself first
        """
        found = {"name": [], "phone": [], "tax": [], "address": []}
        for key in (key for row in rows for key in row):
            what, _colon, value = key.partition(":")
            found[what].append(value.removeprefix(f"{kind}:"))
        return dedup.Candidate(
            kind,
            frozenset(found["name"]),
            frozenset(found["phone"]),
            next(iter(found["tax"]), ""),
            next(iter(found["address"]), ""),
        )
