from odoo import api, fields, models
from odoo.exceptions import AccessError

# From the most open level to the strictest.
LEVELS = ["role", "team", "owner"]
CONTACT_DETAILS = "kam_core.kam_core_group_contact_details"


class KamAccount(models.Model):
    """How confidential an account is (CORE-18, A16).

    The level narrows what the roles give; it never opens anything. The rule
    ``kam_account_rule_secrecy`` reads it, and all parts of the account follow.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    secrecy = fields.Selection(
        [
            ("role", "Everybody by Role"),
            ("team", "Owner, Team and Department"),
            ("owner", "Owner and Manager Only"),
        ],
        string="Confidentiality",
        required=True,
        default="role",
        index=True,
        tracking=True,
        help="Who of those who may by their role sees this account, and all that is on "
        "file of it. A key-account manager sets it.",
    )
    phone_other = fields.Char(groups=CONTACT_DETAILS)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: if somebody else than a manager sets the level"""
        if any(vals.get("secrecy", "role") != "role" for vals in vals_list):
            self._kam_check_sets_secrecy()
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: if somebody else than a manager changes the level"""
        if "secrecy" in vals and set(self.mapped("secrecy")) != {vals["secrecy"]}:
            self._kam_check_sets_secrecy()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _kam_check_sets_secrecy(self):
        if not (
            self.env.su or self.env.user.has_group("kam_core.kam_core_group_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only a key-account manager sets how confidential an account is."
                )
            )

    def _kam_merge_values(self, other):
        """Keep the stricter level of both (A-2)."""
        values = super()._kam_merge_values(other)
        values["secrecy"] = max(self.secrecy, other.secrecy, key=LEVELS.index)
        return values
