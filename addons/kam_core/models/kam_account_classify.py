from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..languages import in_language_of_company
from ..services_token import as_service, is_service

STANDING = {
    "primary": "class_id",
    "secondary": "secondary_class_ids",
    "level": "level_id",
    "lead": "lead_id",
}
CLASSIFIERS = "kam_core.kam_core_group_manager,kam_core.kam_core_group_analyst"
# How a service says why it changes a standing; honoured with its permit only.
FACTS_KEY = "kam_standing_facts"


class KamAccount(models.Model):
    """Class, level and lead of an account, dated and with a reason (CORE-01, A-16).

    Managers and analysts decide, by hand or by applying what the rules propose. What
    was decided by hand is pinned: the rules leave it alone until it is unpinned.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    standing_ids = fields.One2many(
        "kam.account.standing", "account_id", string="Class History", readonly=True
    )
    standing_pins = fields.Json(copy=False, groups=fields.NO_ACCESS)
    standing_pinned = fields.Char(
        string="Decided by Hand",
        compute="_compute_standing_pinned",
        help="What the rules leave alone, who decided it, when and why.",
    )

    # === COMPUTE METHODS === #

    @api.depends("standing_pins")
    @api.depends_context("lang")
    def _compute_standing_pinned(self):
        for account in self:
            # whoever sees the account may see who decided on it
            pins = account.sudo().standing_pins or {}
            account.standing_pinned = "\n".join(
                f"{self._fields[STANDING[name]]._description_string(self.env)}: "
                f"{pin['who']}, {pin['on']}: {pin['why']}"
                for name, pin in pins.items()
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Put down with what class and level accounts are opened.

        :raise AccessError: for a class or level from who decides none
        """
        names = set(STANDING.values())
        if any(names & {key for key in vals if vals[key]} for vals in vals_list):
            self._kam_check_classifier()
        for vals in vals_list:
            vals.pop("standing_pins", None)
        accounts = super().create(vals_list)
        stand = accounts.filtered(lambda account: any(map(account.__getitem__, names)))
        reason = self.env._("On file with it from the beginning")
        self.env["kam.account.standing"]._kam_write_down(stand, {"reason": reason})
        return accounts

    def write(self, vals):
        """Put down each change of class, level or lead (A-16).

        :raise AccessError: if the user is neither manager nor analyst
        """
        names = {name for name, field in STANDING.items() if field in vals}
        by_service = is_service(self)
        if "standing_pins" in vals and not by_service:
            raise AccessError(
                self.env._("What is pinned follows from deciding class and level.")
            )
        if not names:
            return super().write(vals)
        if not by_service:
            self._kam_check_standing(
                {STANDING[name]: vals[STANDING[name]] for name in names}
            )
        before = {account: account._kam_standing_ids() for account in self}
        result = super().write(vals)
        changed = {
            account: {name for name in names if old[name] != now[name]}
            for account, old in before.items()
            if old != (now := account._kam_standing_ids())
        }
        if changed:
            self._kam_standing_changed(changed, by_service)
        return result

    # === ACTION METHODS === #

    def action_classify(self):
        """Open the dialog that asks for class, level, lead and the reason.

        :raise AccessError: if the user is neither manager nor analyst
        """
        self.ensure_one()
        self.check_access("write")
        self._kam_check_classifier()
        return {
            "name": self.env._("Change Class and Level"),
            "type": "ir.actions.act_window",
            "res_model": "kam.account.classify",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    def action_unpin_standing(self):
        """Let the rules decide again over what was decided by hand.

        :raise AccessError: if the user is neither manager nor analyst
        """
        self.check_access("write")
        self._kam_check_classifier()
        # pins are nobody's to read or write, only to take away
        as_service(self.sudo()).write({"standing_pins": False})

    # === BUSINESS METHODS === #

    @api.model
    def _kam_is_classifier(self):
        return self.env.su or self.env.user.has_groups(CLASSIFIERS)

    @api.model
    def _kam_check_classifier(self):
        """:raise AccessError: if the user may not decide over class and level"""
        if not self._kam_is_classifier():
            raise AccessError(
                self.env._(
                    "Class, level and lead of an account are decided by a key-account "
                    "manager or an analyst; ask one of them."
                )
            )

    def _kam_check_standing(self, vals):
        """:raise AccessError: if ``vals`` change what the user may not decide"""
        if self._kam_is_classifier():
            return
        for account in self:
            draft = self.new(vals, origin=account)
            if draft._kam_standing_ids() != account._kam_standing_ids():
                self._kam_check_classifier()

    def _kam_standing_ids(self):
        """Return ids by field of a standing."""
        self.ensure_one()
        return {name: tuple(self[field].ids) for name, field in STANDING.items()}

    def _kam_standing(self):
        """Return codes by field of a standing, as the engine and runs know them."""
        self.ensure_one()
        return {
            "primary": self.class_id.code or None,
            "secondary": sorted(self.secondary_class_ids.mapped("code")),
            "level": self.level_id.code or None,
            "lead": bool(self.lead_id),
        }

    def _kam_standing_changed(self, changed, by_service):
        """Put down a change; one by hand is pinned.

        :param dict changed: names of the changed fields by account
        """
        facts = self.env.context.get(FACTS_KEY) if by_service else None
        env = in_language_of_company(self, self.company_id[:1]).env
        if facts is None and by_service:
            facts = {"reason": env._("Taken over by merging accounts")}
        if facts is None:
            facts = {"reason": env._("Changed by hand"), "by_hand": True}
        if facts.get("by_hand"):
            for account, names in changed.items():
                account._kam_pin_standing(names, facts["reason"])
        accounts = self.browse(account.id for account in changed)
        self.env["kam.account.standing"]._kam_write_down(accounts, facts)

    def _kam_pin_standing(self, names, reason):
        pin = {
            "who": self.env.user.name,
            "user": self.env.uid,
            "on": str(self.env["kam.clock"]._today(self.company_id)),
            "why": reason,
        }
        account = self.sudo()  # pins are kept by the system
        pins = {**(account.standing_pins or {}), **dict.fromkeys(sorted(names), pin)}
        as_service(account).write({"standing_pins": pins})

    def _kam_stand(self, values, reason, **facts):
        """Classify the account; whether the caller may, is the caller's business.

        :param dict values: ids by field of a standing, for those that change
        :param str reason: shown in the history
        :param facts: further values of the history: run, why, by_hand
        :raise UserError: without a reason
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why class or level change."))
        vals = {STANDING[name]: value for name, value in values.items()}
        if "secondary" in values:
            vals["secondary_class_ids"] = [Command.set(values["secondary"])]
        self._track_set_log_message(reason)
        # The caller has checked the right; a lead may be out of sight of the user.
        account = as_service(self.sudo())
        account.with_context(**{FACTS_KEY: {"reason": reason, **facts}}).write(vals)

    def _kam_standing_on(self, day):
        """Return ``{account id: history row in force on day}`` (A-16).

        Accounts that had neither class, level nor lead by then are left out.
        """
        rows = self.env["kam.account.standing"].search(
            [
                ("account_id", "in", self.ids),
                ("date_from", "<=", day),
                ("merged_number", "=", False),
            ],
            order="date_from, id",
        )
        return {row.account_id.id: row for row in rows}
