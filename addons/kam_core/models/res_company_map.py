from odoo import fields, models

from ..engine import relation


class ResCompany(models.Model):
    """What a company asks of its relations with people (CORE-07, A10)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_coverage_days = fields.Integer(
        string="Days That Count",
        default=90,
        help="Contacts of so many days make the coverage of a person.",
    )
    kam_depth_contacts = fields.Integer(
        string="Contacts for In Depth",
        default=5,
        help="So many contacts in these days are coverage in depth.",
    )
    kam_min_covered = fields.Integer(
        string="People Covered",
        default=2,
        help="With fewer people covered the relation hangs by a thread.",
    )
    kam_uncovered_days = fields.Integer(
        string="Key Players without Contact (Days)",
        default=60,
        help="So long a key player may be without contact.",
    )
    kam_key_influence = fields.Selection(
        [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")],
        string="Key Players from Influence",
        default="4",
        required=True,
        help="Besides deciders and key persons, who has so much influence is a key "
        "player.",
    )
    kam_red_alarms = fields.Integer(
        string="Red from Alarms",
        default=2,
        help="From so many alarms on the health of a map is red; below it is amber.",
    )
    kam_influence_rule = fields.Selection(
        [
            (relation.MAX, "That of the strongest key person"),
            (relation.SUM, "That of all key persons together"),
        ],
        string="Influence Score",
        default=relation.MAX,
        required=True,
        help="What the influence score of an account is made of.",
    )

    # === CONSTRAINTS === #

    _kam_map_positive = models.Constraint(
        "CHECK(kam_coverage_days > 0 AND kam_depth_contacts > 1 "
        "AND kam_min_covered > 0 AND kam_uncovered_days > 0 AND kam_red_alarms > 0)",
        "Days, people and alarms are at least one; coverage in depth takes two "
        "contacts or more.",
    )

    # === BUSINESS METHODS === #

    def _kam_map_limits(self):
        """Return the figures of the company as the engine knows them."""
        self.ensure_one()
        return relation.Limits(
            covered=self.kam_min_covered,
            uncovered_days=self.kam_uncovered_days,
            key_influence=int(self.kam_key_influence),
            red_alarms=self.kam_red_alarms,
        )
