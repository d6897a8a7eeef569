from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import queries_registration as queries
from ..answer import REFRESH, answer
from ..engine import dedup
from .kam_dedup import Found

LINKED = "linked"


class KamRegistration(models.Model):
    """Checking and reporting a customer; first come, first served (CORE-10, A-13)."""

    _inherit = "kam.registration"

    # === ACTION METHODS === #

    def action_kam_check(self):
        """Show who is on file that resembles the customer, before reporting.

        :raise AccessError: the user may not write the registration
        """
        self.ensure_one()
        self.check_access("write")
        self._kam_check()
        matches = self.hit_ids.filtered(lambda hit: hit.verdict == dedup.MATCH)
        if matches:
            message = self.env._("On file already, see below.")
        elif self.hit_ids:
            message = self.env._("Similar customers are on file, see below.")
        else:
            message = self.env._("Nobody like this is on file.")
        return self._kam_answer(message, "warning" if self.hit_ids else "success")

    def action_kam_report(self):
        """Report the customers; say what came of each (D11).

        :raise AccessError: the user may not write the registration
        :raise UserError: it is no draft, or says too little
        """
        self.check_access("write")
        for registration in self:
            registration._kam_report()
        taken = self.filtered(lambda found: found.state == "duplicate")
        message = "\n".join(f"{found.number}: {found.outcome}" for found in self)
        return self._kam_answer(message, "danger" if taken else "success")

    def action_kam_report_again(self):
        """Make a draft from a report that came to nothing.

        :raise AccessError: the user may not report
        :raise UserError: the report still counts
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("draft", "reported", "confirmed"):
            raise UserError(
                self.env._("%s still counts; nothing to report again.", self.number)
            )
        vals = {**self.copy_data()[0], "partner_id": self.partner_id.id}
        again = self.create(vals)
        again._kam_set(previous_id=self.id)
        return again._get_records_action()

    # === BUSINESS METHODS - CHECK === #

    def _kam_check(self):
        """Look the customer up and keep what is found, best first (A-12).

        What the manager has said of a hit stays.
        """
        self.ensure_one()
        found = self.env["kam.dedup"]._kam_find(
            self._kam_candidate(), self.company_id, self
        )
        partner = self.partner_id.commercial_partner_id
        if partner and partner.id not in [hit.partner_id for hit in found]:
            linked = dedup.Comparison(100, dedup.MATCH, (dedup.Reason(LINKED, 100, 0),))
            found.insert(0, Found(partner.id, 0, linked))
        self.hit_ids._kam_replace(self, found)

    # === BUSINESS METHODS - REPORT === #

    def _kam_report(self, moment=None, quiet=False):
        """Report the customer: refused at once if taken, else for the manager.

        :param datetime.datetime moment: original moment of an imported report
        :param bool quiet: imported, nobody is told (A-20)
        """
        self.ensure_one()
        self._check_reportable()
        exact = moment or self._kam_moment()
        values = {
            "reported_at": exact.replace(microsecond=0),
            "reported_exact": exact.isoformat(" ", "microseconds"),
        }
        self._kam_check()
        taken = self._kam_taken() or self._kam_take_keys()
        if taken:
            outcome, winner = taken
            self._kam_set(
                **values, state="duplicate", outcome=outcome, winner_number=winner
            )
            return
        self._kam_set(
            **values,
            state="reported",
            hold_until=self._kam_hold_until(exact),
            outcome=self.env._("Reported; the manager decides."),
        )
        self._kam_go_on(quiet)

    def _kam_go_on(self, quiet):
        settings = self.company_id.sudo()  # sellers need not read them
        if settings.kam_registration_auto and not self.hit_ids:
            self._kam_confirm(quiet)
            return
        # The report is the seller's, whoever writes it down: so the manager who
        # does may decide, and the seller may withdraw.
        user = self.reporter_user_id.filtered("active") or self.env.user
        # A part-time seller of the portal may not write what the engine does.
        self.with_user(user).sudo()._kam_submit()

    @api.model
    def _kam_moment(self):
        """Return now to the microsecond, by the clock of the database."""
        now = self.env["kam.clock"]._now()
        return now.replace(microsecond=self.env.cr.now().microsecond)

    def _kam_hold_until(self, moment):
        day = self.env["kam.clock"]._date_of(moment, self.company_id)
        settings = self.company_id.sudo()  # sellers need not read them
        return day + timedelta(days=settings.kam_registration_hold_days)

    def _check_reportable(self):
        """:raise UserError: it is no draft, or too little to tell the customer"""
        if self.state != "draft":
            raise UserError(self.env._("%s was reported already.", self.display_name))
        if not self.reporter_id.active:
            raise UserError(
                self.env._("%s is no active sales rep.", self.reporter_id.name)
            )
        for sentence in self._kam_unreportable().values():
            raise ValidationError(sentence)

    def _kam_unreportable(self):
        """Return ``{field: sentence}`` of what a report still lacks."""
        problems = {
            "phone": self._kam_too_little(),
            "again_reason": self._kam_again_problem(),
        }
        return {name: sentence for name, sentence in problems.items() if sentence}

    def _kam_too_little(self):
        known = (self.phone, self.tax_number, self.street, self.contact_phone)
        if any(known) or self.partner_id:
            return None
        return self.env._(
            "Add a phone, the tax number or the address of %(customer)s: by "
            "the name alone a customer can't be told from others.",
            customer=self.name,
        )

    def _kam_again_problem(self):
        """Ask what is different if it was refused before."""
        refused = self._kam_refused_before()
        if not refused or (self.again_reason or "").strip():
            return None
        return self.env._(
            "This customer was reported as %(number)s and refused: %(reason)s "
            "Say under “Why Again” what is different now.",
            number=refused.number,
            reason=refused.outcome or "",
        )

    def _kam_refused_before(self):
        keys = dedup.exact_keys(self._kam_candidate())
        return (
            self.env["kam.registration.key"]
            .sudo()  # keys are nobody's to read
            .search(
                [
                    ("key", "in", keys),
                    ("company_id", "=", self.company_id.id),
                    ("registration_id.state", "=", "refused"),
                    ("registration_id.reporter_id", "=", self.reporter_id.id),
                ],
                order="id desc",
                limit=1,
            )
            .registration_id
        )

    def _kam_taken(self):
        """Return ``(sentence, number)`` if a hit is somebody's already, else None."""
        for hit in self.hit_ids.filtered(lambda hit: hit.verdict == dedup.MATCH):
            taken = hit._kam_taken_by()
            if taken:
                return taken
        return None

    # === BUSINESS METHODS - KEYS === #

    def _kam_take_keys(self):
        """Take the exact keys; return ``(sentence, number)`` of who has one (A-13)."""
        keys = dedup.exact_keys(self._kam_candidate())
        self.env["kam.registration.key"].invalidate_model()
        for _try in range(2):
            missing = self._kam_take(keys)
            if not missing:
                return None
            holders = self._kam_holders(missing)
            first = holders.filtered(lambda found: found._kam_holds_keys())[:1]
            if first:
                self._kam_free_keys()
                return self._kam_taken_sentence(first), first.number
            holders._kam_free_keys()  # their protection has ended
        return None

    def _kam_take(self, keys):
        if not keys:
            return []
        self.flush_recordset(["company_id"])
        taken = self.env.execute_query(
            queries.take_keys(self.id, self.company_id.id, keys)
        )
        return sorted(set(keys) - {key for (key,) in taken})

    def _kam_holders(self, keys):
        rows = self.env.execute_query(queries.holders(self.company_id.id, keys))
        return self.sudo().browse([found for (found,) in rows])  # number and state

    def _kam_holds_keys(self):
        """Tell whether a report still keeps others from the customer."""
        self.ensure_one()
        if self.state == "reported":
            return True
        return self.state == "confirmed" and self._kam_protects(self.account_id)

    def _kam_protects(self, account):
        """Tell whether a confirmed registration protects its ``account`` today."""
        today = self.env["kam.clock"]._today(self.company_id)
        return (
            self.account_id == account
            and account.owner_id == self.reporter_id
            and bool(self.protected_until)
            and today <= self.protected_until
        )

    def _kam_free_keys(self):
        if self:
            self.env.cr.execute(queries.free_keys(self.ids))
            self.env["kam.registration.key"].invalidate_model()

    def _kam_taken_sentence(self, first):
        if first.reporter_id == self.reporter_id:
            return self.env._("You reported this customer as %s.", first.number)
        return self.env._(
            "Taken: %(number)s by %(rep)s came first.",
            number=first.number,
            rep=first.reporter_id.name,
        )

    # === BUSINESS METHODS - END === #

    def _kam_on_withdrawn(self, request):
        """Free the place (CORE-10)."""
        result = super()._kam_on_withdrawn(request)
        outcome = self._kam_reporter_env()._("Withdrawn; anybody may report it.")
        self._kam_end("withdrawn", outcome)
        return result

    def _kam_end(self, state, outcome):
        self._kam_free_keys()
        self._kam_set(state=state, outcome=outcome)

    @api.model
    def _cron_lapse(self):
        """Let unconfirmed reports lapse, and keys go whose protection has ended."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = self.env["kam.clock"]._today(company)
            mine = [("company_id", "=", company.id)]
            late = [("state", "=", "reported"), ("hold_until", "<", today)]
            for registration in self.search(mine + late):
                env = registration._kam_reporter_env()
                registration._kam_approval_void(env._("The report has lapsed."))
                outcome = env._("Nobody decided in time; it has lapsed.")
                registration._kam_end("lapsed", outcome)
            late = [("state", "=", "confirmed"), ("protected_until", "<", today)]
            held = [("key_ids.held", "=", True)]
            self.search(mine + late + held)._kam_free_keys()

    # === BUSINESS METHODS - IMPORT === #

    def _kam_restore(self, state="reported", reported_at=None):
        """Give an imported report its past: no clocks, nobody is told (A-20)."""
        quiet = self.with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
            mail_activity_quick_update=True,
        )
        moment = fields.Datetime.to_datetime(reported_at) or self._kam_moment()
        if moment > self.env["kam.clock"]._now() and reported_at:
            raise ValidationError(
                self.env._("A report can't be from the future: %s.", reported_at)
            )
        if state == "reported":
            quiet._kam_report(moment, quiet=True)
            return
        quiet._kam_check()
        quiet._kam_set(
            reported_at=moment,
            reported_exact=moment.isoformat(" ", "microseconds"),
            outcome=self.env._("Imported."),
        )
        if state == "confirmed":
            quiet._kam_confirm(quiet=True)
        else:
            quiet._kam_set(state=state)

    # === BUSINESS METHODS - ANSWER === #

    def _kam_answer(self, message, kind="success"):
        return answer(message, kind, REFRESH, sticky=kind == "danger")
