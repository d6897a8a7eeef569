from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, groupby

from ..engine.churn import Window
from ..services_token import as_service


class KamAccountClassWindow(models.Model):
    """The months of a class, or of accounts without class, from a day on.

    A change of the months adds a row and leaves the past alone: a loss that was dated
    by the months of its day stays (CORE-12). Where there is no row, the months never
    changed. Rows of a class hold for all companies, rows without class for one.
    """

    _name = "kam.account.class.window"
    _description = "Months of a Class"
    _inherit = ["kam.protected.mixin"]
    _order = "since desc, id desc"

    # === FIELDS === #

    class_id = fields.Many2one("kam.account.class", ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", ondelete="cascade", index=True)
    since = fields.Date(required=True, help="First day these months hold.")
    maintain_months = fields.Integer(string="Maintain Within", required=True)
    lost_months = fields.Integer(string="Lost After", required=True)
    changed_by_id = fields.Many2one("res.users", ondelete="restrict")

    # === CONSTRAINTS === #

    _one_holder = models.Constraint(
        "CHECK((class_id IS NULL) <> (company_id IS NULL))",
        "Months belong to a class or to the accounts of a company without class.",
    )
    _class_since_uniq = models.UniqueIndex("(class_id, since)")
    _company_since_uniq = models.UniqueIndex("(company_id, since)")

    # === COMPUTE METHODS === #

    @api.depends("class_id.name", "company_id.name", "since")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for window in self:
            window.display_name = self.env._(
                "%(holder)s from %(day)s",
                holder=window.class_id.name or window.company_id.name or "",
                day=format_date(self.env, window.since),
            )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_change(self, holder, before, after, today):
        """Date the months of ``holder`` that hold from ``today`` on.

        :param holder: a class, or the company of the accounts without class
        :param tuple before: months to maintain and to lose, as they were
        :param tuple after: as they are now
        """
        link = "class_id" if holder._name == "kam.account.class" else "company_id"
        rows = self.sudo()  # whoever may change the months, leaves the history
        dated = rows.search([(link, "=", holder.id)])
        if not dated:
            dated = rows._kam_add(link, holder, date.min, before)
        lasting = dated.filtered(lambda row: row.since == today)
        if lasting:
            as_service(lasting).write(self._months(after))
        else:
            rows._kam_add(link, holder, today, after)

    def _kam_add(self, link, holder, since, months):
        return as_service(self).create(
            {
                link: holder.id,
                "since": since,
                "changed_by_id": self.env.uid,
                **self._months(months),
            }
        )

    @api.model
    def _months(self, months):
        return dict(zip(("maintain_months", "lost_months"), months, strict=True))

    @api.model
    def _kam_by_holder(self, classes, companies):
        """Return ``{class or company: [(since, months without sale)]}``, oldest first.

        One statement for the dated ones; the others hold since ever.
        """
        found = {item: [(date.min, item.lost_months)] for item in classes}
        found |= {item: [(date.min, item.kam_lost_months)] for item in companies}
        rows = self.sudo().search(  # months are no secret
            Domain("class_id", "in", classes.ids)
            | Domain("company_id", "in", companies.ids),
            order="class_id, company_id, since",
        )
        for holder, windows in groupby(
            rows, lambda row: row.class_id or row.company_id
        ):
            found[holder] = [(row.since, row.lost_months) for row in windows]
        return found

    @api.model
    def _kam_timeline(self, history, by_holder):
        """Return the engine windows of an account whose class changed.

        :param history: ``[(since, class or company)]``, oldest first; the first also
            holds before its day
        :param by_holder: as :meth:`_kam_by_holder` returns
        """
        bounds = [since for since, _holder in history[1:]] + [date.max]
        found = []
        for (since, holder), until in zip(history, bounds, strict=True):
            begins = since if found else date.min
            found += self._kam_slice(by_holder[holder], begins, until)
        return [
            window
            for before, window in zip([None, *found], found, strict=False)
            if before is None or before.months != window.months
        ]

    @api.model
    def _kam_slice(self, windows, begins, until):
        """Return the part of ``windows`` in force from ``begins`` up to ``until``."""
        in_force = [months for since, months in windows if since <= begins]
        first = in_force[-1] if in_force else windows[0][1]
        later = [(since, months) for since, months in windows if begins < since < until]
        return [Window(begins, first), *(Window(*window) for window in later)]
