from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine import dedup, normalise
from .kam_account_dedup import split
from .res_partner_dedup import address_line

PHONES = ("phone", "phone_other", "contact_phone")


class KamRegistration(models.Model):
    """The customer as reported: what is checked, and what is compared (A-12)."""

    _inherit = "kam.registration"

    # === CONSTRAINT METHODS === #

    @api.constrains("tax_number", *PHONES)
    def _check_identifiers(self):
        for registration in self:
            for sentence in registration._kam_unreadable().values():
                raise ValidationError(sentence)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        partner = self.partner_id.commercial_partner_id
        if partner:
            self.kind = "company" if partner.is_company else "person"
            self.name = partner.name
            self.phone = partner.phone or self.phone
            self.tax_number = partner._kam_tax_number() or self.tax_number
            self.city = partner.city or self.city
            self.street = partner.street or self.street

    # === BUSINESS METHODS === #

    def _kam_unreadable(self):
        """Return ``{field: sentence}`` of numbers nobody could compare."""
        problems = {
            "tax_number": self._kam_tax_problem(),
            **{name: self._kam_phone_problem(name) for name in PHONES},
        }
        return {name: sentence for name, sentence in problems.items() if sentence}

    def _kam_tax_problem(self):
        number = self.tax_number or ""
        # shorter or longer numbers are no credit codes: from abroad, or old
        if not 16 <= len(normalise.tax_key(number)) <= 20:
            return None
        problem = normalise.credit_code_problem(number)
        return self._kam_tax_message(number, problem) if problem else None

    def _kam_phone_problem(self, name):
        for number in split(self[name]):
            if normalise.phone_key(number) is None:
                return self.env._(
                    "“%(number)s” can't be read as a phone number. Write a "
                    "mobile with 11 digits, a landline with its area code "
                    "(021-61234567), or a number from abroad with + and "
                    "country code.",
                    number=number,
                )
        return None

    @api.model
    def _kam_tax_message(self, number, problem):
        sentences = {
            "length": self.env._(
                "“%(number)s”: a unified social credit code has 18 characters, this "
                "one has %(length)s.",
                number=number,
                length=len(normalise.tax_key(number)),
            ),
            "character": self.env._(
                "“%(number)s”: a unified social credit code has digits and capital "
                "letters, without I, O, S, V and Z.",
                number=number,
            ),
            "check_digit": self.env._(
                "“%(number)s”: the check digit of this unified social credit code is "
                "wrong. Two characters may be mixed up; compare it with the licence.",
                number=number,
            ),
        }
        return sentences[problem]

    def _kam_candidate(self):
        """Return what the engine compares."""
        names = [self.name, self.name_en, *split(self.former_names)]
        phones = [number for name in PHONES for number in split(self[name])]
        return dedup.candidate(
            self.kind,
            filter(None, names),
            phones,
            self.tax_number or "",
            address_line(self.city, self.street),
        )

    @api.model
    def _kam_dedup_fields(self):
        return super()._kam_dedup_fields() | {"state"}

    def _kam_dedup_rows(self):
        """Open reports are on file: who comes second is told so (A-13)."""
        yield from super()._kam_dedup_rows()
        none = self.env["res.partner"], self.env["kam.account"]
        for registration in self.filtered(lambda found: found.state == "reported"):
            yield registration, registration._kam_candidate(), *none
