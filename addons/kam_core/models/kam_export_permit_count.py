from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class KamExportPermit(models.Model):
    """How much somebody takes by several permits together (CORE-18, A16)."""

    _inherit = "kam.export.permit"

    # === FIELDS === #

    counted_rows = fields.Integer(
        compute="_compute_needs_approval",
        help="Exported or asked for by other permits within the hours counted.",
    )
    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    needs_approval_why = fields.Char(
        string="Why Approval Is Needed", compute="_compute_needs_approval"
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "row_limit",
        "user_id",
        "company_id.kam_export_rows",
        "company_id.kam_export_hours",
    )
    @api.depends_context("lang")
    def _compute_needs_approval(self):
        for permit in self:
            counted = permit._kam_counted()
            limit = permit.company_id.kam_export_rows
            permit.counted_rows = counted
            permit.needs_approval = permit.row_limit + counted > limit
            permit.needs_approval_why = permit.needs_approval and self.env._(
                "%(rows)s rows, and %(counted)s that %(user)s exported or may export "
                "within %(hours)s hours, are more than %(limit)s: somebody else has to "
                "approve.",
                rows=permit.row_limit,
                counted=counted,
                user=permit.user_id.name,
                hours=permit.company_id.kam_export_hours,
                limit=limit,
            )

    # === BUSINESS METHODS === #

    def _kam_counted(self):
        """Return the rows of all other permits that count beside this one."""
        self.ensure_one()
        now = self.env["kam.clock"]._now()
        since = now - timedelta(hours=self.company_id.kam_export_hours)
        others = self._kam_same_person() & Domain("id", "!=", self._origin.id)
        # the sum says nothing of what the other permits are for
        valid = self.sudo().search(others & Domain("ends_at", ">", now))
        left = sum(permit.row_limit - permit.used_rows for permit in valid)
        return left + self._kam_exported(since, self._origin.id)

    def _kam_exported(self, since, but=False):
        """Return how many rows the person of this permit exported.

        :param datetime.datetime since: naive UTC
        :param int but: id of a permit whose rows don't count
        """
        domain = self._kam_same_person() & Domain(
            [
                ("kind", "=", "export"),
                ("occurred_at", ">", since),
                ("permit_key", "not in", [0, but or 0]),
            ]
        )
        log = self.env["kam.export.log"].sudo()  # who exports need not see the log
        [(rows,)] = log._read_group(domain, aggregates=["record_count:sum"])
        return rows or 0

    def _kam_same_person(self):
        return Domain("user_id", "=", self.user_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )

    @api.model
    def _kam_lock_own(self):
        """Return the user's permits that have not ended, locked.

        Two exports at once must not share the rest, nor two permits the limit.
        """
        ended = Domain("ends_at", "<=", self.env["kam.clock"]._now())
        own = Domain("user_id", "=", self.env.uid) & Domain(
            "company_id", "=", self.env.company.id
        )
        permits = self.sudo().search(own & ~ended, order="id")  # see the docstring
        permits.lock_for_update()
        permits.invalidate_recordset(
            ["used_rows", "ends_at", "counted_rows", "needs_approval"]
            + ["needs_approval_why"]
        )
        return permits

    def _kam_watch(self, count):
        """Tell the managers, once a day, of who exports more than the limit.

        :param int count: rows of the export that was logged just now
        """
        clock, company = self.env["kam.clock"], self.company_id
        morning = clock._day_start(clock._today(company), company)
        rows = self._kam_exported(morning - timedelta(seconds=1))
        if rows - count <= company.kam_export_rows < rows:
            for manager in self._kam_watchers():
                words = self.with_context(lang=manager.lang)
                self.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=clock._today(company),
                    user_id=manager.id,
                    summary=words.env._(
                        "%(user)s exported %(rows)s rows of account data today",
                        user=self.user_id.name,
                        rows=rows,
                    ),
                )

    def _kam_watchers(self):
        """Return the managers who hear of exports, or who stands in for them."""
        router = self.env["kam.approval.router"]
        managers = router._kam_role(
            self.env.ref("kam_core.kam_core_group_manager"), self.company_id
        )
        return router._kam_deciders(managers, self.user_id, self.company_id).filtered(
            lambda user: self.with_user(user).has_access("read")
        )
