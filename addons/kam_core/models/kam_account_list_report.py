from base64 import b64encode

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError

PRINTED = ("number", "name", "class_id", "level_id", "owner_id", "phone")
# Repeats over each page behind the list; Markup escapes who and when.
WATERMARK = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="380" height="220">'
    '<text x="10" y="190" transform="rotate(-25 10 190)" font-size="18" '
    'font-family="sans-serif" fill="#dddddd">{mark}</text></svg>'
)


class KamAccountListReport(models.AbstractModel):
    """The user's own accounts on paper: marked on each page, and logged (CORE-18)."""

    _name = "report.kam_core.kam_account_list_template"
    _description = "List of Own Accounts"

    # === BUSINESS METHODS === #

    @api.model
    def _get_report_values(self, docids, data=None):
        """:raise AccessError: for accounts that are not the user's own"""
        accounts = self.env["kam.account"].browse(docids)
        accounts.check_access("read")
        self._check_own(accounts)
        mark = self._mark()
        self.env["kam.export.log"]._kam_log(
            "print", accounts, PRINTED, self.env._("List of own accounts"), mark=mark
        )
        picture = WATERMARK.format(mark=mark).encode()
        return {
            "docs": accounts,
            "mark": mark,
            "watermark": b64encode(picture).decode(),
        }

    @api.model
    def _check_own(self, accounts):
        user = self.env.user
        if not accounts:
            raise UserError(self.env._("There is no account to print."))
        if accounts.filtered(
            lambda account: (
                user
                not in (account.owner_user_id | account.keeper_id | account.lead_id)
            )
        ):
            raise AccessError(
                self.env._(
                    "Only own accounts can be printed as a list: those you own, keep "
                    "or lead. For others there is the export with a permit."
                )
            )

    @api.model
    def _mark(self):
        """Return who prints, when, and a number that stands in the log."""
        sequence = self.env["ir.sequence"].sudo()  # anybody who prints takes a number
        moment = self.env["kam.clock"]._now()
        return self.env._(
            "%(user)s · %(time)s UTC · No. %(number)s",
            user=self.env.user.name,
            time=moment.strftime("%Y-%m-%d %H:%M"),
            number=sequence.next_by_code("kam.export.print"),
        )
