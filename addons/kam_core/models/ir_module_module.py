from odoo import api, models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    # === BUSINESS METHODS === #

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Name default approval flows in a language that is installed later, too."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if self.env.registry.loaded:  # else the data of the module does it
            # who installs languages need not be a key-account manager
            self.env["kam.approval.flow"].sudo()._kam_translate_default_flows()
        return result
