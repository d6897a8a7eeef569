from odoo import api, models


class KamContractRowMixin(models.AbstractModel):
    """Rows of a contract or of its standard text; they change with it only.

    A model names by ``_kam_document`` the field that leads to its document, which
    refuses by ``_kam_check_draft``.
    """

    _name = "kam.contract.row.mixin"
    _description = "Row of a Contract"
    _kam_document = None

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise UserError: the document is being decided, or was"""
        rows = super().create(vals_list)
        rows._kam_check_document()
        return rows

    def write(self, vals):
        """:raise UserError: the document is being decided, or was"""
        self.check_access("write")
        self._kam_check_document()
        result = super().write(vals)
        if self._kam_document in vals:
            self._kam_check_document()
        return result

    def unlink(self):
        """:raise UserError: the document is being decided, or was"""
        self.check_access("unlink")
        self._kam_check_document()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _kam_check_document(self):
        self[self._kam_document]._kam_check_draft()
