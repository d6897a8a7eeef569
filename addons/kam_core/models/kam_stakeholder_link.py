from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamStakeholderLink(models.Model):
    """A line between two people besides the reporting line (CORE-07, A9).

    It belongs to the account of the one it starts from; both are of one customer or of
    one group.
    """

    _name = "kam.stakeholder.link"
    _description = "Link between Contact Persons"
    _inherit = ["kam.archive.part.mixin"]
    _order = "from_id, to_id, id"
    _rec_name = "kind"
    _check_company_auto = True
    _kam_section = "basic"

    # === FIELDS === #

    from_id = fields.Many2one(
        "kam.stakeholder",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    to_id = fields.Many2one(
        "kam.stakeholder",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        domain="[('id', '!=', from_id)]",
    )
    kind = fields.Selection(
        [
            ("influences", "Influences"),
            ("conflicts", "In conflict with"),
            ("family", "Family of"),
            ("colleague", "Former colleague of"),
            ("friend", "Friend of"),
        ],
        required=True,
        default="influences",
    )
    strength = fields.Selection(
        [("1", "Weak"), ("2", "Medium"), ("3", "Strong")], required=True, default="2"
    )
    remark = fields.Char()

    # === CONSTRAINTS === #

    _once = models.UniqueIndex(
        "(from_id, to_id, kind)", "These two are linked in this way already."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("from_id")
    def _check_from(self):
        self._kam_check_same_account("from_id")

    @api.constrains("from_id", "to_id", "kind")
    def _check_ends(self):
        """:raise ValidationError: for one person, another group, or the same twice"""
        for link in self:
            if link.from_id == link.to_id:
                raise ValidationError(self.env._("A link needs two people."))
            link.from_id._kam_check_same_group(link.to_id)
            if link._kam_is_mutual() and link._kam_reverse():
                raise ValidationError(
                    self.env._(
                        "%(first)s and %(second)s are linked in this way already.",
                        first=link.from_id.name,
                        second=link.to_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: for a link to somebody the user does not see"""
        people = self.env["kam.stakeholder"]
        for vals in vals_list:
            people._kam_check_seen(vals, ("from_id", "to_id"))
            vals["account_id"] = people.browse(vals.get("from_id")).account_id.id
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: for a link to somebody the user does not see"""
        self.env["kam.stakeholder"]._kam_check_seen(vals, ("from_id", "to_id"))
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _kam_ends(self):
        return [self.from_id, self.to_id]

    def _kam_is_mutual(self):
        """Tell whether the link says the same of both: all but influence."""
        return self.kind != "influences"

    def _kam_reverse(self):
        return self.search_count(
            [
                ("from_id", "=", self.to_id.id),
                ("to_id", "=", self.from_id.id),
                ("kind", "=", self.kind),
            ],
            limit=1,
        )
