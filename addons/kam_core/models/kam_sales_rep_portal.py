from odoo import api, fields, models


class KamSalesRep(models.Model):
    """Part-time sellers and agents work through the portal (CORE-10, CORE-23).

    The term in force opens the pages and its end closes them. Each report is a look
    into who is on file, so there are only so many in a day (setting of the company).
    """

    _inherit = "kam.sales.rep"

    # === FIELDS === #

    portal_day = fields.Date(
        string="Last Report through the Portal",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )
    portal_count = fields.Integer(
        string="Reports through the Portal That Day",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Refused ones beyond the limit of the day included.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_portal_reps(self):
        """Return, as superuser, the reps the user is today in the own companies.

        Of each a term is in force today: who has left or begins later gets none.
        """
        user = self.env.user
        # a portal user has no right on reps, not even on the own one
        reps = self.sudo().search(
            [("user_id", "=", user.id), ("company_id", "in", user.company_ids.ids)],
            order="company_id, id",
        )
        clock = self.env["kam.clock"]
        return reps.filtered(
            lambda rep: rep._kam_terms_on(clock._today(rep.company_id))
        )

    def _kam_count_portal_report(self):
        """Count one more report of today; return whether the limit allows it.

        As superuser. The row is always written: of two reports in the same second the
        second one fails here with a serialization error, Odoo repeats the call, and it
        sees the first one. So neither the limit nor a double click slips through.
        """
        self.ensure_one()
        today = self.env["kam.clock"]._today(self.company_id)
        before = self.portal_count if self.portal_day == today else 0
        self.write({"portal_day": today, "portal_count": before + 1})
        self.flush_recordset(["portal_day", "portal_count"])
        limit = self.company_id.kam_registration_portal_limit
        if not limit or before < limit:
            return True
        if before == limit:  # once a day
            self._kam_tell_of_limit(today)
        return False

    def _kam_tell_of_limit(self, today):
        """Give the manager an activity on the last report of the seller."""
        reports = self.env["kam.registration"].search(
            [("reporter_id", "=", self.id), ("state", "!=", "draft")], limit=1
        )
        manager = self._kam_portal_manager()
        spoken = self.with_context(lang=manager.lang)
        reports.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=manager.id,
            date_deadline=today,
            summary=spoken.env._("%s reports unusually many customers", self.name),
            note=spoken.env._(
                "More than the %(limit)s reports a day that the portal allows. Look at "
                "what was reported today: is somebody finding out who our customers "
                "are? The limit is under Settings, Key Accounts, Registration.",
                limit=self.company_id.kam_registration_portal_limit,
            ),
        )

    def _kam_portal_manager(self):
        """Return who answers for the seller; without a superior, a manager."""
        superior = self._kam_superior_of(self.user_id, self.company_id)
        if superior:
            return superior
        group = self.env.ref("kam_core.kam_core_group_manager")
        return self.env["kam.approval.router"]._kam_role(group, self.company_id)[:1]
