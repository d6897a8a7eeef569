from odoo import api, models


class HrEmployee(models.Model):
    """Employees as sales reps: made by one click, not archived with accounts."""

    _inherit = "hr.employee"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: if an employee who owns accounts would be archived"""
        if "active" in vals and not vals["active"]:
            self.filtered("active")._kam_reps()._kam_check_leaving()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_account_owner(self):
        self._kam_reps()._kam_check_leaving()

    # === ACTION METHODS === #

    def action_create_kam_rep(self):
        """Make these employees sales reps; answer who is one now, and who is not.

        :raise AccessError: if the user keeps no sales reps
        """
        self.check_access("read")
        self.env["kam.sales.rep"].check_access("create")
        made, skipped = self.env["kam.sales.rep"], []
        for employee in self:
            reason = employee._kam_no_rep_because()
            if reason:
                skipped.append(f"{employee.name}: {reason}")
            else:
                made += made.create(employee._kam_rep_values())
        return made._kam_made_notification(skipped)

    # === BUSINESS METHODS === #

    def _kam_reps(self):
        """Return the reps who are these employees, or sign in as their users."""
        reps = self.env["kam.sales.rep"].sudo()  # an HR officer archives, unasked
        return reps.search(
            [
                "|",
                ("employee_id", "in", self.ids),
                "&",
                ("user_id", "in", self.sudo().user_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )

    def _kam_no_rep_because(self):
        """Return why this employee can't become a sales rep, if so."""
        employee = self.sudo()  # only the reason is said
        if employee.with_context(active_test=False)._kam_reps():
            return self.env._("is a sales rep already")
        if not employee.work_contact_id:
            return self.env._("has no work contact; fill in a work e-mail first")
        if not employee.active:
            return self.env._("is archived")
        return ""

    def _kam_rep_values(self):
        today = self.env["kam.clock"]._today(self.company_id)
        employee = self.sudo()  # where somebody works is no secret of HR
        return {
            "employee_id": self.id,
            "partner_id": employee.work_contact_id.id,
            "user_id": employee.user_id.id,
            "company_id": self.company_id.id,
            "term_ids": [
                (
                    0,
                    0,
                    {
                        "date_from": today,
                        "department_id": employee.department_id.id,
                        "manager_id": employee.parent_id.user_id.id,
                    },
                )
            ],
        }
