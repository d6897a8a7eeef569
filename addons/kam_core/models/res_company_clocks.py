from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How long accounts go without maintenance and sale (CORE-11, CORE-12)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_maintain_months = fields.Integer(
        string="Maintain Within",
        default=3,
        help="Months after which an owned account without class is listed for the "
        "manager unless it was maintained; a class has its own.",
    )
    kam_clock_steps = fields.Char(
        string="Warnings before the End",
        default="30, 14, 3",
        help="Days before the end of the ownership clock on which owner and manager "
        "are warned, separated by commas.",
    )
    kam_keep_days = fields.Integer(
        string="Keep for",
        default=30,
        help="Days proposed when the manager leaves an account to its owner.",
    )
    kam_holding_cap = fields.Integer(
        string="Accounts per Owner",
        default=0,
        help="A sales rep owns at most so many accounts; 0 for any number.",
    )
    kam_interval_steps = fields.Char(
        string="Warnings of the Usual Interval",
        default="50, 75, 100",
        help="Per cent of the usual time between two purchases after which the owner "
        "is warned, separated by commas.",
    )
    kam_grace_days = fields.Integer(
        string="Grace of New Owners",
        default=30,
        help="A loss is not charged to who has owned the account for fewer days.",
    )

    # === CONSTRAINTS === #

    _kam_clocks_positive = models.Constraint(
        "CHECK(kam_maintain_months > 0 AND kam_keep_days > 0 "
        "AND kam_holding_cap >= 0 AND kam_grace_days >= 0)",
        "Months and days to keep are at least one; the other limits not below 0.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kam_clock_steps", "kam_interval_steps")
    def _check_kam_steps(self):
        for company in self:
            for name in ("kam_clock_steps", "kam_interval_steps"):
                if not company._kam_are_steps(company[name]):
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” are whole numbers from 1 on, separated by "
                            "commas: “%(value)s” is not understood.",
                            field=self._fields[name]._description_string(self.env),
                            value=company[name],
                        )
                    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Date a change of the months; the past stays as it was (CORE-12)."""
        if not {"kam_maintain_months", "kam_lost_months"} & vals.keys():
            return super().write(vals)
        before = {company: company._kam_months() for company in self}
        result = super().write(vals)
        for company, months in before.items():
            if months != company._kam_months():
                self.env["kam.account.class.window"]._kam_change(
                    company,
                    months,
                    company._kam_months(),
                    self.env["kam.clock"]._today(company),
                )
        return result

    # === BUSINESS METHODS === #

    def _kam_months(self):
        return self.kam_maintain_months, self.kam_lost_months

    @api.model
    def _kam_are_steps(self, text):
        steps = [step.strip() for step in (text or "").split(",") if step.strip()]
        return all(step.isdecimal() and int(step) > 0 for step in steps)

    @api.model
    def _kam_steps(self, text):
        """Return the numbers of a list of steps."""
        return tuple(int(step) for step in (text or "").split(",") if step.strip())
