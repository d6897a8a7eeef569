from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..services_token import is_service

# Put down when an account is opened; who only works with it leaves them alone.
OPENED_WITH = ("number", "opened_on", "keeper_id")

# Nobody follows, is told or gets something to do because old data are loaded.
QUIET = {
    "import_file": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_automation_skip": True,
}


class KamAccount(models.Model):
    """Accounts are imported with their past (A-20).

    Number, day, keeper and owner come as they were; the owner's history begins on the
    original day. Only who opens accounts imports them, and only a manager gives them
    an owner. An import into accounts on file changes no owner.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    opens_accounts = fields.Boolean(
        compute="_compute_opens_accounts", export_string_translation=False
    )

    # === COMPUTE METHODS === #

    @api.depends_context("uid")
    def _compute_opens_accounts(self):
        self.opens_accounts = self.browse().has_access("create")

    # === CONSTRAINT METHODS === #

    @api.constrains("opened_on")
    def _check_opened_on(self):
        self.env["kam.clock"]._check_not_future(self, ("opened_on",))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: for an owner, from somebody who is no manager"""
        if not self.env.su:
            for vals in vals_list:
                if vals.get("owner_id"):
                    self._check_gives_owner(vals)
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: for what only who opens accounts puts down"""
        names = [name for name in OPENED_WITH if name in vals]
        if names and not (self.env.su or is_service(self)):
            self._check_opens(names, vals)
        return super().write(vals)

    @api.model
    def load(self, fields, data):
        """:raise AccessError: from somebody who opens no accounts"""
        self.check_access("create")
        return super(KamAccount, self.with_context(**QUIET)).load(fields, data)

    @api.model
    def get_import_templates(self):
        """Return the template of the import screen."""
        return [
            {
                "label": self.env._("Import Template for Accounts"),
                "template": "/kam_core/static/xls/kam_account.csv",
            }
        ]

    # === BUSINESS METHODS === #

    def _check_opens(self, names, vals):
        if self.browse().has_access("create"):
            return
        for account in self:
            if any(account._kam_differs(name, vals[name]) for name in names):
                raise AccessError(
                    self.env._(
                        "Number, archive keeper and day of %(account)s are put down by "
                        "who opens accounts: back office, analyst or key-account "
                        "manager. Ask one of them.",
                        account=account.display_name,
                    )
                )

    def _check_gives_owner(self, vals):
        company = self.env.company.browse(vals.get("company_id") or self.env.company.id)
        if not self._kam_is_manager(company):
            raise AccessError(
                self.env._(
                    "Only a key-account manager of %(company)s gives an account its "
                    "owner. Leave the owner empty, or have the manager do it.",
                    company=company.name,
                )
            )
