import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_core.services_token import as_service, is_service
from odoo.addons.kam_groupbuy_cards import queries
from odoo.addons.kam_groupbuy_cards.engine import codes

SERIAL_DIGITS = 8
CHUNK = 1000
# what generating decides; nobody may enter it
GENERATED = {"name", "state", "serial_first", "serial_last", "number_last"}
# what may no longer change once codes exist
FIXED = {"type_id", "company_id", "quantity"}


class KamCardBatch(models.Model):
    """Instruments printed or encoded together (CARD-09).

    The codes are not stored: the files for the printer are made from the key of the
    installation and the secret number of the batch, as often as needed, until the
    hand-over is confirmed. Then that number is erased and nobody can make them again.
    """

    _name = "kam.card.batch"
    _description = "Batch of group-buy vouchers or cards"
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #
    name = fields.Char(readonly=True, copy=False)
    type_id = fields.Many2one(
        "kam.card.type", required=True, ondelete="restrict", check_company=True
    )
    kind = fields.Selection(related="type_id.kind")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    face = fields.Monetary(related="type_id.face")
    quantity = fields.Integer(required=True, default=100)
    serial_first = fields.Char(string="First Serial", readonly=True, copy=False)
    serial_last = fields.Char(string="Last Serial", readonly=True, copy=False)
    number_last = fields.Integer(readonly=True, copy=False)
    nonce = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    key_id = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("generated", "Generated"),
            ("handed_over", "Handed Over"),
            ("received", "Received"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    card_ids = fields.One2many("kam.card", "batch_id", string="Instruments")
    card_count = fields.Integer(
        string="Vouchers and Cards", compute="_compute_card_count"
    )
    received_count = fields.Integer(string="Received", compute="_compute_card_count")
    download_ids = fields.One2many(
        "kam.card.batch.download", "batch_id", string="Downloads"
    )

    # === CONSTRAINTS === #
    _quantity_range = models.Constraint(
        "CHECK(quantity BETWEEN 1 AND 20000)",
        "A batch has 1 to 20,000 vouchers or cards. Make several batches for more.",
    )

    # === COMPUTE METHODS === #

    @api.depends("card_ids.state")
    def _compute_card_count(self):
        counts = {
            (batch.id, state): count
            for batch, state, count in self.env["kam.card"]._read_group(
                [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
            )
        }
        for batch in self:
            mine = {state: n for (id_, state), n in counts.items() if id_ == batch.id}
            batch.card_count = sum(mine.values())
            batch.received_count = batch.card_count - mine.get("new", 0)

    @api.depends("name")
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = batch.name or self.env._("New Batch")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if any(GENERATED & set(vals) for vals in vals_list):
            self._check_generated_by_service()
        for vals in vals_list:
            # the counter is no secret and belongs to nobody
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name)
        return super().create(vals_list)

    def write(self, vals):
        if GENERATED & set(vals):
            self._check_generated_by_service()
        if FIXED & set(vals) and any(batch.state != "draft" for batch in self):
            raise UserError(
                self.env._(
                    "The codes of this batch exist already: its type, company and "
                    "quantity stay as they are."
                )
            )
        return super().write(vals)

    # === ACTION METHODS === #

    def action_generate(self):
        """Number the instruments of the batch and fix their codes (CARD-09, CARD-13).

        :raise UserError: it was generated before, or the key file is missing
        """
        self.ensure_one()
        self._check_may_print()
        self._check_state("draft")
        self._generate()

    def action_download_xlsx(self):
        """Download the list of codes for the printer."""
        return self._download_action("xlsx")

    def action_download_pdf(self):
        """Download printable vouchers with QR codes."""
        return self._download_action("pdf")

    def action_confirm_hand_over(self):
        """Erase the secret number of the batch: the codes can't be made again.

        :raise UserError: nothing to hand over
        """
        self.ensure_one()
        self._check_may_print()
        self._check_state("generated")
        # nobody but the system may touch the secret number
        as_service(self.sudo()).write({"nonce": False, "state": "handed_over"})

    def action_receive(self):
        """Open the wizard that puts a range of serials into stock."""
        self.ensure_one()
        self._check_may_print()
        self._check_state("handed_over")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive into Stock"),
            "res_model": "kam.card.receive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_batch_id": self.id},
        }

    def action_cancel(self):
        """Give up a batch that was not handed over; its serials are not used again."""
        self.ensure_one()
        self._check_may_print()
        self._check_state("draft", "generated")
        # nobody but the system may touch the secret number
        as_service(self.sudo()).write({"nonce": False, "state": "cancelled"})

    def action_cards(self):
        """Open the instruments of the batch."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_groupbuy_cards.kam_card_action_all"
        )
        return {**action, "domain": [("batch_id", "=", self.id)]}

    # === BUSINESS METHODS - CODES === #

    def _generate(self):
        # the key and the hashes are for the system alone
        batch = as_service(self.sudo())
        key_id, key = batch.env["kam.card.key"]._current()
        nonce = secrets.token_bytes(codes.NONCE_BYTES)
        serials, number = self._next_serials()
        cards = self.env["kam.card"].sudo()  # hashes are for the system alone
        for start in range(0, len(serials), CHUNK):
            as_service(cards).create(
                [
                    self._prepare_card(serial, key_id, key, nonce)
                    for serial in serials[start : start + CHUNK]
                ]
            )
        batch.write(
            {
                "nonce": nonce.hex(),
                "key_id": key_id,
                "serial_first": serials[0],
                "serial_last": serials[-1],
                "number_last": number,
                "state": "generated",
            }
        )

    def _next_serials(self):
        """Return the serials after the last batch of the type, and the last number."""
        card_type = self.type_id
        # two users who number at once: the second begins anew with the new last number
        self.env.execute_query(queries.touch_type(card_type.id))
        # batches of a type have one company, whoever may see it
        last = max(
            self.sudo().search([("type_id", "=", card_type.id)]).mapped("number_last")
        )
        numbers = range(last + 1, last + 1 + self.quantity)
        serials = [f"{card_type.serial_prefix}{n:0{SERIAL_DIGITS}d}" for n in numbers]
        return serials, numbers[-1]

    def _prepare_card(self, serial, key_id, key, nonce):
        code = codes.derive_code(key, nonce, serial)
        return {
            "name": serial,
            "type_id": self.type_id.id,
            "kind": self.type_id.kind,
            "company_id": self.company_id.id,
            "batch_id": self.id,
            "face": self.type_id.face,
            "code_hash": codes.code_hash(key, code),
            "key_id": key_id,
        }

    def _codes(self):
        """Yield ``(serial, code)`` of the batch in order; only until the hand-over.

        :raise UserError: handed over, cancelled or not generated yet
        """
        self.ensure_one()
        self._check_state("generated")
        secret = self.sudo()  # the secret number is for the system alone
        key = secret.env["kam.card.key"]._get(secret.key_id)
        nonce = bytes.fromhex(secret.nonce)
        for serial in secret.card_ids.sorted("name").mapped("name"):
            yield serial, codes.derive_code(key, nonce, serial)

    def _receive_range(self, first, last):
        """Put the serials from ``first`` to ``last`` into stock and return them.

        :raise UserError: no printed instrument of the batch is in that range
        """
        self.ensure_one()
        self._check_state("handed_over")
        # the ledger alone writes instruments
        cards = self.sudo().card_ids.filtered(
            lambda card: card.state == "new" and first <= card.name <= last
        )
        if not cards:
            raise UserError(
                self.env._(
                    "No serial from %(first)s to %(last)s of this batch waits to be "
                    "received. It has %(batch_first)s to %(batch_last)s.",
                    first=first,
                    last=last,
                    batch_first=self.serial_first,
                    batch_last=self.serial_last,
                )
            )
        cards.env["kam.card.ledger"]._receive(cards)
        if all(card.state != "new" for card in self.sudo().card_ids):  # as above
            as_service(self).write({"state": "received"})
        return cards

    # === BUSINESS METHODS === #

    def _download_action(self, form):
        self.ensure_one()
        self._check_may_print()
        self._check_state("generated")
        url = f"/kam_groupbuy_cards/batch/{self.id}/{form}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _check_may_print(self):
        """:raise AccessError: finance reads batches, but may not see codes (CARD-13)"""
        self.env["kam.card"]._check_office("back_office", "manager")

    def _check_state(self, *states):
        if self.state in states:
            return
        if self.state in ("handed_over", "received"):
            message = self.env._(
                "%(batch)s was handed over: its codes were shown for the last time and "
                "can't be made again.",
                batch=self.display_name,
            )
        else:
            selection = self._fields["state"]._description_selection(self.env)
            message = self.env._(
                "%(batch)s is “%(state)s”: this is not possible for it.",
                batch=self.display_name,
                state=dict(selection)[self.state],
            )
        raise UserError(message)

    def _check_generated_by_service(self):
        """:raise AccessError: state and serials are results, nobody enters them"""
        if not is_service(self):
            raise AccessError(
                self.env._(
                    "State and serial numbers of a batch come from its buttons; nobody "
                    "may enter them."
                )
            )
