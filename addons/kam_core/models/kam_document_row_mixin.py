from odoo import fields, models
from odoo.exceptions import AccessError


class KamDocumentRowMixin(models.AbstractModel):
    """Rows of a table that come from documents of several models and open them."""

    _name = "kam.document.row.mixin"
    _description = "Row of a Document"

    # === FIELDS === #

    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True
    )

    # === ACTION METHODS === #

    def action_open_document(self):
        """Open the document of the row; Odoo's own rights decide over it.

        :raise AccessError: the user may not read the row, or its document
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env[self.res_model].browse(self.res_id).has_access("read"):
            raise AccessError(
                self.env._(
                    "You see this row because you see the customer, but you have no "
                    "right to open the document itself. Ask whoever made it."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
