from odoo import api, fields, models

from .. import queries_clocks
from ..engine import clocks

CLOCK_FIELDS = {
    "clock_state": "varchar",
    "clock_start": "date",
    "clock_source": "varchar",
    "clock_due": "date",
    "clock_days_left": "int",
    "clock_step": "int",
    "clock_pauses": "varchar",
    "clock_checked_on": "date",
    "maintained_on": "date",
    "maintained_kind_id": "int",
    "maintained_model": "varchar",
    "maintained_ref": "int",
    "maintained_by_id": "int",
}


class KamAccount(models.Model):
    """How long the owner may still leave an account without maintenance (CORE-11).

    The rule is ``engine.clocks``; this gathers what it asks for, by a number of
    statements that does not depend on how many accounts there are. Accounts without
    owner and archived ones have no clock.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    clock_state = fields.Selection(
        [
            (clocks.RUNNING, "Maintained"),
            (clocks.WARNING, "Warned"),
            (clocks.OVERDUE, "Overdue"),
            (clocks.PAUSED, "Paused"),
        ],
        string="Maintenance",
        compute="_compute_clock",
        store=True,
        index="btree_not_null",
    )
    clock_start = fields.Date(
        string="Clock Since", compute="_compute_clock", store=True
    )
    clock_source = fields.Selection(
        [
            (clocks.MAINTAINED, "Last maintained"),
            (clocks.ASSIGNED, "Assigned"),
            (clocks.KEPT, "Kept by the manager"),
        ],
        string="Clock Runs From",
        compute="_compute_clock",
        store=True,
    )
    clock_due = fields.Date(
        string="Maintain Until",
        compute="_compute_clock",
        store=True,
        help="Last day in time; empty while a pause without end lasts.",
    )
    clock_days_left = fields.Integer(
        string="Days Left", compute="_compute_clock", store=True, aggregator="min"
    )
    clock_step = fields.Integer(
        string="Warning Reached",
        compute="_compute_clock",
        store=True,
        aggregator="min",
        help="In days before the end; 0 for none.",
    )
    clock_pauses = fields.Char(
        compute="_compute_clock", store=True, export_string_translation=False
    )
    clock_pause_reason = fields.Char(
        string="Paused For", compute="_compute_clock_pause_reason"
    )
    clock_checked_on = fields.Date(compute="_compute_clock", store=True)
    maintained_on = fields.Date(
        string="Last Maintained on", compute="_compute_clock", store=True, index=True
    )
    maintained_kind_id = fields.Many2one(
        "kam.maintenance.kind",
        string="Last Maintenance",
        compute="_compute_clock",
        store=True,
    )
    maintained_model = fields.Char(compute="_compute_clock", store=True)
    maintained_ref = fields.Many2oneReference(
        string="Record of the Last Maintenance",
        model_field="maintained_model",
        compute="_compute_clock",
        store=True,
    )
    maintained_by_id = fields.Many2one(
        "res.users", string="Last Maintained by", compute="_compute_clock", store=True
    )
    pause_ids = fields.One2many("kam.account.pause", "account_id", string="Pauses")
    decision_ids = fields.One2many(
        "kam.account.decision", "account_id", string="Decisions", readonly=True
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "active",
        "owner_id",
        "owned_since",
        "class_id.maintain_months",
        "last_trade_on",
        "communication_ids.day",
        "communication_ids.way",
        "pause_ids.date_from",
        "pause_ids.date_to",
        "pause_ids.kind",
        "decision_ids.days",
    )
    def _compute_clock(self):
        """Read the clocks of all accounts, whoever maintained them."""
        accounts = self.sudo()  # the clock counts what the user may not read
        for account, values in accounts._kam_clocks(accounts._kam_families()):
            account.update(values)

    @api.depends("clock_pauses")
    @api.depends_context("lang")
    def _compute_clock_pause_reason(self):
        pauses = self.env["kam.account.pause"]
        kinds = dict(pauses._fields["kind"]._description_selection(self.env))
        for account in self:
            codes = (account.clock_pauses or "").split(",")
            account.clock_pause_reason = ", ".join(kinds[c] for c in codes if c)

    # === BUSINESS METHODS === #

    def _kam_families(self):
        """Return ``{account id: ids whose trade counts for it}``: all below (A-5)."""
        self.env["kam.account"].flush_model(["parent_id"])
        ids = self._origin.ids
        return dict(self.env.execute_query(queries_clocks.families(ids)))

    def _kam_clocks(self, families):
        """Yield ``(account, values of CLOCK_FIELDS)``, as of today in its company.

        :param families: as :meth:`_kam_families` returns
        """
        pauses, kept = self._kam_pauses(), self._kam_kept()
        for company, accounts in self.grouped("company_id").items():
            today = self.env["kam.clock"]._today(company)
            steps = company._kam_steps(company.kam_clock_steps)
            done = accounts._kam_last_maintained(families, today)
            for account in accounts:
                origin = account._origin.id
                facts = (done.get(origin), pauses.get(origin, ()), kept.get(origin))
                clock = account._kam_clock(today, steps, *facts)
                yield account, self._clock_values(clock, done.get(origin), today)

    def _kam_clock(self, today, steps, evidence, pauses, kept):
        """Return the engine clock of the account, None if it has none."""
        if not (self.owner_id and self.active and self.owned_since):
            return None
        return clocks.ownership(
            self.owned_since,
            [clocks.Evidence(*evidence[:3])] if evidence else [],
            pauses,
            self._kam_maintain_months(),
            today,
            steps,
            kept,
        )

    @api.model
    def _clock_values(self, clock, evidence, today):
        day, kind, ref, model, user = evidence or [None] * 5
        return {
            "clock_state": clock and clock.state,
            "clock_start": clock and clock.start,
            "clock_source": clock and clock.source,
            "clock_due": clock and clock.due,
            "clock_days_left": clock.days_left if clock else 0,
            "clock_step": (clock and clock.step) or 0,
            "clock_pauses": ",".join(clock.reasons) if clock else None,
            "clock_checked_on": today,
            "maintained_on": day,
            "maintained_kind_id": kind,
            "maintained_model": model,
            "maintained_ref": ref,
            "maintained_by_id": user or None,
        }

    def _kam_last_maintained(self, families, today):
        """Return ``{account id: (day, kind id, id, model, user id)}``.

        Contacts count for the account itself, purchases for those above it as well.
        """
        ids = [item for item in self._origin.ids if item in families]
        everything = sorted({member for item in ids for member in families[item]})
        own, bought = self.env["kam.maintenance"]._kam_last(everything, today)
        found = {}
        for account_id in ids:
            facts = [bought.get(member) for member in families[account_id]]
            facts = [fact for fact in (own.get(account_id), *facts) if fact]
            if facts:
                found[account_id] = max(facts)
        return found

    def _kam_pauses(self):
        """Return ``{account id: [engine Pause]}`` by one statement."""
        pauses = self.env["kam.account.pause"].search_fetch(
            [("account_id", "in", self._origin.ids)],
            ["account_id", "date_from", "date_to", "kind"],
        )
        return {
            account.id: [
                clocks.Pause(row.date_from, row.date_to or None, row.kind)
                for row in rows
            ]
            for account, rows in pauses.grouped("account_id").items()
        }

    def _kam_kept(self):
        """Return ``{account id: engine Kept}``, the last decision of each."""
        decisions = self.env["kam.account.decision"].search_fetch(
            [("account_id", "in", self._origin.ids), ("kind", "=", "keep")],
            ["account_id", "day", "days"],
            order="day, id",
        )
        return {row.account_id.id: clocks.Kept(row.day, row.days) for row in decisions}

    def _kam_maintain_months(self):
        """Return the months an owner has to maintain the account (CORE-11)."""
        return self.class_id.maintain_months or self.company_id.kam_maintain_months

    def _kam_refresh_clock(self):
        """Read the clocks anew; they depend on the day and on what others bought."""
        for name in CLOCK_FIELDS:
            self.env.add_to_compute(self._fields[name], self)

    def _kam_refresh_trade(self):
        """Trade counts for the accounts above as well (A-5)."""
        super()._kam_refresh_trade()
        if not self:
            return
        above = self._kam_with_heads()
        above._kam_refresh_clock()
        above._kam_churn_later()
        if self.env.context.get("import_file"):
            above._kam_watch_quietly()

    def _kam_with_heads(self):
        """Return these and all accounts above them."""
        everything = self.sudo()  # figures are kept by the system
        ids = {
            int(item)
            for account in everything
            for item in (account.parent_path or "").split("/")
            if item
        }
        return everything.browse(sorted(ids | set(self.ids)))
