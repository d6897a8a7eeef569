from collections.abc import Callable
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain


class Source(NamedTuple):
    """One kind of open items.

    :param code: unique
    :param label: translated, plural
    :param model: whose records are open
    :param account_field: of the model, dots allowed: leads to the account, to its
        commercial partner (of a model with a company), or holds the id of the account
    :param domain: of open records
    :param blocking: whether they keep an account or a seller from being archived
    :param close: takes the open records and ends them when a manager archives the
        account nevertheless, or is missing if they end by themselves or by others
    """

    code: str
    label: str
    model: str
    account_field: str
    domain: Callable[[], Domain]
    blocking: bool = True
    close: Callable | None = None


class Item(NamedTuple):
    """Open records of one account and source."""

    source: Source
    count: int
    domain: Domain

    def _close(self, env):
        """End the records for good, if that is possible; return whether it was."""
        if not self.source.close:
            return False
        # A manager decided on the account; its documents may be others'.
        self.source.close(env[self.source.model].sudo().search(self.domain))
        return True


class KamOpenItems(models.AbstractModel):
    """What is still to be done for an account (CORE-05; rules A-3, A-18).

    Modules add their documents by extending :meth:`_kam_sources`.
    """

    _name = "kam.open.items"
    _description = "Open Items of Accounts"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_sources(self):
        """Return the list of :class:`Source`."""
        return []

    @api.model
    def _kam_items(self, accounts):
        """Return the open items of each account, by account id.

        One statement per source. Everything counts, whether the user may read it or
        not: an account is not archived over a document that somebody else keeps.
        """
        found = {account_id: [] for account_id in accounts.ids}
        for source in self._kam_sources():
            for account_id, count in self._count(source, accounts).items():
                domain = self._domain(source, accounts.browse(account_id))
                found[account_id].append(Item(source, count, domain))
        return found

    @api.model
    def _count(self, source, accounts):
        """Return the number of open records by account id."""
        if self._is_by_customer(source):
            found = accounts._kam_documents(
                source.model, source.domain(), source.account_field, ["__count"]
            )
            return {account_id: count for account_id, (count,) in found.items()}
        groups = (
            self.env[source.model]
            .sudo()  # only numbers leave this method
            ._read_group(
                self._domain(source, accounts), [source.account_field], ["__count"]
            )
        )
        # The field is a link to the account, or a plain id.
        return {getattr(account, "id", account): count for account, count in groups}

    @api.model
    def _domain(self, source, accounts):
        if not self._is_by_customer(source):
            return source.domain() & Domain(source.account_field, "in", accounts.ids)
        accounts = accounts.sudo()  # the same for everybody, see above
        return source.domain() & Domain.OR(
            Domain(source.account_field, "in", found.mapped("partner_key"))
            & Domain("company_id", "=", company.id)
            for company, found in accounts.grouped("company_id").items()
        )

    @api.model
    def _is_by_customer(self, source):
        model = self.env[source.model]
        for name in source.account_field.split("."):
            model = self.env.get(model._fields[name].comodel_name or "", self)
        return model._name == "res.partner"
