from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # === FIELDS === #

    kam_cooldown_months = fields.Integer(
        related="company_id.kam_cooldown_months", readonly=False
    )
    kam_approval_deputy_id = fields.Many2one(
        related="company_id.kam_approval_deputy_id", readonly=False
    )
    kam_approval_admin_ids = fields.Many2many(
        related="company_id.kam_approval_admin_ids", readonly=False
    )
    kam_dedup_match = fields.Integer(
        related="company_id.kam_dedup_match", readonly=False
    )
    kam_dedup_near = fields.Integer(related="company_id.kam_dedup_near", readonly=False)
    kam_dedup_name_likeness = fields.Integer(
        related="company_id.kam_dedup_name_likeness", readonly=False
    )
    kam_dedup_address_likeness = fields.Integer(
        related="company_id.kam_dedup_address_likeness", readonly=False
    )
    kam_class_every = fields.Selection(
        related="company_id.kam_class_every", readonly=False
    )
    kam_fresh_months = fields.Integer(
        related="company_id.kam_fresh_months", readonly=False
    )
    kam_lost_months = fields.Integer(
        related="company_id.kam_lost_months", readonly=False
    )
    kam_new_months = fields.Integer(related="company_id.kam_new_months", readonly=False)
    kam_main_amount = fields.Monetary(
        related="company_id.kam_main_amount", readonly=False
    )
    kam_occasional_orders = fields.Integer(
        related="company_id.kam_occasional_orders", readonly=False
    )
    kam_after_sales_days = fields.Integer(
        related="company_id.kam_after_sales_days", readonly=False
    )
    kam_registration_auto = fields.Boolean(
        related="company_id.kam_registration_auto", readonly=False
    )
    kam_registration_hold_days = fields.Integer(
        related="company_id.kam_registration_hold_days", readonly=False
    )
    kam_registration_protect_months = fields.Integer(
        related="company_id.kam_registration_protect_months", readonly=False
    )
    kam_registration_portal_limit = fields.Integer(
        related="company_id.kam_registration_portal_limit", readonly=False
    )
    kam_review_limit = fields.Monetary(
        related="company_id.kam_review_limit", readonly=False
    )
    kam_review_term_id = fields.Many2one(
        related="company_id.kam_review_term_id", readonly=False
    )
    kam_review_director_amount = fields.Monetary(
        related="company_id.kam_review_director_amount", readonly=False
    )
    kam_review_director_points = fields.Float(
        related="company_id.kam_review_director_points", readonly=False
    )
    kam_review_director_days = fields.Integer(
        related="company_id.kam_review_director_days", readonly=False
    )
    kam_probation_share = fields.Float(
        related="company_id.kam_probation_share", readonly=False
    )
    kam_target_average_months = fields.Integer(
        related="company_id.kam_target_average_months", readonly=False
    )
    kam_contract_limit = fields.Monetary(
        related="company_id.kam_contract_limit", readonly=False
    )
    kam_export_rows = fields.Integer(
        related="company_id.kam_export_rows", readonly=False
    )
    kam_export_hours = fields.Integer(
        related="company_id.kam_export_hours", readonly=False
    )
    kam_undertaking_months = fields.Integer(
        related="company_id.kam_undertaking_months", readonly=False
    )
    kam_leak_fine_min = fields.Monetary(
        related="company_id.kam_leak_fine_min", readonly=False
    )
    kam_export_minutes = fields.Integer(
        related="company_id.kam_export_minutes", readonly=False
    )
    kam_maintain_months = fields.Integer(
        related="company_id.kam_maintain_months", readonly=False
    )
    kam_clock_steps = fields.Char(related="company_id.kam_clock_steps", readonly=False)
    kam_keep_days = fields.Integer(related="company_id.kam_keep_days", readonly=False)
    kam_holding_cap = fields.Integer(
        related="company_id.kam_holding_cap", readonly=False
    )
    kam_interval_steps = fields.Char(
        related="company_id.kam_interval_steps", readonly=False
    )
    kam_grace_days = fields.Integer(related="company_id.kam_grace_days", readonly=False)
