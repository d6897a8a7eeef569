from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    # === BUSINESS METHODS === #

    def session_info(self):
        """Have the client show secrecy rules that wait for the user (CORE-18)."""
        info = super().session_info()
        if self.env.user._is_internal():
            due = self.env["kam.secrecy.rule"]._kam_due()[:1]
            if due:
                view = self.env.ref("kam_core.kam_secrecy_rule_view_form_acknowledge")
                # found for everybody; it opens with the rights of the user, in the
                # language of today: the session remembers that of the sign-in
                due = due.sudo(False).with_context(lang=self.env.user.lang)
                info["kam_secrecy_due"] = due._get_records_action(
                    name=due.env._("Secrecy Rules"),
                    target="new",
                    views=[(view.id, "form")],
                )
        return info
