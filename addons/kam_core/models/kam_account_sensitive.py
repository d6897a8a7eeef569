from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class KamAccount(models.Model):
    """What the customer consented to (CORE-18, A17)."""

    _inherit = "kam.account"

    # === FIELDS === #

    sensitive_item_ids = fields.One2many(
        "kam.sensitive.item", "account_id", string="Sensitive Data and Consents"
    )

    # === BUSINESS METHODS === #

    def _kam_consented(self):
        """Return the sensitive codes of the archive with consent, by account id."""
        consented = {
            account_id: set(codes)
            for account_id, codes in super()._kam_consented().items()
        }
        for item in self._kam_valid_consents():
            codes = consented.setdefault(item.account_id.id, set())
            codes |= item.kind_id._kam_codes()
        return {account_id: frozenset(codes) for account_id, codes in consented.items()}

    def _kam_valid_consents(self, domain=Domain.TRUE):
        # that there is a consent counts, whoever may see it
        items = self.env["kam.sensitive.item"].sudo()
        found = items.browse()
        for company, accounts in self.sudo().grouped("company_id").items():  # as above
            of_these = Domain("account_id", "in", accounts.ids) & domain
            found += items.search(items._kam_valid_domain(company) & of_these)
        return found

    def _kam_check_disclosure(self, recipient):
        """Refuse to disclose these accounts without their recorded consent.

        :param str recipient: as the consent names it
        :raise AccessError: a customer has not consented to this recipient
        """
        consents = self._kam_valid_consents(Domain("kind_id.code", "=", "disclosure"))
        wanted = (recipient or "").strip().casefold()
        consents = consents.filtered(
            lambda item: item.recipient.strip().casefold() == wanted
        )
        # what is left is named with the rights of the caller
        missing = self - consents.account_id.sudo(self.env.su)
        if missing:
            raise AccessError(
                self.env._(
                    "No disclosure without recorded consent of the customer. Nothing "
                    "on file about %(recipient)s for: %(accounts)s.",
                    recipient=recipient or "–",
                    accounts=", ".join(missing[:10].mapped("display_name")),
                )
            )
