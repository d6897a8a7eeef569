from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..engine import relation
from .kam_account_archive import WITH_EVENTS

BATCH = 1000
PERSON_DEPENDS = (
    "active",
    "role",
    "influence",
    "support",
    "is_key_person",
    "left_on",
    "successor_id.left_on",
    "coverage",
    "last_contact_on",
    "measure",
    "schedule",
)
TERMS_DEPENDS = (
    "kam_min_covered",
    "kam_uncovered_days",
    "kam_key_influence",
    "kam_red_alarms",
    "kam_influence_rule",
)


class KamAccount(models.Model):
    """Health of the relationship map of an account (CORE-07, A10).

    What changes it has it computed again by Odoo; what time changes, a nightly run
    brings up to date. Only codes are stored: labels are those of the reader's language.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    map_health = fields.Selection(
        [
            (relation.RED, "Red"),
            (relation.AMBER, "Amber"),
            (relation.GREEN, "Green"),
        ],
        string="Relations",
        compute="_compute_map_health",
        store=True,
        index=True,
        groups=WITH_EVENTS,
        help="Health of the relations with the people of this account: red, amber, or "
        "green without alarms. Empty without contact persons.",
    )
    map_alarm_codes = fields.Json(
        compute="_compute_map_health", store=True, groups=fields.NO_ACCESS
    )
    map_checked_on = fields.Date(
        compute="_compute_map_health",
        store=True,
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )
    map_alarms = fields.Json(
        string="Alarms",
        compute="_compute_map_alarms",
        groups=WITH_EVENTS,
        export_string_translation=False,
    )
    map_advice = fields.Char(
        string="Next Step",
        compute="_compute_map_alarms",
        groups=WITH_EVENTS,
        help="What to do first about the relations with this account.",
    )
    influence_score = fields.Integer(
        compute="_compute_map_health",
        store=True,
        groups=WITH_EVENTS,
        aggregator="max",
        help="Influence (1 to 5) of the key persons who are still there: that of the "
        "strongest, or of all together, as the settings of the company say.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "kind",
        *(f"stakeholder_ids.{name}" for name in PERSON_DEPENDS),
        *(f"company_id.{name}" for name in TERMS_DEPENDS),
    )
    def _compute_map_health(self):
        for company, accounts in self.grouped("company_id").items():
            terms = company.sudo()  # what is asked of relations is no secret
            limits = terms._kam_map_limits()
            today = self.env["kam.clock"]._today(company)
            for account in accounts:
                people = account._kam_map_people()
                level, alarms = relation.health(
                    people, limits, today, account.kind == "company"
                )
                score = relation.influence_score(people, terms.kam_influence_rule)
                account.map_health = level
                account.map_alarm_codes = [list(alarm) for alarm in alarms] or False
                account.influence_score = score
                account.map_checked_on = today if people else False

    @api.depends("map_alarm_codes", "stakeholder_ids.name")
    @api.depends_context("lang")
    def _compute_map_alarms(self):
        labels = self._kam_alarm_labels()
        for account in self:
            # whoever may read the labels may read of whom they speak
            people = account.sudo().stakeholder_ids
            account.map_alarms = [
                {
                    "code": code,
                    "label": labels[code][0],
                    "advice": labels[code][1],
                    "people": people.filtered(lambda p, ids=ids: p.id in ids).mapped(
                        "name"
                    ),
                }
                for code, ids in account.sudo().map_alarm_codes or []
            ]
            account.map_advice = (
                account.map_alarms[0]["advice"] if account.map_alarms else False
            )

    # === ACTION METHODS === #

    def action_open_map(self):
        """Open the relationship map of the account."""
        return self._action_map(Domain("account_id", "=", self.id))

    def action_open_group_map(self):
        """Open the relationship map of the account and of all below it."""
        return self._action_map(Domain("account_id", "child_of", self.id))

    # === BUSINESS METHODS === #

    def _action_map(self, domain):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_stakeholder_action_map"
        )
        self.env["kam.stakeholder"].check_access("read")
        return action | {
            "display_name": self.env._("Map of %(account)s", account=self.display_name),
            "domain": list(domain),
            "context": {"default_account_id": self.id, "kam_map_account_id": self.id},
        }

    def _kam_group_head(self):
        """Return the id of the account at the head of the group, of each its own."""
        self.ensure_one()
        return int((self.parent_path or f"{self.id}/").split("/")[0])

    def _kam_map_people(self):
        """Return the people of the account as the engine knows them."""
        self.ensure_one()
        return [
            relation.Person(
                key=person._origin.id or 0,
                role=person.role or "",
                influence=int(person.influence or 0),
                support=person.support or "",
                is_key=person.is_key_person,
                has_left=bool(person.left_on),
                coverage=person.coverage or relation.NONE,
                last_contact=person.last_contact_on or None,
                has_measure=bool((person.measure or "").strip()),
                measure_due=person.schedule or None,
                has_successor=bool(
                    person.successor_id and not person.successor_id.left_on
                ),
            )
            for person in self.stakeholder_ids.filtered("active")
        ]

    @api.model
    def _kam_alarm_labels(self):
        """Return what each alarm says, and what to do about it."""
        return {
            relation.SINGLE_THREADED: (
                self.env._("Too few contacts"),
                self.env._("Talk to more people: plan a contact with another one."),
            ),
            relation.NO_DECIDER: (
                self.env._("No decider known"),
                self.env._("Find out who has the last word, and put down the role."),
            ),
            relation.KEY_UNCOVERED: (
                self.env._("Key player without contact"),
                self.env._("Meet the key players whom nobody talked to for long."),
            ),
            relation.OPPONENT_UNADDRESSED: (
                self.env._("Opponent without measure"),
                self.env._("Plan, with a day, how to win over who is against us."),
            ),
            relation.LEFT_WITHOUT_SUCCESSOR: (
                self.env._("Left without successor"),
                self.env._("Find out who took over, and put down the successor."),
            ),
            relation.ONE_SIDED: (
                self.env._("One-sided contacts"),
                self.env._("All contacts have one role: talk to the other sides too."),
            ),
        }

    def _kam_refresh_map(self):
        """Have coverage and health computed anew, for all these accounts together."""
        people = self.env["kam.stakeholder"].sudo()  # figures are kept by the system
        people = people.with_context(active_test=False).search(
            [("account_id", "in", self.ids)]
        )
        people.modified(["communication_ids"])  # the root of coverage and health

    def _kam_after_merge(self):
        """Look at the map of who came together."""
        result = super()._kam_after_merge()
        self._kam_refresh_map()
        return result

    @api.model
    def _cron_refresh_map(self):
        """Look at all maps anew that were last looked at on an earlier day."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = self.env["kam.clock"]._today(company)
            accounts = self.with_context(active_test=False).search(
                [("company_id", "=", company.id), ("map_checked_on", "<", today)],
                order="id",
            )
            for ids in split_every(BATCH, accounts.ids):
                batch = accounts.browse(ids)
                batch._kam_refresh_map()
                batch.flush_recordset()
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return
                batch.invalidate_recordset()
