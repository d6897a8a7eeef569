from odoo import api, models

from ..services_token import as_service

# What may take the sight of an account away from somebody.
SIGHT_FIELDS = {"secrecy", "keeper_id", "lead_id"}


class KamAccount(models.Model):
    """The work passes on with the account, and so does the sight of it (CORE-18, A-11).

    A former owner would otherwise go on reading as archive keeper, be told by the mails
    that followers get, and have things to do that he can't open.
    """

    _inherit = "kam.account"

    # === CRUD METHODS === #

    def write(self, vals):
        """Let nobody follow who may not read any more."""
        result = super().write(vals)
        if SIGHT_FIELDS & vals.keys():
            self._kam_drop_followers()
        return result

    # === BUSINESS METHODS === #

    def _kam_assign(self, rep, reason, day=None, over_cap=False):
        """Hand over as well what the former owner had to do."""
        former = self.owner_id
        result = super()._kam_assign(rep, reason, day, over_cap)
        if former and former != self.owner_id:
            # who passes it on need not see what others planned
            account = self.sudo().with_context(
                import_file=True, mail_activity_quick_update=True
            )
            account._kam_take_over_from(former.with_env(account.env))
        return result

    def _kam_take_over_from(self, former):
        """Put the new owner where ``former`` stands, without mails.

        Without new owner, or with one who does not sign in here, what was planned falls
        to the keeper, else to who decides.
        """
        user = former.user_id
        if user and self.keeper_id == user:
            heir = self.owner_user_id.filtered(lambda found: not found.share)
            as_service(self).write({"keeper_id": heir.id})
        else:
            self._kam_drop_followers()
        caretaker = self._kam_caretaker()
        if user and self._kam_is_seen_by(caretaker):
            self._kam_pass_activities(user, caretaker)
            self._kam_put_down(user, caretaker)
        self._kam_put_down(former, self.owner_id)

    def _kam_pass_activities(self, user, heir):
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("user_id", "=", user.id),
            ]
        )
        activities.write({"user_id": heir.id})

    def _kam_put_down(self, former, heir):
        """Name ``heir`` where ``former``, a user or rep, is in charge of a part."""
        for name, (field, still_open) in self._kam_in_charge().items():
            parts = self.env[name]
            if parts._fields[field].comodel_name == former._name:
                own = [("account_id", "=", self.id), (field, "=", former.id)]
                parts.search([*own, *still_open]).write({field: heir.id})

    @api.model
    def _kam_in_charge(self):
        """Return by model of a part who is in charge of it, and which ones last.

        Extend it by parts that name a user or sales rep.
        """
        return {
            "kam.stakeholder": ("rep_id", [("left_on", "=", False)]),
            "kam.account.weakness": ("responsible_id", [("done_on", "=", False)]),
            "kam.account.strategy": ("responsible_id", [("verdict", "=", False)]),
        }

    def _merge_references(self, other):
        """Leave those out who followed the other account and may not read this one."""
        result = super()._merge_references(other)
        self._kam_drop_followers()
        return result

    def _kam_drop_followers(self):
        """Take out followers who are one of us and may not read: they get mails."""
        for account in self.sudo():  # who follows what is not asked of the user
            documents = [account, *account._kam_followed_parts()]
            partners = account.env["res.partner"].union(
                *(document.message_partner_ids for document in documents)
            )
            users = partners.with_context(active_test=False).user_ids
            gone = users.filtered(
                lambda user, account=account: not account._kam_is_seen_by(user)
            ).partner_id
            for document in documents if gone else ():
                document.message_unsubscribe(partner_ids=gone.ids)

    def _kam_followed_parts(self):
        """Return the parts of the account that can be followed, one by one."""
        self.ensure_one()
        return [
            part
            for name in self._kam_threaded_parts()
            for part in self.env[name]
            .with_context(active_test=False)
            .search(
                [("account_id", "=", self.id), ("message_partner_ids", "!=", False)]
            )
        ]

    @api.model
    def _kam_forget(self, partners):
        """Have those who have left follow no account and none of its parts."""
        followers = self.env["mail.followers"].sudo()  # whoever archives a user
        followers.search(
            [
                ("res_model", "in", [self._name, *self._kam_threaded_parts()]),
                ("partner_id", "in", partners.ids),
            ]
        ).unlink()

    @api.model
    def _kam_threaded_parts(self):
        return [
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_kam_is_account_part", False)
            and model._auto
            and not (model._abstract or model._transient)
            and "message_partner_ids" in model._fields
        ]
