from odoo import api, fields, models
from odoo.exceptions import ValidationError

APPROVER_KINDS = [
    ("superior", "Superior"),
    ("nth_superior", "Superior of a higher level"),
    ("department", "Manager of the department"),
    ("role", "Role"),
    ("user", "Named person"),
    ("owner", "Owner of the account"),
]


class KamApprovalStep(models.Model):
    """One decision of a flow: who takes it, within how many working days."""

    _name = "kam.approval.step"
    _description = "Step of an Approval Flow"
    _inherit = ["kam.approval.condition"]
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    flow_id = fields.Many2one(
        "kam.approval.flow", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="flow_id.company_id", store=True)
    res_model = fields.Char(related="flow_id.res_model")
    approver_kind = fields.Selection(
        selection=APPROVER_KINDS, string="Decided by", required=True, default="superior"
    )
    level = fields.Integer(
        default=2,
        help="2 is the superior's superior. Where the ladder ends before, its top "
        "decides.",
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        ondelete="restrict",
        help="Anyone of the role decides; who holds a higher role only if nobody has "
        "this one.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="restrict",
    )
    days = fields.Integer(
        string="Working Days", help="Time to decide; 0 sets no due date."
    )

    # === CONSTRAINTS === #

    _level_positive = models.Constraint(
        "CHECK(level >= 1 AND days >= 0)", "Level and days can't be negative."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("approver_kind", "group_id", "user_id")
    def _check_approver(self):
        needed = {"role": "group_id", "user": "user_id"}
        for step in self:
            if step.approver_kind in needed and not step[needed[step.approver_kind]]:
                raise ValidationError(
                    self.env._("Step “%(name)s”: choose who decides.", name=step.name)
                )

    # === BUSINESS METHODS === #

    def _kam_candidates(self, document, requester):
        """Return who decides this step, before anybody is excluded.

        :param document: one record in superuser mode
        :param requester: who submits; superiors are those of the first beneficiary,
            if the document has one
        """
        self.ensure_one()
        router = self.env["kam.approval.router"]
        company = self.company_id
        subject = document._kam_approval_beneficiaries()[:1] or requester
        match self.approver_kind:
            case "superior":
                return router._kam_nth_superior(subject, company, 1)
            case "nth_superior":
                return router._kam_nth_superior(subject, company, self.level)
            case "department":
                return router._kam_department_manager(subject, company)
            case "role":
                return router._kam_role(self.group_id, company)
            case "user":
                return self.user_id
            case "owner":
                return router._kam_account_owner(document)
