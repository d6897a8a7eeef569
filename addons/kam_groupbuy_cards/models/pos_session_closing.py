from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.kam_core.engine.money import from_minor, to_minor
from odoo.addons.kam_groupbuy_cards import queries
from odoo.addons.kam_groupbuy_cards.engine import closing


class PosSession(models.Model):
    """The entry of a till session takes from the contract liability (CARD-07).

    Odoo would book a bank payment for our method; when refunds prevail, both of its
    legs hit the same account. So the lines are our own, in the session entry itself,
    and the money comes from the ledger of the instruments (money path 5).
    """

    _inherit = "pos.session"

    # === BUSINESS METHODS === #

    def _cannot_close_session(self, bank_payment_method_diffs=None):
        problem = super()._cannot_close_session(bank_payment_method_diffs)
        return problem or self._kam_refuse_count(bank_payment_method_diffs or {})

    def _kam_refuse_count(self, differences):
        """Refuse a counted difference for instruments: the ledger alone counts them.

        :param dict differences: amount by id of the payment method
        """
        methods = self.env["pos.payment.method"].browse(
            method_id
            for method_id, amount in differences.items()
            if amount and not self.currency_id.is_zero(amount)
        )
        ours = methods.filtered(lambda method: method._kam_is_stored_value())
        if not ours:
            return None
        message = self.env._(
            "“%(method)s” is not counted at closing: the ledger knows what was "
            "redeemed. Close without a difference for it.",
            method=ours[0].name,
        )
        return {"successful": False, "message": message, "redirect": False}

    def _create_bank_payment_moves(self, data):
        paid = self._kam_take_payments(data["combine_receivables_bank"])
        # the lines come from the ledger, which who closes a till can't read
        data["MoveLine"].create(self.sudo()._kam_prepare_lines(paid))
        return super()._create_bank_payment_moves(data)

    def _kam_take_payments(self, receivables):
        """Take the payments by instrument out of Odoo's amounts; return their sum.

        :param dict receivables: amounts by payment method
        :return: minor units, below 0 if refunds prevail
        """
        ours = [method for method in receivables if method._kam_is_stored_value()]
        decimals = self.currency_id.decimal_places
        return sum(
            to_minor(
                self.currency_id.round(receivables.pop(method)["amount"]), decimals
            )
            for method in ours
        )

    def _kam_prepare_lines(self, paid):
        """Return the values of the lines that settle payments by instrument.

        :param paid: sum of the payments in minor units
        :raise UserError: the ledger has another sum, or an account is missing
        """
        amounts = self._kam_amounts_by_type()
        booked = sum(of_type.payment for of_type in amounts.values())
        if booked != paid:
            raise UserError(self._kam_mismatch_message(paid, booked))
        totals = defaultdict(int)
        for card_type, of_type in amounts.items():
            for role, debit in self._kam_debits(of_type).items():
                if debit:
                    totals[role, card_type._booking_account(role)] += debit
        names = self._kam_line_names()
        return [
            self._kam_prepare_line(account, names[role], debit)
            for (role, account), debit in totals.items()
            if debit
        ]

    def _kam_amounts_by_type(self):
        """Return ``{type: SessionAmounts}`` by the ledger entries of the session."""
        rows = self.env.execute_query(queries.session_movements(self.id))
        decimals = self.company_id.currency_id.decimal_places
        movements = {}
        for type_id, kind, amount, basis in rows:
            movement = (kind, to_minor(amount, decimals), to_minor(basis, decimals))
            movements.setdefault(type_id, []).append(movement)
        card_types = self.env["kam.card.type"]
        return {
            card_types.browse(type_id): closing.session_amounts(of_type)
            for type_id, of_type in movements.items()
        }

    def _kam_debits(self, amounts):
        return {
            "liability": amounts.liability,
            "concession": amounts.concession,
            "forfeit": -amounts.forfeit,
        }

    def _kam_line_names(self):
        values = {"session": self.name}
        return {
            "liability": self.env._("%(session)s: vouchers and cards used", **values),
            "concession": self.env._("%(session)s: price concession", **values),
            "forfeit": self.env._("%(session)s: forfeited value", **values),
        }

    def _kam_prepare_line(self, account, name, debit):
        amount = from_minor(debit, self.currency_id.decimal_places)
        values = {"name": name, "account_id": account.id, "move_id": self.move_id.id}
        return self._debit_amounts(values, amount, amount)

    def _kam_mismatch_message(self, paid, booked):
        currency = self.currency_id
        paid, booked = (
            formatLang(
                self.env,
                from_minor(minor, currency.decimal_places),
                currency_obj=currency,
            )
            for minor in (paid, booked)
        )
        return self.env._(
            "Session %(session)s took %(paid)s by vouchers and cards, but their ledger "
            "has %(booked)s for it. Nothing was booked. Compare the payments of the "
            "session with its ledger entries before closing it.",
            session=self.name,
            paid=paid,
            booked=booked,
        )
