import re

from odoo import api, fields, models

from ..engine import dedup

BETWEEN_NAMES = re.compile(r"[;；\n]+")


class KamAccount(models.Model):
    """Other names of a customer, which the duplicate check knows (A-12)."""

    _name = "kam.account"
    _inherit = ["kam.dedup.source.mixin", "kam.account"]

    # === FIELDS === #

    other_names = fields.Char(
        help="English, short and former names, separated by semicolons. Who reports "
        "the customer under one of them is told that it is on file.",
        tracking=True,
    )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_dedup_fields(self):
        return super()._kam_dedup_fields() | {"other_names"}

    def _kam_dedup_rows(self):
        yield from super()._kam_dedup_rows()
        for account in self.filtered("other_names"):
            candidate = dedup.candidate(account.kind, split_names(account.other_names))
            yield account, candidate, self.env["res.partner"], account


def split_names(names):
    """Return the single names of a field with several.

    >>> split_names("Jinda Jewellery；金达首饰; ")
    ['Jinda Jewellery', '金达首饰']
    """
    return [name.strip() for name in BETWEEN_NAMES.split(names or "") if name.strip()]
