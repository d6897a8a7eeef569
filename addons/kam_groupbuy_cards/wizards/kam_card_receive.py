from odoo import api, fields, models

from odoo.addons.kam_core.answer import answer


class KamCardReceive(models.TransientModel):
    """Put a range of serials of a batch into stock (CARD-09)."""

    _name = "kam.card.receive"
    _description = "Receive vouchers or cards into stock"

    # === FIELDS === #
    batch_id = fields.Many2one("kam.card.batch", required=True, readonly=True)
    serial_first = fields.Char(
        string="From Serial",
        required=True,
        compute="_compute_serials",
        store=True,
        precompute=True,
        readonly=False,
    )
    serial_last = fields.Char(
        string="To Serial",
        required=True,
        compute="_compute_serials",
        store=True,
        precompute=True,
        readonly=False,
    )

    # === COMPUTE METHODS === #

    @api.depends("batch_id")
    def _compute_serials(self):
        """Propose what is still missing."""
        for wizard in self:
            missing = wizard.batch_id.card_ids.filtered(
                lambda card: card.state == "new"
            )
            serials = missing.sorted("name").mapped("name")
            wizard.serial_first = serials[0] if serials else False
            wizard.serial_last = serials[-1] if serials else False

    # === ACTION METHODS === #

    def action_receive(self):
        """Receive the range and tell how many there were.

        :raise AccessError: the user may not
        """
        self.env["kam.card"]._check_office("back_office", "manager")
        self.ensure_one()
        self.batch_id.check_access("write")
        cards = self.batch_id._receive_range(
            self.serial_first.strip(), self.serial_last.strip()
        )
        return answer(
            self.env._(
                "%(count)s received: %(first)s to %(last)s.",
                count=len(cards),
                first=min(cards.mapped("name")),
                last=max(cards.mapped("name")),
            )
        )
