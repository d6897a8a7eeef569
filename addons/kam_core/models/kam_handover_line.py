from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..languages import in_language_of_company
from ..services_token import as_service, is_service
from .sale_order import QUOTATION

EDITABLE = {"receiver_id", "report"}


class KamHandoverLine(models.Model):
    """An account that passes from the leaver to a receiver (CORE-13, A15).

    The leaver reports how the account stands, the receiver signs for it. It is no part
    of the account: the receiver sees the line before the account is his.
    """

    _name = "kam.handover.line"
    _description = "Account of a Hand-Over"
    _inherit = ["kam.protected.mixin"]
    _order = "handover_id, id"

    # === FIELDS === #

    handover_id = fields.Many2one(
        "kam.handover", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="handover_id.company_id", store=True)
    leaver_id = fields.Many2one(related="handover_id.rep_id", string="Leaver")
    last_day = fields.Date(related="handover_id.last_day")
    # stored: a receiver may not search through the document
    handover_state = fields.Selection(
        related="handover_id.state", string="State of the Hand-Over", store=True
    )
    leaver_signed_at = fields.Datetime(related="handover_id.signed_at")
    account_id = fields.Many2one(
        "kam.account", required=True, readonly=True, ondelete="cascade", index=True
    )
    number = fields.Char(related="account_id.number")
    name = fields.Char(related="account_id.name", string="Customer")
    receiver_id = fields.Many2one(
        "kam.sales.rep",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('id', '!=', leaver_id), "
        "('user_id', '!=', False)]",
    )
    receiver_user_id = fields.Many2one(
        related="receiver_id.user_id", string="User of the Receiver"
    )
    report = fields.Text(
        string="Progress Report",
        help="How the account stands, what was promised, what comes next.",
    )
    open_items = fields.Integer(compute="_compute_open_items")
    open_items_text = fields.Char(string="What is Open", compute="_compute_open_items")
    received_by_id = fields.Many2one("res.users", string="Signed by", readonly=True)
    received_at = fields.Datetime(string="Signed at", readonly=True)
    passed_on = fields.Date(readonly=True, help="First day of the receiver.")
    state = fields.Selection(
        [("open", "Open"), ("received", "Signed"), ("passed", "Passed on")],
        compute="_compute_state",
        store=True,
    )
    can_receive = fields.Boolean(compute="_compute_can_receive")

    # === CONSTRAINTS === #

    _account_uniq = models.UniqueIndex(
        "(handover_id, account_id)", "This account is on the hand-over already."
    )

    # === COMPUTE METHODS === #

    @api.depends("account_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.number or ''} {line.name or ''}".strip()

    @api.depends("account_id")
    def _compute_open_items(self):
        """Count over all sources, one statement per source."""
        items = self.env["kam.open.items"]._kam_items(self.account_id)
        for line in self:
            found = items.get(line.account_id.id, ())
            line.open_items = sum(item.count for item in found)
            line.open_items_text = ", ".join(
                f"{item.source.label} ({item.count})" for item in found
            )

    @api.depends("received_at", "passed_on")
    def _compute_state(self):
        for line in self:
            signed = "received" if line.received_at else "open"
            line.state = "passed" if line.passed_on else signed

    @api.depends("receiver_id.user_id", "state", "handover_id.signed_at")
    @api.depends_context("uid")
    def _compute_can_receive(self):
        for line in self:
            line.can_receive = (
                line.receiver_user_id == self.env.user
                and line.state == "open"
                and bool(line.leaver_signed_at)
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("receiver_id")
    def _check_receiver(self):
        for line in self.filtered("receiver_id"):
            rep = line.receiver_id
            if rep == line.leaver_id or rep.company_id != line.company_id:
                raise ValidationError(
                    self.env._(
                        "%(rep)s can't receive %(account)s: the receiver is another "
                        "sales rep of the company.",
                        rep=rep.name,
                        account=line.name,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        """Another receiver signs anew.

        :raise AccessError: for signatures, and for who may not edit the line
        :raise UserError: it is signed for
        """
        if is_service(self):
            return super().write(vals)
        self._kam_check_edit(vals)
        receiver_id = vals.get("receiver_id")
        changing = self.filtered(lambda line: line.receiver_id.id != receiver_id)
        result = super().write(vals)
        if "receiver_id" in vals:
            changing._kam_set(received_by_id=False, received_at=False)
            changing.handover_id._kam_settle()
        return result

    # === ACTION METHODS === #

    def action_receive(self):
        """Sign, as the receiver, for the accounts of these lines.

        :raise AccessError: somebody else receives one of them
        :raise UserError: the leaver has not signed yet, or the line is signed
        """
        self.check_access("read")
        for line in self:
            line._kam_check_receive()
        now = self.env["kam.clock"]._now()
        self._kam_set(received_by_id=self.env.uid, received_at=now)
        # the receiver reads the lines only
        self.sudo().handover_id._kam_settle()

    def action_open_items(self):
        """List what is open for the account.

        :raise AccessError: if the user may not read the account
        """
        self.ensure_one()
        self.check_access("read")
        return self.account_id.action_open_items()

    # === BUSINESS METHODS === #

    def _kam_is_allowed(self, operation):
        return operation == "write" or super()._kam_is_allowed(operation)

    def _kam_set(self, **values):
        as_service(self.sudo()).write(values)  # who calls has checked the right

    def _kam_has_report(self):
        return bool((self.report or "").strip())

    def _kam_check_edit(self, vals):
        self.check_access("write")
        if vals.keys() - EDITABLE:
            raise AccessError(
                self.env._("Signatures and passing on are put down by their buttons.")
            )
        for line in self:
            if "receiver_id" in vals:
                line._kam_check_may_name()
            if "report" in vals:
                line._kam_check_may_report()

    def _kam_check_may_name(self):
        if not self.handover_id._kam_may_lead():
            raise AccessError(
                self.env._("Team leader or manager say who receives an account (A-11).")
            )
        over = self.handover_id.state in ("done", "cancelled")
        if over or self.state == "passed":
            raise UserError(self.env._("%s has passed on already.", self.name))

    def _kam_check_may_report(self):
        handover = self.handover_id
        is_leaver = handover.rep_id.user_id == self.env.user
        if not (is_leaver or handover._kam_may_lead()):
            raise AccessError(self.env._("The leaver reports on the accounts."))
        if handover.signed_at or handover.state not in ("draft", "in_progress"):
            raise UserError(self.env._("The leaver has signed: the reports stay."))

    def _kam_check_receive(self):
        if self.receiver_user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(rep)s signs for %(account)s, nobody else.",
                    rep=self.receiver_id.name or "–",
                    account=self.name,
                )
            )
        if not self.leaver_signed_at or self.handover_state != "in_progress":
            raise UserError(self.env._("The leaver signs first."))
        if self.state != "open":
            raise UserError(self.env._("You have signed for %s already.", self.name))

    def _kam_pass(self):
        """Pass the accounts on, each wholly or not at all.

        :return: a sentence per account that did not pass
        """
        skipped = []
        for line in self.filtered(lambda line: line.state == "received"):
            try:
                with self.env.cr.savepoint():
                    line._kam_pass_one()
            except UserError as refusal:
                skipped.append(f"{line.display_name}: {refusal}")
        return skipped

    def _kam_pass_one(self):
        account, handover = self.account_id, self.handover_id
        if account.owner_id != handover.rep_id:
            raise UserError(self.env._("has another owner by now"))
        # not before the present owner's first day
        day = max(handover._kam_pass_day(), account.owned_since or handover.last_day)
        env = in_language_of_company(self, account.company_id).env
        account._kam_assign(
            self.receiver_id,
            env._("Hand-over of %(rep)s", rep=handover.rep_id.name),
            day,
            handover.over_cap,
        )
        self._kam_move_quotations(self._kam_quotations())
        self._kam_set(passed_on=day)

    def _kam_quotations(self):
        """Return the leaver's quotations to the account; orders stay (A-11)."""
        account, leaver = self.account_id, self.handover_id.rep_id
        orders = self.env["sale.order"].sudo()  # documents of whomever in the company
        return orders.search(
            [
                ("partner_id.commercial_partner_id", "=", account.partner_id.id),
                ("company_id", "=", account.company_id.id),
                ("state", "in", QUOTATION),
                ("kam_rep_id", "=", leaver.id),
            ]
        )

    def _kam_move_quotations(self, quotations):
        """Pass them on with their activities; a portal user has none."""
        user = self.receiver_user_id.filtered(lambda user: not user.share)
        leaver = self.handover_id.rep_id.user_id
        if user and leaver:
            planned = quotations.activity_ids
            mine = planned.filtered(lambda activity: activity.user_id == leaver)
            mine.write({"user_id": user.id})
        values = {"user_id": user.id} if user else {}
        quotations.write({**values, "kam_rep_id": self.receiver_id.id})

    def _kam_protected_hint(self):
        return self.env._("The accounts follow from who owns them: “Update Accounts”.")
