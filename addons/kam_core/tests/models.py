"""Models that exist in tests only; see :func:`.common.add_test_models`."""

from odoo import fields, models


class KamTestProtected(models.Model):
    _module = None
    _name = "kam.test.protected"
    _description = "Test Document"
    _inherit = ["kam.protected.mixin"]

    name = fields.Char()

    def _kam_protected_hint(self):
        return "Use the test."


class KamTestEntry(models.Model):
    _module = None
    _name = "kam.test.entry"
    _description = "Test Entry"
    _inherit = ["kam.append.only.mixin"]

    name = fields.Char()


class KamTestDocument(models.Model):
    _module = None
    _name = "kam.test.document"
    _description = "Test Paper"
    _inherit = ["mail.thread", "mail.activity.mixin", "kam.approval.mixin"]

    name = fields.Char()
    active = fields.Boolean(default=True)
    amount = fields.Monetary()
    currency_id = fields.Many2one(related="company_id.currency_id")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    user_id = fields.Many2one("res.users")
    account_id = fields.Many2one("kam.account")
    planned_on = fields.Date()
    state = fields.Selection([("draft", "Draft"), ("cancelled", "Cancelled")])
    hooks = fields.Char()

    def _kam_approval_topics(self):
        return [("paper", "Paper"), ("budget", "Budget")]

    def _kam_approval_amount(self):
        return self.amount, self.company_id.currency_id

    def _kam_approval_planned_on(self):
        return self.planned_on

    def _kam_approval_snapshot(self):
        return {"Name": self.name}

    def _kam_on_approved(self, request):
        self.hooks = f"approved {request.round}"

    def _kam_on_refused(self, request):
        self.hooks = f"refused {request.round}"

    def _kam_on_withdrawn(self, request):
        self.hooks = f"withdrawn {request.round}"
