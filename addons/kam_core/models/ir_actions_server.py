from odoo import models

from ..services_token import without_permit


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    # === BUSINESS METHODS === #

    def run(self):
        """Take away the permit of a service that set off an automation rule.

        Otherwise the rule's own code could write protected records with it.
        """
        return super(IrActionsServer, without_permit(self)).run()
