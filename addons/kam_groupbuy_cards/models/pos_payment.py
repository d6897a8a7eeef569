from odoo import api, fields, models
from odoo.exceptions import UserError

from .pos_order import is_syncing

GUARDED = ("amount", "payment_method_id", "pos_order_id", "uuid", "is_change")


class PosPayment(models.Model):
    _inherit = "pos.payment"

    # === FIELDS === #
    # what the till shows and prints; the truth is the ledger
    kam_kind = fields.Char()
    kam_masked = fields.Char(string="Voucher or Card")
    kam_forfeit = fields.Monetary(string="Forfeited")
    kam_balance = fields.Monetary(string="Balance after")
    kam_hold_id = fields.Many2one(
        "kam.card.hold",
        string="Reservation",
        compute="_compute_kam_hold_id",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
    )

    # === COMPUTE METHODS === #

    @api.depends("uuid")
    def _compute_kam_hold_id(self):
        """One look-up serves all checks of a sale; a key never changes its hold."""
        keys = self.mapped("uuid")
        holds = self.env["kam.card.hold"].search_fetch([("key", "in", keys)])
        by_key = {hold.key: hold for hold in holds}
        for payment in self:
            payment.kam_hold_id = by_key.get(payment.uuid)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a payment by instrument that no reservation stands behind (I)."""
        payments = super().create(vals_list)
        ours = payments._kam_stored_value()
        if ours:
            ours._kam_check_reserved()
            ours._kam_check_order_open()
        return payments

    def write(self, vals):
        """Compare by value: a synced line is sent again whole."""
        changing = self._kam_changing(vals)
        if any(payment._kam_is_final() for payment in changing):
            raise UserError(self._kam_final_message())
        res = super().write(vals)
        ours = changing._kam_stored_value()
        if ours:
            ours._kam_check_reserved()
            ours._kam_check_order_open()
        return res

    def unlink(self):
        """Release on drafts; afterwards a payment by instrument stays."""
        ours = self._kam_stored_value()
        if any(payment._kam_is_final() for payment in ours):
            raise UserError(self._kam_final_message())
        keys = ours.mapped("uuid")
        res = super().unlink()
        if keys:
            # the cashier who takes a line out has no rights on reservations
            self.env["kam.card.till"].sudo()._release_keys(keys, "deleted")
        return res

    # === BUSINESS METHODS === #

    def _kam_stored_value(self):
        return self.filtered(
            lambda payment: payment.payment_method_id._kam_is_stored_value()
        )

    def _kam_is_final(self):
        self.ensure_one()
        return self.pos_order_id.state not in ("draft", "cancel")

    def _kam_changing(self, vals):
        """Return the payments by instrument, old or new, whose value really changes."""
        names = [name for name in GUARDED if name in vals]
        if not names:
            return self.browse()
        method = self.env["pos.payment.method"].browse(vals.get("payment_method_id"))
        becomes_ours = method and method._kam_is_stored_value()
        ours = self if becomes_ours else self._kam_stored_value()
        return ours.filtered(
            lambda payment: any(payment._kam_differs(name, vals) for name in names)
        )

    def _kam_differs(self, name, vals):
        field = self._fields[name]
        new = field.convert_to_write(
            field.convert_to_record(field.convert_to_cache(vals[name], self), self),
            self,
        )
        old = field.convert_to_write(self[name], self)
        if name == "amount":
            return bool(self.currency_id.compare_amounts(new, old))
        return new != old

    def _kam_check_reserved(self):
        """Each payment needs its reservation, large enough, in its direction.

        :raise UserError: the payment was made up
        """
        # a cashier has no rights on reservations, the check has
        till = self.env["kam.card.till"].sudo()
        for payment, hold in till._holds_by_payment(self).items():
            if not hold or not till._covers(hold, payment):
                raise UserError(till._unreserved_message(payment))

    def _kam_check_order_open(self):
        """Only the till's own synchronisation brings a payment with a paid order.

        :raise UserError: an order was made up as paid
        """
        if not is_syncing(self) and any(payment._kam_is_final() for payment in self):
            raise UserError(self._kam_final_message())

    def _kam_final_message(self):
        return self.env._(
            "A payment by voucher or card of a paid order can't be added, changed or "
            "removed: its value has left the ledger. Make a refund at the till."
        )
