import re

from odoo import api, fields, models

from ..engine import dedup

BETWEEN = re.compile(r"[;；、\n]+")


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
        return super()._kam_dedup_fields() | {"other_names", "phone_other"}

    def _kam_dedup_rows(self):
        yield from super()._kam_dedup_rows()
        for account in self:
            names, phones = split(account.other_names), split(account.phone_other)
            candidate = dedup.candidate(account.kind, names, phones)
            yield account, candidate, self.env["res.partner"], account


def split(values):
    """Return the single names or phones of a field with several.

    >>> split("Jinda Jewellery；金达首饰; ")
    ['Jinda Jewellery', '金达首饰']
    """
    return [value.strip() for value in BETWEEN.split(values or "") if value.strip()]
