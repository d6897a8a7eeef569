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
