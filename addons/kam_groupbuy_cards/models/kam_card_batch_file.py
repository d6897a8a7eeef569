from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards.report import kam_card_sheets


class KamCardBatch(models.Model):
    _inherit = "kam.card.batch"

    # === BUSINESS METHODS - FILES === #

    def _make_file(self, form):
        """Return ``(content, extension)`` of a file with codes; the download is logged.

        :param str form: ``xlsx`` or ``pdf``
        :raise AccessError: the user may not see codes
        :raise UserError: handed over, or no such file
        """
        self._check_may_print()
        self.check_access("read")
        makers = {"xlsx": self._make_list, "pdf": self._make_sheets}
        if form not in makers:
            raise UserError(self.env._("There is a list (xlsx) and there are sheets."))
        content, extension = makers[form]()
        self._log_download(form)
        return content, extension

    def _make_list(self):
        card_type = self.type_id
        columns = [
            self.env._("Serial Number"),
            self.env._("Code"),
            self.env._("Type"),
            self.env._("Face Value"),
        ]
        if card_type.kind == "card":
            columns.append(self.env._("Chip UID"))
        constants = [card_type.name, card_type.face]
        rows = self._codes()
        return kam_card_sheets.write_list(rows, columns, constants), "xlsx"

    def _make_sheets(self):
        card_type = self.type_id
        head = kam_card_sheets.Head(
            title=card_type.name,
            face=card_type.currency_id.format(card_type.face).replace("\xa0", " "),
            note=self.env._("No."),
        )
        return kam_card_sheets.write_sheets(self._codes(), head)

    def _log_download(self, form):
        # nobody has rights to write the log
        as_service(self.env["kam.card.batch.download"].sudo()).create(
            {
                "batch_id": self.id,
                "company_id": self.company_id.id,
                "user_id": self.env.uid,
                "occurred_at": self.env["kam.clock"]._now(),
                "form": form,
            }
        )
