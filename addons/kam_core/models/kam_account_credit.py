from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..services_token import as_service, is_service
from .kam_account_archive import WITH_FINANCE

GRADERS = "kam_core.kam_core_group_finance,kam_core.kam_core_group_manager"


class KamAccount(models.Model):
    """Credit grade of an account and what speaks against it (CORE-05).

    Finance or the manager gives the grade and says why; the reason stays with the
    change in the history of the account.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    credit_grade_id = fields.Many2one(
        "kam.credit.grade",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        tracking=True,
        groups=WITH_FINANCE,
    )
    credit_graded_on = fields.Date(readonly=True, copy=False, groups=WITH_FINANCE)
    credit_incident_ids = fields.One2many(
        "kam.credit.incident",
        "account_id",
        string="Credit Incidents",
        groups=WITH_FINANCE,
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: for a grade from somebody who gives none"""
        if any(vals.get("credit_grade_id") for vals in vals_list):
            self._kam_check_grader()
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: for a grade without a reason, from whomever"""
        for name in {"credit_grade_id", "credit_graded_on"} & vals.keys():
            if not is_service(self) and any(
                account._kam_differs(name, vals[name]) for account in self
            ):
                raise AccessError(
                    self.env._(
                        "A credit grade is changed by finance or a manager, with a "
                        "reason: use “Change Credit Grade”."
                    )
                )
        return super().write(vals)

    # === ACTION METHODS === #

    def action_change_credit_grade(self):
        """Open the dialog that asks for the new grade and the reason."""
        self.ensure_one()
        self.check_access("read")
        self._kam_check_grader()
        return {
            "name": self.env._("Change Credit Grade"),
            "type": "ir.actions.act_window",
            "res_model": "kam.credit.grade.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _kam_merge_values(self, other):
        """Keep the worse grade of both (rule A-1)."""
        values = super()._kam_merge_values(other)
        graded = (self | other).filtered("credit_grade_id")
        worst = graded.sorted(lambda account: account.credit_grade_id.sequence)[-1:]
        values["credit_grade_id"] = worst.credit_grade_id.id
        values["credit_graded_on"] = worst.credit_graded_on
        return values

    def _kam_check_grader(self):
        """:raise AccessError: if the user is neither finance nor manager"""
        if not self.env.su and not self.env.user.has_groups(GRADERS):
            raise AccessError(
                self.env._("Only finance or a manager gives a credit grade.")
            )

    def _kam_set_credit_grade(self, grade, reason):
        """Give the account ``grade``, none to take it back.

        :param str reason: shown in the history with the change
        :raise AccessError: if the user is neither finance nor manager
        :raise UserError: without a reason
        """
        self.ensure_one()
        self.check_access("read")
        self._kam_check_grader()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the credit grade changes."))
        self._track_set_log_message(reason)
        # Finance reads accounts and changes nothing else on them.
        as_service(self.sudo()).write(
            {
                "credit_grade_id": grade.id,
                "credit_graded_on": self.env["kam.clock"]._today(self.company_id),
            }
        )
