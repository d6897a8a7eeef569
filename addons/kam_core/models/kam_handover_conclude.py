from odoo import fields, models
from odoo.exceptions import AccessError, UserError

# More accounts than this pass on in the background; it takes longer than a few seconds.
AT_ONCE = 100


class KamHandover(models.Model):
    """Concluding a hand-over, and going on as a part-time seller (CORE-13, A-11)."""

    _inherit = "kam.handover"

    # === ACTION METHODS === #

    def action_conclude(self):
        """Pass the accounts to the receivers; many of them in the background.

        Activities and quotations of the leaver go with them. Confirmed orders stay
        with the salesperson they were confirmed for (A-11).

        :raise AccessError: the user is no manager, or is the leaver
        :raise UserError: with what is missing
        """
        self.ensure_one()
        self._kam_check_manager()
        if self.rep_id.user_id == self.env.user:
            raise AccessError(self.env._("Somebody else concludes your hand-over."))
        self._kam_check_state("in_progress", "signed")
        told = self._kam_refresh()
        if told[0]:
            return self._kam_told(*told)
        missing = self._kam_missing()
        if missing:
            raise UserError("\n".join(missing))
        lines = self.line_ids.filtered(lambda line: line.state == "received")
        if len(lines) > AT_ONCE:
            return self._kam_enqueue(lines)
        skipped = lines._kam_pass()
        self._kam_finish()
        return self._kam_notification(
            self._kam_passed_text(len(lines) - len(skipped), skipped),
            "warning" if skipped else "success",
        )

    def action_reengage(self):
        """Let the leaver go on as a part-time seller from a day (离职而不离利).

        The present term ends with the last day, also where the new one begins later.

        :raise AccessError: if the user is no manager
        :raise UserError: it is done already, has not begun, or would begin too early
        """
        self.ensure_one()
        self._kam_check_manager()
        self._kam_check_state("in_progress", "signed", "done")
        if self.term_id:
            raise UserError(
                self.env._("%s is re-engaged already.", self.term_id.display_name)
            )
        if not self.part_time_from or self.part_time_from <= self.last_day:
            raise UserError(
                self.env._(
                    "Say from which day after the last one (%(day)s).",
                    day=self.last_day,
                )
            )
        self._kam_set(term_id=self._kam_begin_part_time().id)
        rep = self.rep_id
        return self._kam_notification(
            self.env._(
                "%(rep)s is a part-time seller from %(day)s. The accounts pass to the "
                "receivers nevertheless. An administrator archives the user or turns "
                "it into a portal user.",
                rep=rep.name,
                day=self.part_time_from,
            )
        )

    # === BUSINESS METHODS === #

    def _kam_begin_part_time(self):
        """End the present term and return the new one, at the same place."""
        rep = self.rep_id
        term = rep._kam_terms_on(self.last_day).get(rep.id) or rep.term_ids[:1]
        self._kam_end_term()
        if not rep.active:
            rep.active = True
        return term.create(
            {
                "rep_id": rep.id,
                "kind": "part_time",
                "date_from": self.part_time_from,
                "team_id": term.team_id.id,
                "department_id": term.department_id.id,
                "store_id": term.store_id.id,
                "manager_id": term.manager_id.id,
                "note": self.env._("Re-engaged after leaving"),
            }
        )

    def _kam_pass_day(self):
        """Return the day after the last one, or today if that is earlier."""
        today = self.env["kam.clock"]._today(self.company_id)
        return min(fields.Date.add(self.last_day, days=1), today)

    def _kam_end_term(self):
        """End what the leaver was engaged as with the last day (CORE-13)."""
        for handover in self:
            day = handover.last_day
            lasting = handover.rep_id.term_ids.filtered(
                lambda term, day=day: (
                    term.date_from <= day and (not term.date_to or term.date_to > day)
                )
            )
            lasting.date_to = day

    def _kam_enqueue(self, lines):
        jobs = self.env["kam.job"].with_company(self.company_id)
        job = jobs._kam_enqueue(
            "handover", self.display_name, lines.ids, res_model=lines._name
        )
        return job._kam_open()

    def _kam_finish(self):
        """Close hand-overs whose accounts have all passed on."""
        for handover in self.filtered(lambda handover: handover.state == "signed"):
            lines = handover.line_ids
            if all(line.state == "passed" for line in lines):
                handover._kam_end_term()
                now = self.env["kam.clock"]._now()
                handover._kam_set(
                    state="done", concluded_by_id=self.env.uid, concluded_at=now
                )
                handover.message_post(body=handover._kam_passed_text(len(lines), ()))

    def _kam_passed_text(self, count, skipped):
        text = self.env._(
            "%(count)s accounts pass to the receivers, with activities and quotations. "
            "Confirmed orders stay with their salesperson, and so does the commission.",
            count=count,
        )
        if skipped:
            why = "\n".join(self.env["kam.account"]._kam_some(list(skipped)))
            text += "\n" + self.env._("Skipped:\n%(why)s", why=why)
        return text
