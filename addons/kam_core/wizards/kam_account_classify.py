from odoo import api, fields, models

from ..answer import answer


class KamAccountClassify(models.TransientModel):
    """Asks for class, level and lead of an account, and why (CORE-01, A-16)."""

    _name = "kam.account.classify"
    _description = "Change Class and Level"

    # === FIELDS === #

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id")
    class_id = fields.Many2one(
        "kam.account.class", compute="_compute_standing", store=True, readonly=False
    )
    secondary_class_ids = fields.Many2many(
        "kam.account.class",
        string="Secondary Classes",
        compute="_compute_standing",
        store=True,
        readonly=False,
    )
    level_id = fields.Many2one(
        "kam.account.level",
        compute="_compute_standing",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (company_id, False))]",
    )
    lead_id = fields.Many2one(
        "res.users",
        compute="_compute_standing",
        store=True,
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    reason = fields.Char(required=True)

    # === COMPUTE METHODS === #

    @api.depends("account_id")
    def _compute_standing(self):
        """Begin with what the account is now."""
        for wizard in self:
            account = wizard.account_id
            wizard.class_id = account.class_id
            wizard.secondary_class_ids = account.secondary_class_ids
            wizard.level_id = account.level_id
            wizard.lead_id = account.lead_id

    # === ACTION METHODS === #

    def action_confirm(self):
        """Classify the account by hand; the rules then leave alone what changed."""
        self.ensure_one()
        account = self.account_id
        account.check_access("write")
        account._kam_check_classifier()
        account._kam_stand(
            {
                "primary": self.class_id.id,
                "secondary": self.secondary_class_ids.ids,
                "level": self.level_id.id,
                "lead": self.lead_id.id,
            },
            self.reason,
            by_hand=True,
        )
        return answer(
            self.env._(
                "%(account)s: class %(class)s, level %(level)s",
                **{
                    "account": account.display_name,
                    "class": account.class_id.name or "–",
                    "level": account.level_id.name or "–",
                },
            )
        )
