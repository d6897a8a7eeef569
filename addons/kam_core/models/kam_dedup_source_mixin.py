from odoo import api, models


class KamDedupSourceMixin(models.AbstractModel):
    """Records by which a customer is recognised (CORE-10, rule A-12).

    A model says which fields count and what it makes of them; the index is kept in
    step here, with one statement per create or write and only when one of the fields
    is written.
    """

    _name = "kam.dedup.source.mixin"
    _description = "Source of the Duplicate Check"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["kam.dedup.key"]._kam_index(records, fresh=True)
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self._kam_dedup_fields().isdisjoint(vals):
            self.env["kam.dedup.key"]._kam_index(self)
        return result

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        self.env["kam.dedup.key"]._kam_forget(self._name, ids)
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _kam_dedup_fields(self):
        """Return the names of the fields that :meth:`_kam_dedup_rows` reads."""
        return frozenset()

    def _kam_dedup_rows(self):
        """Yield ``(record, engine candidate, partner, account)`` of those that count.

        Partner and account say whose data it is; one of them, or none for a customer
        that is not on file yet.
        """
        return iter(())
