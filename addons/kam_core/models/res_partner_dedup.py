from odoo import api, models

from ..engine import dedup, normalise


class ResPartner(models.Model):
    """Contacts are what the duplicate check compares with (A-12).

    A commercial partner counts with name, tax number, phone and address, a contact
    below it with its phone: the buyer's mobile leads to the company.
    """

    _name = "res.partner"
    _inherit = ["kam.dedup.source.mixin", "res.partner"]

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if "is_company" in vals:
            # other names are normalised in the way of the kind
            accounts = self.env["kam.account"].sudo()  # index only
            accounts = accounts.with_context(active_test=False).search(
                [("partner_id", "in", self.ids), ("other_names", "!=", False)]
            )
            self.env["kam.dedup.key"]._kam_index(accounts)
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _kam_dedup_fields(self):
        own = {"name", "is_company", "parent_id", "phone", "vat", "company_registry"}
        return super()._kam_dedup_fields() | own | {"street", "street2", "city"}

    def _kam_dedup_rows(self):
        for partner in self:
            values = {"phones": filter(None, [partner.phone])}
            if partner.is_company or not partner.parent_id:
                values["names"] = filter(None, [partner.name])
                values["tax"] = partner._kam_tax_number()
                values["address"] = address_line(
                    partner.city, partner.street, partner.street2
                )
            kind = dedup.COMPANY if partner.is_company else dedup.PERSON
            candidate = dedup.candidate(kind, **values)
            yield partner, candidate, partner, self.env["kam.account"]

    def _kam_tax_number(self):
        """Return the number that tells a company: a valid credit code before others."""
        numbers = list(filter(None, [self.company_registry, self.vat]))
        valid = [n for n in numbers if normalise.credit_code_problem(n) is None]
        return next(iter(valid + numbers[::-1]), "")


def address_line(city, street, *more):
    """Return an address in one line; none without a street.

    People write the city into the street as well, so it is not said twice.

    >>> address_line("上海市", "上海市黄浦区南京东路100号"), address_line("上海市", "")
    ('上海市黄浦区南京东路100号', '')
    """
    if not street:
        return ""
    rest = " ".join(filter(None, (street, *more)))
    key = normalise.address_key(city or "")
    return rest if normalise.address_key(rest).startswith(key) else f"{city} {rest}"
