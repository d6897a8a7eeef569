from odoo import api, fields, models
from odoo.exceptions import ValidationError

ACTIVITY = "kam_core.mail_activity_type_follow_up"


class KamFollowUpMixin(models.AbstractModel):
    """Parts of an account that put an activity on it, and keep it in step.

    A model says what is to be done by :meth:`_kam_follow_up`; the activity is made,
    moved and taken away with it. Imports make none (rule A-20).
    """

    _name = "kam.follow.up.mixin"
    _description = "Follow-Up on an Account"

    # === FIELDS === #

    activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, ondelete="set null"
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Schedule what is to be done."""
        records = super().create(vals_list)
        records._kam_sync_follow_up()
        return records

    def write(self, vals):
        """Move what is to be done, or take it away."""
        result = super().write(vals)
        if set(self._kam_follow_up_fields()) & vals.keys():
            self._kam_sync_follow_up()
        return result

    def unlink(self):
        """Take away what was to be done."""
        # Activities belong to whom they are assigned; these fall with their reason.
        activities = self.activity_id.sudo()
        result = super().unlink()
        activities.unlink()
        return result

    # === BUSINESS METHODS === #

    def _kam_follow_up_fields(self):
        """Return the names of the fields that :meth:`_kam_follow_up` depends on."""
        return []

    def _kam_follow_up(self):
        """Return what is to be done as values of an activity, or None.

        The values are ``date_deadline``, ``user_id`` and ``summary``.
        """
        return None

    def _kam_sync_follow_up(self):
        if self.env.context.get("import_file"):
            return
        for record in self:
            values = record._kam_follow_up()
            # Somebody else may have been assigned; the record is its own reason.
            activity = record.activity_id.sudo()
            if not values:
                activity.filtered("active").unlink()
            elif activity.active:
                activity.write(values)
            elif activity.date_deadline != values["date_deadline"]:
                record._kam_schedule(values)  # none yet, or the last one was done

    def _kam_schedule(self, values):
        # Who may write down a contact of somebody else may not change it afterwards;
        # the write of the record is passed over: nothing follows from this field.
        activity = self.account_id.activity_schedule(ACTIVITY, **values)
        models.BaseModel.write(self.sudo(), {"activity_id": activity.id})

    def _kam_check_can_read(self, name):
        """Refuse users in the field ``name`` who don't see the account (CORE-18).

        :raise ValidationError: if there is one
        """
        for record in self:
            for user in record[name]:
                if not record.account_id._kam_is_seen_by(user):
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not see %(account)s and can't be put down "
                            "there.",
                            user=user.name,
                            account=record.account_id.display_name,
                        )
                    )
