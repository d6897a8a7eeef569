from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import dedup
from ..engine.masking import masked_name
from ..services_token import as_service

STANDINGS = [
    ("mine", "Account of the reporter"),
    ("owned", "Account with an owner"),
    ("free", "Account without owner"),
    ("archived", "Archived account"),
    ("elsewhere", "Account of another company"),
    ("reported", "Open report"),
    ("contact", "Contact without account"),
]

# What a hit refers to, by the field with its id.
LINKS = {
    "res.partner": "partner_key",
    "kam.account": "account_key",
    "kam.registration": "open_registration_key",
}


class KamRegistrationHit(models.Model):
    """A customer on file that resembles a reported one (A-12).

    The row holds ids only. What it shows depends on who looks: everything of what the
    user may see anyway, of somebody else's account the beginning of the name, the
    owner and the state, never a phone or an address.
    """

    _name = "kam.registration.hit"
    _description = "Hit of the Duplicate Check"
    _inherit = ["kam.protected.mixin"]
    _order = "registration_id, score desc, id"

    # === FIELDS === #

    registration_id = fields.Many2one(
        "kam.registration", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="registration_id.company_id", store=True)
    score = fields.Integer(string="Points", readonly=True)
    verdict = fields.Selection(
        [(dedup.MATCH, "The same"), (dedup.NEAR, "Similar")], readonly=True
    )
    reasons = fields.Char(readonly=True)
    # Plain ids, and not even these for sellers: a link would show the name.
    partner_key = fields.Integer(readonly=True, groups="base.group_system")
    account_key = fields.Integer(readonly=True, groups="base.group_system")
    open_registration_key = fields.Integer(readonly=True, groups="base.group_system")
    decision = fields.Selection(
        [("same", "Same customer"), ("different", "Different customer")],
        readonly=True,
    )
    label = fields.Char(string="Customer", compute="_compute_shown")
    standing = fields.Selection(STANDINGS, compute="_compute_shown")
    owner_name = fields.Char(string="Owner", compute="_compute_shown")
    masked = fields.Boolean(compute="_compute_shown")
    why = fields.Char(string="What Agrees", compute="_compute_why")
    standing_line = fields.Char(compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_ask = fields.Boolean(compute="_compute_can_ask")

    # === COMPUTE METHODS === #

    @api.depends("partner_key", "account_key", "open_registration_key")
    @api.depends_context("uid")
    def _compute_shown(self):
        on_file, readable = self._kam_on_file()
        for hit in self:
            hit.update(hit._kam_shown(on_file, readable))

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_why(self):
        names = dict(self.env["kam.dedup.weight"]._kam_reasons())
        names[dedup.OTHER_CREDIT_CODE] = self.env._("but another credit code")
        names["linked"] = self.env._("Chosen in the report")
        for hit in self:
            codes = (hit.reasons or "").split(",")
            hit.why = ", ".join(names[code] for code in codes if code in names)

    @api.depends("label", "owner_name", "standing", "why", "score")
    @api.depends_context("lang", "uid")
    def _compute_summary(self):
        standings = dict(self._fields["standing"]._description_selection(self.env))
        for hit in self:
            parts = filter(None, (standings.get(hit.standing), hit.owner_name))
            hit.standing_line = " · ".join(parts)
            hit.summary = f"{hit.label} ({hit.standing_line}: {hit.why})"

    @api.depends("label")
    def _compute_display_name(self):
        for hit in self:
            hit.display_name = hit.label or hit.registration_id.number

    @api.depends("registration_id.state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for hit in self:
            state = hit.registration_id.state
            hit.can_decide = state == "reported" and hit._kam_may_decide()

    @api.depends("account_key")
    @api.depends_context("uid")
    def _compute_can_ask(self):
        for hit in self:
            hit.can_ask = hit.standing == "owned" and hit.masked

    # === ACTION METHODS === #

    def action_same(self):
        """Say that the reported customer is this one.

        :raise AccessError: the user neither manages nor files registrations
        """
        others = self.registration_id.hit_ids - self
        self._kam_decide("same")
        as_service(  # one customer only; the right was checked above
            others.sudo().filtered(lambda hit: hit.verdict == dedup.MATCH)
        ).write({"decision": "different"})

    def action_different(self):
        """Say that the reported customer is another one.

        :raise AccessError: the user neither manages nor files registrations
        """
        self._kam_decide("different")

    def action_ask_consent(self):
        """Ask the owner of the account for consent to contact the customer (A6).

        :raise AccessError: the user may not see the hit
        """
        self.ensure_one()
        self.check_access("read")
        if not self.can_ask:
            raise UserError(self.env._("This customer is not somebody else's."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the Owner for Consent"),
            "res_model": "kam.contact.consent.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hit_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _kam_replace(self, registration, found):
        """Replace these hits of ``registration`` by ``found``, decisions kept."""
        hits = self.sudo()  # written by the check, whoever lets it run
        decided = {hit._kam_key(): hit.decision for hit in hits if hit.decision}
        accounts = self._kam_accounts([one.partner_id for one in found], registration)
        as_service(hits).unlink()
        rows = [
            {
                "registration_id": registration.id,
                "score": one.comparison.score,
                "verdict": one.comparison.verdict,
                "reasons": ",".join(reason.code for reason in one.comparison.reasons),
                "partner_key": one.partner_id,
                "account_key": accounts.get(one.partner_id, 0),
                "open_registration_key": one.registration_id,
                "decision": decided.get((one.partner_id, one.registration_id)),
            }
            for one in found
        ]
        as_service(hits.browse()).create(rows)
        registration.invalidate_recordset(["hit_ids"])
        registration.sudo().hit_ids._kam_propose(registration)  # as above

    def _kam_propose(self, registration):
        """Take the one customer that matches and is nobody's for the same."""
        matches = self.filtered(lambda hit: hit.verdict == dedup.MATCH)
        free = matches.filtered(
            lambda hit: hit.with_user(registration.reporter_user_id).standing
            in ("free", "archived", "contact", "elsewhere")
        )
        if len(matches) == 1 and free and not free.decision:
            as_service(free).write({"decision": "same"})

    @api.model
    def _kam_accounts(self, partner_ids, registration):
        """Return ``{partner id: account id}``, the company of the report first."""
        accounts = (
            self.env["kam.account"]
            .sudo()  # only ids; what is shown of them is decided later
            .with_context(active_test=False)
            .search([("partner_key", "in", partner_ids)])
            .sorted(lambda account: account.company_id == registration.company_id)
        )
        return {account.partner_key: account.id for account in accounts}

    def _kam_key(self):
        return self.partner_key, self.open_registration_key

    def _kam_taken_by(self):
        """Return ``(sentence, number)`` if the customer is somebody's, else None.

        An account that is owned but no longer protected goes to the manager.
        """
        registration = self.registration_id
        first = self._kam_open_registration()
        if first and first.company_id == registration.company_id:
            return registration._kam_taken_sentence(first), first.number
        account = self._kam_account()
        if not account.owner_id or account.company_id != registration.company_id:
            return None
        if account.owner_id == registration.reporter_id:
            return self.env._("This is your account already."), account.number
        protecting = account.registration_ids.filtered(
            lambda found: found.state == "confirmed" and found._kam_protects(account)
        )
        if protecting:
            return registration._kam_taken_sentence(protecting[0]), protecting[0].number
        return None

    def _kam_on_file(self):
        """Return what the hits refer to and which of it the user may read.

        Some statements for all hits of a screen.

        :return: records as superuser and sets of ids, both by model
        """
        hits = self.sudo()  # whether the user sees them is asked right away
        on_file, readable = {}, {}
        for model, link in LINKS.items():
            ids = sorted(set(hits.mapped(link)) - {0})
            found = hits.env[model].with_context(active_test=False).browse(ids).exists()
            # by the rights of whoever looks
            seen = found.with_env(self.env).sudo(False)._filtered_access("read")
            on_file[model] = {record.id: record for record in found}
            readable[model] = set(seen.ids)
        return on_file, readable

    def _kam_shown(self, on_file, readable):
        """Return what the user may see of the hit.

        :param on_file: as :meth:`_kam_on_file` returns, ``readable`` too
        """
        hit = self.sudo()  # the ids; whether the name is in clear is asked below
        partner, account, first = (
            on_file[model].get(hit[link], hit.env[model])
            for model, link in LINKS.items()
        )
        # contacts are open to every employee anyway, not to portal users
        shown, owner, standing = partner, self.env["kam.sales.rep"].sudo(), "contact"
        if first:
            shown, owner, standing = first, first.reporter_id, "reported"
        elif account:
            shown, owner = account, account.owner_id
            standing = self._kam_standing(account)
        # a part-time seller owns accounts without having a right on them
        mine = bool(owner) and owner.user_id == self.env.user
        clear = mine or shown.id in readable[shown._name]
        name = first.name if first else partner.name
        return {
            "label": name if clear else masked_name(name or ""),
            "standing": standing,
            "owner_name": owner.name,
            "masked": not clear,
        }

    def _kam_standing(self, account):
        if account.company_id != self.registration_id.company_id:
            return "elsewhere"
        if account.owner_id:
            reporter = self.registration_id.reporter_id
            return "mine" if account.owner_id == reporter else "owned"
        return "free" if account.active else "archived"

    def _kam_account(self):
        # masked by whoever shows it
        hit = self.sudo()
        accounts = hit.env["kam.account"].with_context(active_test=False)
        return accounts.browse(hit.account_key or []).exists()

    def _kam_open_registration(self):
        hit = self.sudo()  # as above
        registrations = hit.env["kam.registration"]
        return registrations.browse(hit.open_registration_key or []).exists()

    def _kam_may_decide(self):
        groups = ("manager", "back_office")
        return self.env.su or any(
            self.env.user.has_group(f"kam_core.kam_core_group_{name}")
            for name in groups
        )

    def _kam_decide(self, decision):
        self.check_access("read")
        if not self._kam_may_decide():
            raise AccessError(
                self.env._("The manager or the back office says who is who.")
            )
        for hit in self:
            if hit.registration_id.state != "reported":
                raise UserError(
                    self.env._("%s waits for no decision.", hit.registration_id.number)
                )
            # whether there is a customer is no secret
            if decision == "same" and not hit.sudo().partner_key:
                raise UserError(
                    self.env._("An open report is no customer on file yet.")
                )
        as_service(self.sudo()).write({"decision": decision})  # checked above
