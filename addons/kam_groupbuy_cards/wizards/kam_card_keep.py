from odoo import fields, models
from odoo.exceptions import UserError


class KamCardKeep(models.TransientModel):
    """Choose which serials of the stock an order line gets (CARD-09)."""

    _name = "kam.card.keep"
    _description = "Choose serial numbers for an order"

    # === FIELDS === #
    sale_line_id = fields.Many2one("sale.order.line", required=True, readonly=True)
    type_id = fields.Many2one(related="sale_line_id.kam_card_type_id")
    serial_first = fields.Char(string="From Serial", required=True)

    # === ACTION METHODS === #

    def action_keep(self):
        """Keep the next free serials from the given one.

        :raise AccessError: the user may not change the order
        :raise UserError: too few from there on, or the order is not confirmed
        """
        roles = ("consultant", "back_office", "manager")
        self.env["kam.card"]._check_office(*roles)
        self.ensure_one()
        line = self.sale_line_id
        line.order_id.check_access("write")
        needed = line._kam_open_quantity()
        if not needed:
            raise UserError(
                self.env._("Nothing is to be delivered: confirm the order first.")
            )
        line._kam_reserve(needed, self.serial_first.strip())
        kept = line._kam_kept()
        if len(kept) < needed:
            raise UserError(
                self.env._(
                    "Only %(found)s of %(needed)s are free from %(serial)s on.",
                    found=len(kept),
                    needed=needed,
                    serial=self.serial_first,
                )
            )
        return {"type": "ir.actions.act_window_close"}
