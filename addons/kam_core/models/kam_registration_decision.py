from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..engine import dedup
from .kam_account_dedup import split
from .kam_registration import DATA_FIELDS


class KamRegistration(models.Model):
    """What the manager decides, and the account that comes of it (CORE-10)."""

    _inherit = "kam.registration"

    # === ACTION METHODS === #

    def action_kam_confirm(self):
        """Confirm the selected reports; say what was skipped and why (D11).

        :raise AccessError: none of them is the user's to decide
        """
        self._kam_check_internal()
        self.check_access("read")
        answer = self._kam_open_tasks()._kam_decide_many("approved")
        return {**answer, "params": {**answer["params"], "next": self._kam_reload()}}

    def action_kam_confirm_all(self):
        """Confirm every report that waits for the user (D11).

        :raise AccessError: the user decides none
        """
        self._kam_check_internal()
        self.check_access("read")
        return self.search(
            [("state", "=", "reported"), ("can_decide", "=", True)]
        ).action_kam_confirm()

    def action_kam_refuse_selected(self):
        """Ask why the selected reports are refused.

        :raise AccessError: none of them is the user's to decide
        """
        self._kam_check_internal()
        self.check_access("read")
        return self._kam_open_tasks().action_refuse()

    def action_kam_file(self):
        """Put down that the back office has filed the registration (CORE-10).

        :raise AccessError: the user is neither back office nor manager
        :raise UserError: it is not confirmed
        """
        self.check_access("write")
        office = "kam_core.kam_core_group_back_office"
        if not (self._kam_is_manager() or self.env.user.has_group(office)):
            raise AccessError(self.env._("Registrations are filed by the back office."))
        for registration in self:
            if registration.state != "confirmed":
                raise UserError(
                    self.env._(
                        "%s is not confirmed: nothing to file.",
                        registration.display_name,
                    )
                )
            today = self.env["kam.clock"]._today(registration.company_id)
            registration._kam_set(filed_on=today, filed_by_id=self.env.uid)
        return self._kam_answer(
            self.env._("Filed: %s.", ", ".join(self.mapped("number")))
        )

    def action_kam_open_account(self):
        """Open the account of the registration.

        :raise AccessError: the user may not see it
        """
        self.ensure_one()
        self.check_access("read")
        self.account_id.check_access("read")
        return self.account_id._get_records_action()

    # === BUSINESS METHODS - APPROVAL === #

    @api.model
    def _kam_approval_topics(self):
        return [("registration", self.env._("Registration"))]

    def _kam_approval_beneficiaries(self):
        return self.reporter_user_id

    def _kam_approval_locked_fields(self):
        return set(DATA_FIELDS)  # verification goes on while it waits

    def _kam_approval_snapshot(self):
        """Return what the approver sees, hits included."""
        names = filter(None, (self.name, self.name_en, self.former_names))
        phones = filter(None, (self.phone, self.phone_other, self.contact_phone))
        values = {
            self.env._("Reported by"): self.reporter_id.name,
            self.env._("Customer"): " / ".join(names),
            self.env._("Phone"): ", ".join(phones),
            self.env._("Tax Number"): self.tax_number,
            self.env._("Address"): " ".join(filter(None, (self.city, self.street))),
            self.env._("Source"): self.source,
            self.env._("On File"): "; ".join(self.hit_ids.mapped("summary")),
        }
        return {label: value for label, value in values.items() if value}

    def _kam_on_approved(self, request):
        result = super()._kam_on_approved(request)
        self._kam_confirm()
        self._kam_decided()
        return result

    def _kam_on_refused(self, request):
        result = super()._kam_on_refused(request)
        reason = request.task_ids.filtered(lambda task: task.state == "refused").reason
        self._kam_decided()
        self._kam_end("refused", reason or self._kam_reporter_env()._("Refused."))
        return result

    def _kam_open_tasks(self):
        """Return the open steps of these reports."""
        tasks = self.env["kam.approval.task"].sudo()  # each checks whose it is
        domain = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        return tasks.search(domain & Domain("state", "=", "open")).sudo(False)

    @api.model
    def _kam_reload(self):
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # === BUSINESS METHODS - CONFIRM === #

    def _kam_confirm(self, quiet=False):
        """Make the reporter the owner, from the moment of the report (CORE-10).

        In superuser mode: the decision was checked.

        :param bool quiet: imported, nobody is told (A-20)
        :raise UserError: it resembles somebody and nobody has said if it is the same
        """
        self.ensure_one()
        self._kam_check()
        partner = self._kam_customer()
        # a decision of the manager: neither seller nor manager opens accounts by hand
        account = self.sudo()._kam_account_of(partner)
        self._kam_set(
            state="confirmed",
            account_id=account.id,
            protected_until=self._kam_protected_until(quiet),
            outcome=self._kam_reporter_env()._(
                "Confirmed; the account is %s.", account.number
            ),
        )
        if not quiet:
            self._kam_tell_reporter()

    def _kam_protected_until(self, imported):
        """Return the last day of protection; of an imported report, from the report."""
        company = self.company_id.sudo()  # settings
        clock = self.env["kam.clock"]
        months = relativedelta(months=company.kam_registration_protect_months)
        if imported:
            return clock._date_of(self.reported_at, company) + months
        return clock._today(company) + months

    def _kam_decided(self):
        self._kam_set(
            decided_at=self.env["kam.clock"]._now(), decided_by_id=self.env.uid
        )

    def _kam_customer(self):
        """Return the partner the report is about; empty for a new one.

        :raise UserError: undecided, or several are said to be the same
        """
        hits = self.hit_ids
        open_hits = hits.filtered(
            lambda hit: hit.verdict == dedup.MATCH and not hit.decision
        )
        same = hits.filtered(lambda hit: hit.decision == "same")
        if open_hits or len(same) > 1:
            raise UserError(
                self.env._(
                    "Is it %(names)s? Say in the report which customer it is, or that "
                    "it is a different one.",
                    names=", ".join((open_hits or same).mapped("summary")),
                )
            )
        found = same.sudo().partner_key  # decided; ids are not for sellers
        return self.env["res.partner"].browse(found or [])

    def _kam_account_of(self, partner):
        """Return the account of the customer, opened if need be, with its owner."""
        day = self.env["kam.clock"]._date_of(self.reported_at, self.company_id)
        account = self.env["kam.account"].with_context(active_test=False)
        account = account.search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_key", "in", partner.ids),
            ]
        )
        if not account:
            account = self._kam_open_account(partner or self._kam_new_partner(), day)
        else:
            account.active = True
            since = max(filter(None, (day, account.owned_since)))
            account._kam_assign(self.reporter_id, self.display_name, since)
        self._kam_fill_account(account)
        return account

    def _kam_open_account(self, partner, day):
        keeper = self.reporter_user_id.filtered(lambda user: not user.share)
        return self.env["kam.account"].create(
            {
                "company_id": self.company_id.id,
                "partner_id": partner.id,
                "opened_on": day,
                "owner_id": self.reporter_id.id,
                "keeper_id": keeper.id,
            }
        )

    def _kam_new_partner(self):
        return self.env["res.partner"].create(
            {
                "name": self.name,
                "is_company": self.kind == "company",
                "phone": self.phone or self.phone_other,
                "vat": self.tax_number,
                "city": self.city,
                "street": self.street,
            }
        )

    def _kam_fill_account(self, account):
        """Keep what the report says beyond the contact; what is on file stays."""
        known = {account.name, *split(account.other_names)}
        names = filter(None, [self.name, self.name_en, *split(self.former_names)])
        more = [name for name in names if name not in known]
        if more:
            account.other_names = "; ".join([*split(account.other_names), *more])
        people = account.stakeholder_ids.mapped("name")
        if self.contact_name and self.contact_name not in people:
            self.env["kam.stakeholder"].create(
                {
                    "account_id": account.id,
                    "name": self.contact_name,
                    "mobile": self.contact_phone,
                }
            )

    def _kam_reporter_env(self):
        """Return the environment in the language of the reporter, for the answer."""
        reporter = self.sudo().reporter_id  # only the language is read
        lang = reporter.user_id.lang or reporter.partner_id.lang
        return self.with_context(lang=lang).env if lang else self.env

    def _kam_tell_reporter(self):
        partner = self.reporter_id.partner_id
        self.message_post(body=self.outcome, partner_ids=partner.ids)
