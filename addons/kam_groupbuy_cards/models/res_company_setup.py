from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.kam_core.languages import in_every_language, translate_field

# of the Chinese charts: advances from customers (预收账款)
CHINESE_ADVANCES = "2203"
JOURNAL_CODE = "KAMV"


class ResCompany(models.Model):
    """What the books need before the first instrument is sold (CARD-07)."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _kam_setup_cards(self):
        """Make the accounts, journal, category and payment method that are missing.

        What the company has already is left alone, so it is safe to repeat.

        :return: the records it made or took into use, in this order
        :raise UserError: the company has no chart of accounts
        """
        self.ensure_one()
        company = self.with_company(self)
        if not company.root_id.chart_template:
            raise UserError(
                self.env._(
                    "%(company)s has no chart of accounts yet. Install one in the "
                    "settings of Invoicing, then set up the accounts again.",
                    company=company.name,
                )
            )
        steps = (
            company._kam_setup_liability,
            company._kam_setup_concession,
            company._kam_setup_forfeit,
            company._kam_setup_category,
            company._kam_setup_journal,
            company._kam_setup_method,
        )
        return [record for step in steps if (record := step())]

    def _kam_setup_liability(self):
        """Take account 2203 of a Chinese chart if it is unused, else make one."""
        if self.kam_card_liability_account_id:
            return None
        account = self._kam_unused_advances() or self._kam_create_account(
            "liability_current",
            f"{CHINESE_ADVANCES}00",
            lambda one: one.env._("Contract Liability: Vouchers and Cards"),
        )
        self.kam_card_liability_account_id = account
        return account

    def _kam_setup_concession(self):
        if self.kam_card_concession_account_id:
            return None
        account = self._kam_create_account(
            "income",
            self.income_account_id.code or self._kam_first_code("income"),
            lambda one: one.env._("Price Concession: Vouchers and Cards"),
        )
        self.kam_card_concession_account_id = account
        return account

    def _kam_setup_forfeit(self):
        if self.kam_card_forfeit_account_id:
            return None
        account = self._kam_create_account(
            "income_other",
            self._kam_first_code("income_other"),
            lambda one: one.env._("Forfeits and Expiry: Vouchers and Cards"),
        )
        self.kam_card_forfeit_account_id = account
        return account

    def _kam_setup_category(self):
        """Let products of the category for instruments sell to the liability."""
        category = self.env.ref("kam_groupbuy_cards.product_category_kam_card", False)
        # by value: without one of its own a category shows the company's default
        name = "property_account_income_categ_id"
        if not category or category[name].account_type == "liability_current":
            return None
        category[name] = self.kam_card_liability_account_id
        return category

    def _kam_setup_journal(self):
        """Make the journal that gives the payment method its type.

        Nothing is ever booked in it, so no payment may choose it either.
        """
        if self.kam_card_journal_id:
            return None
        journals = self.env["account.journal"]
        journal = journals.search(
            [
                ("company_id", "=", self.id),
                ("code", "=", JOURNAL_CODE),
                ("type", "=", "bank"),
            ]
        ) or self._kam_create_named(
            journals,
            lambda one: one.env._("Group-buy Vouchers and Cards"),
            {
                "code": JOURNAL_CODE,
                "type": "bank",
                "company_id": self.id,
                "show_on_dashboard": False,
                "inbound_payment_method_line_ids": [Command.clear()],
                "outbound_payment_method_line_ids": [Command.clear()],
            },
        )
        self.kam_card_journal_id = journal
        return journal

    def _kam_setup_method(self):
        methods = self.env["pos.payment.method"]
        if methods.search_count(
            [("company_id", "=", self.id), ("use_payment_terminal", "=", "kam_card")]
        ):
            return None
        return self._kam_create_named(
            methods,
            lambda one: one.env._("Voucher / Card"),
            {
                "company_id": self.id,
                "journal_id": self.kam_card_journal_id.id,
                "payment_method_type": "terminal",
                "use_payment_terminal": "kam_card",
            },
        )

    def _kam_create_named(self, model, read, values):
        """Make a record that has its name in every installed language.

        :param read: returns the name in the language of the record it is given
        """
        record = model.create({**values, "name": read(self)})
        translate_field(record, "name", in_every_language(self, read))
        return record

    def _kam_unused_advances(self):
        if self.root_id.account_fiscal_country_id.code != "CN":
            return None
        account = self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(self),
                ("code", "=like", f"{CHINESE_ADVANCES}%"),
                ("account_type", "=", "liability_current"),
            ],
            limit=1,
        )
        # another use of the account would show as an unexplained rest
        lines = self.env["account.move.line"]
        used = lines.search_count([("account_id", "in", account.ids)], limit=1)
        return account if not used else None

    def _kam_create_account(self, account_type, code, read):
        """Make an account whose code comes next to ``code`` or below it.

        :param read: see :meth:`_kam_create_named`
        """
        accounts = self.env["account.account"].with_company(self.root_id)
        # below the first level of a Chinese chart, not one more beside it
        start = code if len(code) > 4 else f"{code}00"
        account = self._kam_create_named(
            accounts,
            read,
            {
                "code": accounts._search_new_account_code(start),
                "account_type": account_type,
                "company_ids": [Command.set(self.root_id.ids)],
            },
        )
        return account.with_company(self)

    def _kam_first_code(self, account_type):
        accounts = self.env["account.account"]
        account = accounts.search(
            [
                *accounts._check_company_domain(self),
                ("account_type", "=", account_type),
            ],
            order="code",
            limit=1,
        )
        return account.code or {"income": "4000", "income_other": "4500"}[account_type]
