from odoo import api, models

PRINTED = ("name", "role", "influence", "support", "coverage", "measure", "remark")


class KamAccountRelationReport(models.AbstractModel):
    """Relationship form (客户关系强化表, CORE-07); each print is logged (CORE-18)."""

    _name = "report.kam_core.report_kam_account_relation"
    _description = "Relationship Form"

    # === BUSINESS METHODS === #

    @api.model
    def _get_report_values(self, docids, data=None):
        """:raise AccessError: for people that the user may not read"""
        accounts = self.env["kam.account"].browse(docids)
        accounts.check_access("read")
        self.env["kam.export.log"]._kam_log(
            "print",
            accounts.stakeholder_ids,
            PRINTED,
            self.env._("Relationship form"),
        )
        return {"docs": accounts}
