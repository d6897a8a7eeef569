from typing import NamedTuple

from odoo import models
from odoo.fields import Domain

from odoo.addons.kam_core.engine.money import from_minor, to_minor
from odoo.addons.kam_groupbuy_cards import queries


class Figure(NamedTuple):
    """What a term adds up: ``sign`` × the sum of ``field`` over its records."""

    model: str
    field: str
    sign: int


FIGURES = {
    "ledger": Figure("account.move.line", "balance", -1),
    "remaining": Figure("kam.card", "basis_left", 1),
    "unposted": Figure("kam.card.entry", "basis", -1),
    "breakage": Figure("account.move.line", "balance", 1),
    "credit": Figure("kam.card.entry", "basis", 1),
}
# the right-hand side of the formula without its rest
FORMULA = {"remaining": 1, "unposted": 1, "breakage": -1, "credit": -1}
REST = "unexplained"
UNEQUAL = "unequal"


class KamCardTieOut(models.AbstractModel):
    """Does the contract liability equal what the instruments still owe? (CARD-07)

    Money path 6 of the architecture, per company, at this moment::

        ledger = remaining + unposted − breakage − credit + unexplained

    * *ledger*: credit balance of the contract liability and pending output VAT
    * *remaining*: cost basis that is left on all instruments
    * *unposted*: used at tills, the entry of the session is not posted
    * *breakage*: income that finance took ahead, by entries marked as such
    * *credit*: sold, the invoice is not posted (or was taken back to draft)
    * *unexplained*: must be 0

    A term is the sum over the records of its domain, so it opens what it adds up.
    """

    _name = "kam.card.tie.out"
    _description = "Tie-out of the group-buy contract liability"

    # === BUSINESS METHODS === #

    def _terms(self, company):
        """Return ``{code: amount}`` of all terms, the unexplained rest included."""
        decimals = company.currency_id.decimal_places
        terms = {code: self._sum(company, code) for code in FIGURES}
        explained = sum(sign * terms[code] for code, sign in FORMULA.items())
        terms[REST] = terms["ledger"] - explained
        return {code: from_minor(minor, decimals) for code, minor in terms.items()}

    def _sum(self, company, code):
        """Return the amount of a term in minor units."""
        figure = FIGURES[code]
        # a figure is the same for everybody, whatever records one may see
        records = self.env[figure.model].sudo()
        domain = self._domain(company, code)
        ((total,),) = records._read_group(domain, [], [f"{figure.field}:sum"])
        return figure.sign * to_minor(total or 0.0, company.currency_id.decimal_places)

    def _domain(self, company, code):
        """Return the domain of exactly the records that a term adds up."""
        return Domain("company_id", "=", company.id) & getattr(self, f"_domain_{code}")(
            company
        )

    def _opening_domain(self, company, code):
        """Return the domain for the screen of somebody with ordinary rights.

        Finance can't read till sessions, nor the manager all invoices, so a domain
        that leads through them is resolved here.
        """
        domain = self._domain(company, code)
        if self._model(code) != "kam.card.entry":
            return domain
        # who may see the tie-out may read all entries
        entries = self.env["kam.card.entry"].sudo()
        return Domain("id", "in", entries.search(domain).ids)

    def _count(self, company, code):
        """Return how many records a term opens."""
        records = self.env[self._model(code)].sudo()  # as for the amount
        return records.search_count(self._domain(company, code))

    def _model(self, code):
        """Return the model whose records a term opens."""
        others = {REST: "account.move.line", UNEQUAL: "kam.card"}
        return others.get(code) or FIGURES[code].model

    def _domain_ledger(self, company):
        return Domain(
            [
                ("parent_state", "=", "posted"),
                ("account_id", "in", self._accounts(company).ids),
            ]
        )

    def _domain_breakage(self, company):
        return self._domain_ledger(company) & Domain("move_id.kam_breakage", "=", True)

    def _domain_remaining(self, _company):
        return Domain("basis_left", "!=", 0)

    def _domain_unposted(self, _company):
        return Domain(
            [("basis", "!=", 0), ("session_id", "!=", False)]
        ) & self._not_posted("session_id.move_id")

    def _domain_credit(self, _company):
        return Domain(
            # what a transfer takes from one instrument it gives to another
            [("basis", "!=", 0), ("session_id", "=", False), ("kind", "!=", "transfer")]
        ) & self._not_posted("move_id")

    def _domain_unexplained(self, company):
        accounts = self._accounts(company)
        rows = self._unexplained(company)
        booked = [move_id for move_id, amount, _explained in rows if amount]
        # an entry that should have booked here, but did not, is shown whole
        missing = [move_id for move_id, amount, _explained in rows if not amount]
        return (
            Domain("move_id", "in", booked) & Domain("account_id", "in", accounts.ids)
        ) | Domain("move_id", "in", missing)

    def _domain_unequal(self, company):
        """Instruments whose row is not the sum of their entries: no term, a check."""
        return Domain("id", "in", self._unequal_cards(company).ids)

    def _not_posted(self, path):
        return Domain(path, "=", False) | Domain(f"{path}.state", "!=", "posted")

    def _accounts(self, company):
        """Return the accounts the formula is about, of archived types too."""
        types = self.env["kam.card.type"].with_context(active_test=False)
        # accounts are the same for everybody who may see the tie-out
        of_types = types.sudo().search([("company_id", "=", company.id)])
        company = company.sudo()  # as above
        return (
            of_types.liability_account_id
            | company.kam_card_liability_account_id
            | company.kam_card_pending_vat_account_id
        )

    def _unexplained(self, company):
        """Return ``[(id of a journal entry, booked, explained)]`` that differ."""
        self.env.flush_all()
        accounts = self._accounts(company)
        query = queries.unexplained_moves(company.id, accounts.ids)
        return self.env.execute_query(query)

    def _unequal_cards(self, company):
        """Return the instruments whose row is not the sum of their entries."""
        self.env.flush_all()
        rows = self.env.execute_query(queries.unequal_cards(company.id))
        return self.env["kam.card"].browse(card_id for (card_id,) in rows)
