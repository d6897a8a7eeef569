from operator import itemgetter

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..answer import REFRESH, answer
from ..languages import in_every_language, translate_field
from ..services_token import as_service
from .kam_handover import RUNNING


class KamHandover(models.Model):
    """Preparing and signing a hand-over (CORE-13)."""

    _inherit = "kam.handover"

    # === ACTION METHODS === #

    def action_start(self):
        """Propose receivers, draw up the check list, ask the leaver to report.

        :raise AccessError: if the user is no manager
        """
        self.ensure_one()
        self._kam_check_manager()
        self._kam_check_state("draft")
        self._kam_refresh()
        self._kam_propose()
        self._kam_draw_up_checks()
        self._kam_set(state="in_progress")
        user = self.rep_id.user_id
        if user and not user.share:
            env = self.with_context(lang=user.lang).env
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                date_deadline=self.last_day,
                summary=env._("Report on your accounts and sign the hand-over"),
            )

    def action_refresh(self):
        """Bring the accounts up to date; say what was added and what is gone.

        :raise AccessError: the user neither leaves nor is above the leaver
        """
        self.ensure_one()
        self.check_access("write")
        if not (self._kam_may_lead() or self.rep_id.user_id == self.env.user):
            raise AccessError(
                self.env._(
                    "Leaver, team leader or manager bring the accounts up to date."
                )
            )
        self._kam_check_state(*RUNNING)
        return self._kam_told(*self._kam_refresh())

    def action_propose(self):
        """Name a receiver for every account without one; say how many.

        :raise AccessError: the user is neither team leader nor manager
        """
        self.ensure_one()
        self.check_access("write")
        if not self._kam_may_lead():
            raise AccessError(self.env._("Team leader or manager name the receivers."))
        self._kam_check_state(*RUNNING)
        count = self._kam_propose()
        rest = len(self.line_ids.filtered(lambda line: not line.receiver_id))
        return self._kam_notification(
            self.env._(
                "%(count)s receivers proposed; %(rest)s accounts have none.",
                count=count,
                rest=rest,
            ),
            "warning" if rest else "success",
        )

    def action_sign(self):
        """Sign as the leaver, for all accounts.

        :raise AccessError: the user is somebody else
        :raise UserError: a report or a receiver is missing
        """
        self.ensure_one()
        self.check_access("read")
        if self.rep_id.user_id != self.env.user:
            raise AccessError(
                self.env._("%s signs, nobody else.", self.rep_id.name or "–")
            )
        self._kam_check_state("in_progress")
        if self.signed_at:
            raise UserError(self.env._("You have signed already."))
        added, gone = self._kam_refresh()
        if added:
            return self._kam_told(added, gone)
        lacking = self._kam_missing_content()
        if lacking:
            raise UserError("\n".join(lacking))
        now = self.env["kam.clock"]._now()
        self._kam_set(signed_by_id=self.env.uid, signed_at=now)
        self._kam_close_reminders()
        self._kam_ask_receivers()
        self._kam_settle()
        return self._kam_notification(
            self.env._("You signed for %s accounts.", len(self.line_ids))
        )

    def action_cancel(self):
        """Give the hand-over up; the accounts stay.

        :raise AccessError: if the user is no manager
        :raise UserError: accounts have passed on
        """
        self._kam_check_manager()
        for handover in self:
            handover._kam_check_state(*RUNNING)
            if any(line.state == "passed" for line in handover.line_ids):
                raise UserError(
                    self.env._("Accounts have passed on already: conclude it.")
                )
            handover._kam_set(state="cancelled")
            handover._kam_close_reminders()

    def action_undertaking(self):
        """Open a new secrecy undertaking of the leaver, for human resources.

        :raise AccessError: if the user may not record undertakings
        """
        self.ensure_one()
        self.check_access("read")
        self.env["kam.secrecy.undertaking"].check_access("create")
        employee = self.rep_id.sudo().employee_id  # who the leaver is, HR knows
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Secrecy Undertaking"),
            "res_model": "kam.secrecy.undertaking",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_employee_id": employee.id,
                "default_name": self.rep_id.name,
                "default_company_id": self.company_id.id,
                "default_date_from": str(self.part_time_from or self.last_day),
            },
        }

    # === BUSINESS METHODS === #

    def _kam_check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for handover in self:
            if handover.state not in states:
                raise UserError(
                    self.env._(
                        "“%(handover)s” is in the state “%(state)s”: this is not "
                        "possible.",
                        handover=handover.display_name,
                        state=labels[handover.state],
                    )
                )

    def _kam_refresh(self):
        """Add the accounts that came since, take away those that went.

        An account that comes after the leaver has signed asks for another signature.

        :return: the names of those added, and of those gone
        """
        lines = self.env["kam.handover.line"].sudo()  # kept by this service alone
        owned = self.rep_id._kam_owned_accounts()
        on_file = self.sudo().line_ids
        gone = on_file.filtered(
            lambda line: line.state != "passed" and line.account_id not in owned
        )
        new = owned - on_file.account_id
        names = new.mapped("display_name"), gone.mapped("display_name")
        counted = self._kam_counted_text(len(new), len(gone))
        as_service(gone).unlink()
        as_service(lines).create(
            [
                {"handover_id": self.id, "account_id": account.id}
                for account in new.sorted("number")
            ]
        )
        self.invalidate_recordset(["line_ids"])
        if self.state != "draft" and any(names):
            # for whoever; human resources read it and see no accounts, so no names
            self.sudo().message_post(body=counted)
            if new:
                self._kam_set(signed_by_id=False, signed_at=False)
            self._kam_settle()
        return names

    def _kam_propose(self):
        """Name receivers: same team, fewest accounts first; return how many.

        Who is leaving too is no receiver.
        """
        counts = self._kam_candidates()
        lines = self.sudo().line_ids  # the receivers are named by the service
        open_lines = lines.filtered(lambda line: not line.receiver_id)
        if not counts:
            return 0
        for line in open_lines:
            rep = min(counts, key=lambda rep: (counts[rep], rep.id))
            as_service(line).write({"receiver_id": rep.id})
            counts[rep] += 1
        return len(open_lines)

    def _kam_candidates(self):
        """Return the number of accounts by rep of the leaver's team."""
        # a team leader does not see who leaves elsewhere
        leavers = self.sudo().search([("state", "in", RUNNING)]).rep_id
        reps = self.env["kam.sales.rep"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("team_id", "=", self.team_id.id),
                ("team_id", "!=", False),
                ("user_id.share", "=", False),
                ("user_id.active", "=", True),
                ("id", "not in", leavers.ids),
            ]
        )
        accounts = self.env["kam.account"].sudo()  # only their number counts
        groups = accounts._read_group(
            [("owner_id", "in", reps.ids)], ["owner_id"], ["__count"]
        )
        held = {rep.id: count for rep, count in groups}
        return {rep: held.get(rep.id, 0) for rep in reps}

    def _kam_draw_up_checks(self):
        items = self.env["kam.handover.item"].search(
            [("company_id", "in", [False, self.company_id.id])]
        )
        # rows are kept by this service alone
        checks = as_service(self.env["kam.handover.check"].sudo()).create(
            [
                {
                    "handover_id": self.id,
                    "item_id": item.id,
                    "name": item.name,
                    "sequence": item.sequence,
                    "required": item.required,
                    "kind": item.kind,
                }
                for item in items
            ]
        )
        for check, item in zip(checks, items, strict=True):
            words = in_every_language(item, itemgetter("name"))
            translate_field(as_service(check), "name", words)

    def _kam_settle(self):
        """Let the state follow from the signatures."""
        for handover in self.sudo():  # whoever signed, the state is the service's
            if handover.state not in ("in_progress", "signed"):
                continue
            received = all(line.state != "open" for line in handover.line_ids)
            state = "signed" if handover.signed_at and received else "in_progress"
            if state != handover.state:
                handover._kam_set(state=state)

    def _kam_undertaking(self):
        """Return the leaver's undertakings that last beyond the last day (CORE-18)."""
        employee = self.sudo().rep_id.employee_id  # a field of HR and manager
        # whether there is one is no secret to those who tick
        found = self.env["kam.secrecy.undertaking"].sudo()
        return found.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_until", ">", self.last_day),
                "|",
                ("employee_id", "in", employee.ids),
                ("name", "=", self.rep_id.name),
            ]
        )

    def _kam_ask_receivers(self):
        """Remind each receiver to sign."""
        for user in self.line_ids.receiver_user_id.filtered(lambda u: not u.share):
            self.sudo().message_notify(  # the leaver sends it
                partner_ids=user.partner_id.ids,
                subject=self.env._("Sign for the accounts you receive"),
                body=self.env._(
                    "%(rep)s has signed. Sign for your accounts under Accounts › "
                    "Accounts to Receive.",
                    rep=self.rep_id.name,
                ),
            )

    def _kam_close_reminders(self):
        self.sudo().activity_ids.action_feedback()  # they are the service's

    def _kam_told(self, added, gone):
        if not (added or gone):
            return self._kam_notification(self.env._("The accounts are up to date."))
        return self._kam_notification(self._kam_told_text(added, gone), "warning")

    def _kam_told_text(self, added, gone):
        texts = []
        if added:
            texts.append(self.env._("Added: %s.", ", ".join(added)))
        if gone:
            texts.append(self.env._("No longer the leaver's: %s.", ", ".join(gone)))
        return " ".join(texts)

    def _kam_counted_text(self, added, gone):
        return self.env._(
            "%(added)s accounts came to the leaver, %(gone)s went to others.",
            added=added,
            gone=gone,
        )

    @api.model
    def _kam_notification(self, message, kind="success"):
        return answer(message, kind, then=REFRESH)
