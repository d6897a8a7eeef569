from odoo import models

from .. import queries


class KamAppendOnlyMixin(models.AbstractModel):
    """Records that are added and then never change (CARD-06).

    No screen, import, RPC or ORM call changes or deletes a record, not even a service
    of the suite: the ORM refuses, and below it the triggers of the table. Direct SQL
    can remove the triggers; finding that is the work of the model's verifier.

    A model that inherits this has only plain columns (a stored computed or related
    field is an UPDATE), no foreign key to a partner, an account or a bank account
    (Odoo's merge wizards update those by SQL), and no records with an XML id. The
    generic module test checks that. See
    :func:`~odoo.addons.kam_core.hooks.drop_append_only_trigger` for new columns.
    """

    _name = "kam.append.only.mixin"
    _description = "Records That Never Change"
    _inherit = ["kam.protected.mixin"]

    def init(self):
        if self._auto and not self._abstract:
            self.env.cr.execute(queries.create_append_only_function())
            self.env.cr.execute(queries.drop_append_only_triggers(self._table))
            self.env.cr.execute(queries.create_append_only_triggers(self._table))
        return super().init()

    # === BUSINESS METHODS === #

    def _kam_is_allowed(self, operation):
        return operation == "create" and super()._kam_is_allowed(operation)
