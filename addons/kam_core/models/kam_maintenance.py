from odoo import api, fields, models

from .. import queries_clocks

SLOTS = 10  # documents of several tables make the rows: the last digit tells which
PURCHASE = "purchase"


class KamMaintenance(models.Model):
    """Everything that was done for accounts, and whether it counts (CORE-11).

    Contacts with content and sales; a module adds its records, such as done visits, by
    extending :meth:`_kam_selects`, the fields they read to ``_depends`` and their kinds
    as records of ``kam.maintenance.kind``. What is only planned is no maintenance. Who
    may see an account sees what was done for it.
    """

    _name = "kam.maintenance"
    _description = "Maintenance of Accounts"
    _inherit = ["kam.document.row.mixin"]
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "kind_id"
    _kam_is_account_part = True
    _depends = {
        "kam.communication": ["account_id", "company_id", "day", "way", "author_id"],
        "kam.maintenance.kind": ["code", "counts"],
    }

    # === FIELDS === #

    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    day = fields.Date(string="Date", readonly=True)
    kind_id = fields.Many2one("kam.maintenance.kind", readonly=True)
    counts = fields.Boolean(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)

    # === BUSINESS METHODS === #

    @property
    def _table_query(self):
        return queries_clocks.maintenance(self._kam_selects())

    @api.model
    def _kam_selects(self):
        """Return the list of selects that make the table, of equal columns.

        ``id`` of a row is the id of its document × :data:`SLOTS` + a digit of its own
        per select: 1 contacts, 2 sales.
        """
        trade = self.env["kam.trade"]._table_sql
        return [
            queries_clocks.contacts(SLOTS),
            queries_clocks.purchases(trade, SLOTS),
        ]

    @api.model
    def _kam_last(self, account_ids, day):
        """Return what was done last for accounts up to ``day``: anything, a purchase.

        :return: two times ``{account id: (day, kind id, id, model, user id)}``
        """
        purchase = self.env["kam.maintenance.kind"].sudo()  # which is no secret
        purchase = purchase.search([("code", "=", PURCHASE)]).id
        rows = self.env.execute_query(
            queries_clocks.last_maintenance(self._table_sql, account_ids, day)
        )
        found, bought = {}, {}
        for account_id, kind_id, done_on, model, res_id, user_id in rows:
            done = (done_on, kind_id, res_id, model, user_id or 0)
            found[account_id] = max(found.get(account_id, done), done)
            if kind_id == purchase:
                bought[account_id] = done
        return found, bought
