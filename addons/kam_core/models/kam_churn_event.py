import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .. import queries_clocks
from ..services_token import as_service, is_service

ENTERED = {"reason_id", "note"}


class KamChurnEvent(models.Model):
    """One loss of an account: when, whose, and when it was won back (CORE-12).

    The nightly run and every change of trade write it, see ``kam.churn``. The date of
    a loss stays (A-6); one that a purchase entered later disproves is withdrawn and
    counts no more. People enter the reason.
    """

    _name = "kam.churn.event"
    _description = "Loss of an Account"
    _inherit = ["kam.protected.mixin", "kam.account.part.mixin"]
    _order = "lost_on desc, id desc"

    # === FIELDS === #

    state = fields.Selection(
        [("lost", "Lost"), ("won_back", "Won Back"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="lost",
        index=True,
    )
    purchase_on = fields.Date(
        string="Last Purchase before", required=True, readonly=True
    )
    lost_on = fields.Date(
        required=True,
        readonly=True,
        index=True,
        help="First day on which the last purchase was longer ago than the class "
        "allows.",
    )
    won_back_on = fields.Date(readonly=True, index="btree_not_null")
    class_id = fields.Many2one(
        "kam.account.class",
        string="Class on That Day",
        readonly=True,
        ondelete="restrict",
    )
    rep_id = fields.Many2one(
        "kam.sales.rep",
        string="Responsible",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Owner on the last day before the loss (A-8).",
    )
    charged = fields.Boolean(
        readonly=True,
        help="The loss is charged to who is responsible; not to a new owner within "
        "the days of grace (A-8).",
    )
    won_back_rep_id = fields.Many2one(
        "kam.sales.rep", string="Won Back by", readonly=True, ondelete="restrict"
    )
    reason_id = fields.Many2one(
        "kam.churn.reason", ondelete="restrict", index="btree_not_null"
    )
    note = fields.Text()
    reason_by_id = fields.Many2one(
        "res.users", string="Reason Entered by", readonly=True, ondelete="restrict"
    )
    withdrawn_on = fields.Date(readonly=True)
    withdrawn_why = fields.Char(readonly=True)

    # === CONSTRAINTS === #

    _lost_on_uniq = models.UniqueIndex("(account_id, lost_on)")

    # === COMPUTE METHODS === #

    @api.depends("account_id.name", "lost_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for event in self:
            event.display_name = self.env._(
                "%(account)s lost on %(day)s",
                account=event.account_id.name or "",
                day=format_date(self.env, event.lost_on),
            )

    # === CRUD METHODS === #

    def write(self, vals):
        """Let people enter the reason and nothing else.

        :raise AccessError: for anything else, or who may not write the account
        """
        if is_service(self) or not vals.keys() <= ENTERED:
            return super().write(vals)
        self.check_access("write")
        vals = {**vals, "reason_by_id": self.env.uid}
        # whoever works with the account, as was checked
        return super(KamChurnEvent, as_service(self)).write(vals)

    # === ACTION METHODS === #

    def action_withdraw(self):
        """Take back a loss that was none; the manager answers for it.

        :raise AccessError: if the user is no manager
        :raise UserError: without a note that says why
        """
        self.check_access("write")
        self.account_id._kam_check_manager()
        for event in self:
            if not (event.note or "").strip():
                raise UserError(
                    self.env._("Say in the note why %s was none.", event.display_name)
                )
            event._kam_withdraw(event.note.strip().split("\n")[0])
        self.env["kam.churn"]._kam_sync(self.account_id)

    # === BUSINESS METHODS === #

    @api.model
    def _kam_add(self, rows):
        """Put losses down by one statement: a first night may find one per account.

        :param rows: dicts of the columns of ``queries_clocks.add_losses``
        """
        if not rows:
            return
        accounts = self.env["kam.account"]
        accounts.flush_model(["company_id"])
        text = json.dumps(rows, default=fields.Date.to_string)
        self.env.cr.execute(
            queries_clocks.add_losses(text, self.env.uid, self.env.cr.now())
        )
        accounts.invalidate_model(["churn_event_ids"], flush=False)

    def _kam_withdraw(self, why):
        """Let the loss count no more."""
        as_service(self.sudo()).write(  # the service alone writes events
            {
                "state": "withdrawn",
                "withdrawn_on": self.env["kam.clock"]._today(self.company_id),
                "withdrawn_why": why,
            }
        )

    def _kam_protected_hint(self):
        return self.env._("It follows from the trade of the account.")
