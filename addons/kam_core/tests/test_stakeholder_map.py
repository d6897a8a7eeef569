from datetime import date, datetime
from io import BytesIO
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from .account_case import KamAccountCase


class KamMapCase(KamAccountCase):
    """Jinda, whose people are Wang (decider), Li and Chen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.foreign = cls.create_account("Yintai", cls.reps["manager"])
        cls.wang = cls.person("Wang Lei", role="decider", is_key_person=True)
        cls.li = cls.person("Li Na", role="user", parent_id=cls.wang.id)
        cls.chen = cls.person("Chen Bo", role="buyer", parent_id=cls.wang.id)

    @classmethod
    def person(cls, name, account=None, **values):
        account = account or cls.account
        if name:
            values["name"] = name
        return cls.env["kam.stakeholder"].create({"account_id": account.id, **values})

    @classmethod
    def talk(cls, *people, day=date(2026, 11, 20)):
        return cls.env["kam.communication"].create(
            {
                "account_id": people[0].account_id.id,
                "day": day,
                "content": "Talked",
                "participant_ids": [(6, 0, [person.id for person in people])],
            }
        )

    @classmethod
    def link(cls, source, target, kind="influences"):
        return cls.env["kam.stakeholder.link"].create(
            {"from_id": source.id, "to_id": target.id, "kind": kind}
        )

    def run_nightly(self, moment):
        cron, clock = self.registry["ir.cron"], self.registry["kam.clock"]
        with (
            patch.object(clock, "_now", lambda self: moment),
            patch.object(cron, "_commit_progress", lambda *args, **kwargs: 60),
        ):
            self.env["kam.account"]._cron_refresh_map()

    def assertHealth(self, level, *codes, account=None):
        account = account or self.account
        alarms = [alarm["code"] for alarm in account.map_alarms or []]
        self.assertEqual((account.map_health, alarms), (level, list(codes)))


@tagged("post_install", "-at_install")
class TestStakeholderMap(KamMapCase):
    # === COVERAGE === #

    def test_core_07_coverage_is_that_of_contacts_in_the_window(self):
        self.talk(self.wang, self.li)
        self.talk(self.wang, day=date(2026, 8, 24))  # 90 days ago: counts
        self.talk(self.chen, day=date(2026, 8, 23))  # 91 days ago
        for day in range(1, 6):
            self.talk(self.li, day=date(2026, 10, day))
        self.assertRecordValues(
            self.wang | self.li | self.chen,
            [
                {
                    "coverage": "multiple",
                    "last_contact_on": date(2026, 11, 20),
                    "days_since_contact": 2,
                },
                {
                    "coverage": "in_depth",
                    "last_contact_on": date(2026, 11, 20),
                    "days_since_contact": 2,
                },
                {
                    "coverage": "none",
                    "last_contact_on": date(2026, 8, 23),
                    "days_since_contact": 91,
                },
            ],
        )

    def test_core_07_coverage_follows_changes_of_contacts_and_settings(self):
        contact = self.talk(self.wang)
        self.assertEqual(self.wang.coverage, "brief")
        contact.participant_ids = self.li
        self.assertEqual((self.wang | self.li).mapped("coverage"), ["none", "brief"])
        contact.day = date(2026, 6, 1)
        self.assertEqual(self.li.coverage, "none")
        self.company.kam_coverage_days = 365
        self.assertEqual(self.li.coverage, "brief")
        contact.unlink()
        self.assertRecordValues(
            self.li, [{"coverage": "none", "last_contact_on": False}]
        )

    # === HEALTH === #

    def test_a10_health_follows_every_change_of_a_person(self):
        self.assertHealth("red", "single_threaded", "key_uncovered")
        self.talk(self.wang, self.li)
        self.assertHealth("green")
        self.wang.role = "buyer"
        self.assertHealth("amber", "no_decider")
        self.li.role = "buyer"
        self.assertHealth("red", "no_decider", "one_sided")
        self.wang.role = "decider"
        self.chen.support = "opponent"
        self.assertHealth("amber", "opponent_unaddressed")
        self.chen.write({"measure": "Invite", "schedule": self.today})
        self.assertHealth("green")
        self.chen.influence = "5"
        self.assertHealth("amber", "key_uncovered")
        self.company.kam_red_alarms = 1
        self.assertHealth("red", "key_uncovered")

    def test_a10_nobody_on_file_is_no_health(self):
        self.assertRecordValues(
            self.foreign,
            [{"map_health": False, "map_alarms": False, "influence_score": 0}],
        )

    def test_a10_alarms_say_who_and_what_to_do(self):
        self.talk(self.wang, self.li)
        self.chen.support = "opponent"
        self.assertEqual(
            self.account.map_alarms,
            [
                {
                    "code": "opponent_unaddressed",
                    "label": "Opponent without measure",
                    "advice": "Plan, with a day, how to win over who is against us.",
                    "people": ["Chen Bo"],
                }
            ],
        )
        self.assertEqual(
            self.account.map_advice,
            "Plan, with a day, how to win over who is against us.",
        )

    def test_a10_time_alone_turns_the_light_by_the_nightly_run(self):
        self.talk(self.wang, self.li, day=date(2026, 11, 1))
        self.assertHealth("green")
        self.env.flush_all()
        self.run_nightly(datetime(2026, 12, 31, 4, 0))  # 60 days after the contact
        self.assertHealth("green")
        self.run_nightly(datetime(2027, 1, 1, 4, 0))
        self.assertHealth("amber", "key_uncovered")
        self.run_nightly(datetime(2027, 2, 1, 4, 0))
        self.assertHealth("red", "single_threaded", "key_uncovered")
        self.assertEqual(self.wang.coverage, "none")

    def test_a10_two_hundred_maps_take_few_statements(self):
        people = self.env["kam.stakeholder"].create(
            [
                {"account_id": self.account.id, "name": f"P{number}"}
                for number in range(200)
            ]
        )
        self.talk(*people[:100])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            self.account._kam_refresh_map()
            self.env.flush_all()

    def test_core_02_influence_score_is_by_the_rule_of_the_company(self):
        self.wang.influence = "3"
        self.li.write({"influence": "4", "is_key_person": True})
        self.chen.influence = "5"
        self.assertEqual(self.account.influence_score, 4)
        self.company.kam_influence_rule = "sum"
        self.assertEqual(self.account.influence_score, 7)
        self.li.left_on = self.today
        self.assertEqual(self.account.influence_score, 3)

    # === RULES === #

    def test_rule_a_14_same_person_stands_differently_at_two_customers(self):
        partner = self.env["res.partner"].create({"name": "Zhao Min"})
        here = self.person("", partner_id=partner.id, support="mentor")
        there = self.person("", self.foreign, partner_id=partner.id, support="opponent")
        self.talk(here)
        self.assertRecordValues(
            here | there,
            [
                {"name": "Zhao Min", "support": "mentor", "coverage": "brief"},
                {"name": "Zhao Min", "support": "opponent", "coverage": "none"},
            ],
        )

    def test_rule_a_19_who_leaves_is_a_gap_until_somebody_takes_over(self):
        self.talk(self.wang, self.li)
        self.wang.with_user(self.consultant).action_leave()
        self.assertHealth(
            "red", "single_threaded", "no_decider", "left_without_successor"
        )
        self.assertEqual(self.wang.coverage, "brief")  # history stays
        self.chen.write({"role": "decider"})
        self.wang.successor_id = self.chen
        self.talk(self.chen)
        self.assertHealth("green")
        self.chen.left_on = self.today
        self.assertIn(
            "left_without_successor",
            [alarm["code"] for alarm in self.account.map_alarms],
        )
        with self.assertRaisesRegex(ValidationError, "can't take over"):
            self.li.successor_id = self.li

    # === LINES AND LINKS === #

    def test_core_07_reporting_lines_have_no_circle(self):
        with self.assertRaisesRegex(ValidationError, "reports to himself"):
            self.wang.parent_id = self.li
        with self.assertRaisesRegex(ValidationError, "reports to himself"):
            self.li.parent_id = self.li

    def test_core_07_lines_stay_in_the_group_and_among_what_one_sees(self):
        wu = self.person("Wu", self.foreign)
        with self.assertRaisesRegex(ValidationError, "of its group"):
            self.wang.parent_id = wu
        self.foreign.parent_id = self.account
        self.wang.parent_id = wu
        self.wang.parent_id = False
        with self.assertRaises(AccessError):
            self.wang.with_user(self.consultant).parent_id = wu
        with self.assertRaises(AccessError):
            self.env["kam.stakeholder.link"].with_user(self.consultant).create(
                {"from_id": self.wang.id, "to_id": wu.id}
            )

    def test_core_07_links_are_once_and_between_two(self):
        link = self.link(self.wang, self.li)
        self.assertEqual(link.account_id, self.account)
        self.link(self.li, self.wang)  # may be mutual, but not for sure
        self.link(self.wang, self.li, "conflicts")
        with self.assertRaisesRegex(ValidationError, "in this way already"):
            self.link(self.li, self.wang, "conflicts")
        with self.assertRaisesRegex(ValidationError, "two people"):
            self.link(self.li, self.li)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.link(self.wang, self.li)

    def test_core_07_map_shows_people_below_heads_one_does_not_see(self):
        wu = self.person("Wu", self.foreign)
        self.foreign.parent_id = self.account
        self.wang.parent_id = wu
        rows = (
            self.env["kam.stakeholder"]
            .with_user(self.consultant)
            .hierarchy_read(
                [("account_id", "child_of", self.account.id)],
                {"name": {}},
                "parent_id",
                "child_ids",
                "id",
            )
        )
        head = {"id": self.wang.id, "display_name": "Wang Lei"}
        self.assertEqual(
            [(row["name"], row["parent_id"], row["child_ids"]) for row in rows],
            [("Wang Lei", False, []), ("Li Na", head, []), ("Chen Bo", head, [])],
        )

    # === WORK === #

    def test_core_07_schedule_is_an_activity_of_who_is_in_charge(self):
        chen = self.chen.with_user(self.manager)
        chen.write(
            {
                "rep_id": self.reps["consultant"].id,
                "measure": "Invite to the workshop",
                "schedule": date(2026, 12, 1),
            }
        )
        self.assertRecordValues(
            self.account.activity_ids,
            [
                {
                    "user_id": self.consultant.id,
                    "date_deadline": date(2026, 12, 1),
                    "summary": "Invite to the workshop",
                }
            ],
        )
        chen.schedule = date(2026, 12, 5)
        self.assertEqual(
            self.account.activity_ids.mapped("date_deadline"), [date(2026, 12, 5)]
        )
        chen.schedule = False
        self.assertFalse(self.account.activity_ids)

    def test_core_07_changes_of_support_are_kept_with_their_day(self):
        self.env.flush_all()
        self.cr.precommit.run()
        self.chen.with_user(self.consultant).support = "opponent"
        self.env.flush_all()
        self.cr.precommit.run()
        values = self.chen.message_ids.sudo().tracking_value_ids
        self.assertEqual(values.mapped("new_value_char"), ["Opponent"])
        self.assertFalse(self.account.message_ids.sudo().tracking_value_ids)

    def test_core_07_form_lets_a_consultant_fill_in_the_relation(self):
        person = self.chen.with_user(self.consultant)
        with Form(person) as form:
            form.role = "influencer"
            form.influence = "4"
            form.support = "supporter"
            form.rep_id = self.reps["consultant"]
        self.assertRecordValues(self.chen, [{"role": "influencer", "influence": "4"}])

    # === MERGING === #

    def test_rule_a_1_merged_accounts_keep_lines_and_links(self):
        partner = self.env["res.partner"].create({"name": "Zhao Min"})
        here = self.person("", partner_id=partner.id, parent_id=self.wang.id)
        there = self.person("", self.foreign, partner_id=partner.id)
        wu = self.person("Wu", self.foreign, parent_id=there.id)
        self.link(here, self.wang, "conflicts")
        self.link(wu, there)
        self.talk(there)
        self.assertFalse(here.last_contact_on)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.account.partner_id | self.foreign.partner_id).ids,
            self.account.partner_id,
            extra_checks=False,
        )
        self.assertFalse(there.exists())
        self.assertRecordValues(
            here | wu,
            [
                {
                    "account_id": self.account.id,
                    "parent_id": self.wang.id,
                    "coverage": "brief",
                },
                {
                    "account_id": self.account.id,
                    "parent_id": here.id,
                    "coverage": "none",
                },
            ],
        )
        links = self.env["kam.stakeholder.link"].search([("from_id", "=", wu.id)])
        self.assertRecordValues(
            links, [{"to_id": here.id, "account_id": self.account.id}]
        )
        self.assertHealth("red", "single_threaded", "key_uncovered")

    def test_rule_a_1_merged_people_are_not_tied_to_themselves(self):
        first, second = self.env["res.partner"].create(
            [{"name": "Zhao Min"}, {"name": "Zhao M."}]
        )
        one = self.person("", partner_id=first.id)
        two = self.person("", partner_id=second.id, parent_id=one.id)
        one.successor_id = two
        self.li.parent_id = two
        self.link(one, two)
        self.link(self.li, one, "family")
        self.link(two, self.li, "family")
        self.link(two, self.wang)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (first | second).ids, first, extra_checks=False
        )
        left = one.exists() or two.exists()
        self.assertRecordValues(left, [{"parent_id": False, "successor_id": False}])
        self.assertEqual(self.li.parent_id, left)
        self.assertRecordValues(
            self.env["kam.stakeholder.link"].search(
                [("account_id", "=", self.account.id)], order="id"
            ),
            [
                {"from_id": self.li.id, "to_id": left.id, "kind": "family"},
                {"from_id": left.id, "to_id": self.wang.id, "kind": "influences"},
            ],
        )

    # === RIGHTS === #

    def test_core_18_finance_sees_no_map(self):
        account = self.account.with_user(self.finance)
        for name in ("map_health", "map_alarms", "influence_score", "map_advice"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                account.read([name])
        with self.assertRaises(AccessError):
            account.search([("map_health", "=", "red")])
        for user in (self.finance, self.hr, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.account.with_user(user).action_open_map()

    def test_core_18_event_planner_reads_the_map_without_family(self):
        self.link(self.wang, self.li, "family")
        shown = self.link(self.wang, self.chen)
        person = self.wang.with_user(self.event_planner)
        self.assertEqual(person.read(["support", "coverage"])[0]["coverage"], "none")
        links = self.env["kam.stakeholder.link"]
        self.assertEqual(links.with_user(self.event_planner).search([]), shown)
        self.assertEqual(len(links.with_user(self.consultant).search([])), 2)
        action = self.account.with_user(self.event_planner).action_open_map()
        self.assertEqual(action["res_model"], "kam.stakeholder")
        for attempt in (
            lambda: person.write({"support": "mentor"}),
            lambda: shown.with_user(self.event_planner).unlink(),
            lambda: person.read(["note"]),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_core_18_links_follow_their_account(self):
        wu = self.person("Wu", self.foreign)
        zhou = self.person("Zhou", self.foreign)
        link = self.link(wu, zhou)
        with self.assertRaises(AccessError):
            link.with_user(self.consultant).read(["kind"])
        with self.assertRaises(AccessError):
            link.with_user(self.consultant).unlink()
        self.assertFalse(
            self.env["kam.stakeholder.link"].with_user(self.consultant).search([])
        )

    def test_core_07_group_map_holds_the_people_below(self):
        self.foreign.parent_id = self.account
        wu = self.person("Wu", self.foreign)
        people = self.env["kam.stakeholder"]
        own = people.search(self.account.action_open_map()["domain"])
        group = people.search(self.account.action_open_group_map()["domain"])
        self.assertEqual(own, self.wang | self.li | self.chen)
        self.assertEqual(group, own | wu)

    # === FORM === #

    def test_core_07_form_prints_every_column(self):
        self.chen.write(
            {
                "influence": "4",
                "influence_kind": "financial",
                "support": "opponent",
                "relation_now": "vendor",
                "relation_target": "trusted_advisor",
                "competitor_relation": "close",
                "competitor": "Chow Tai Fook",
                "rep_id": self.reps["consultant"].id,
                "measure": "Invite to the workshop",
                "schedule": date(2026, 12, 1),
                "remark": "Prefers mornings",
                "hobbies": "Fishing",
            }
        )
        report = self.env["ir.actions.report"].with_user(self.consultant)
        html, _kind = report._render_qweb_html(
            "kam_core.kam_account_relation_report", self.account.ids
        )
        text = html.decode()
        for word in (
            "Relationship Form",
            "Jinda",
            "Chen Bo",
            "Buyer",
            "4 – strong",
            "Financial",
            "Opponent",
            "Vendor",
            "Trusted advisor",
            "Close",
            "Chow Tai Fook",
            "kam_consultant",
            "Invite to the workshop",
            "12/01/2026",
            "Prefers mornings",
            "Too few contacts",
        ):
            with self.subTest(word=word):
                self.assertIn(word, text)
        self.assertNotIn("Fishing", text)
        log = self.env["kam.export.log"].search([("kind", "=", "print")], limit=1)
        self.assertRecordValues(
            log,
            [{"kind": "print", "user_id": self.consultant.id, "record_count": 3}],
        )
        with self.assertRaises(AccessError):
            report.with_user(self.finance)._render_qweb_html(
                "kam_core.kam_account_relation_report", self.account.ids
            )

    def test_core_07_form_prints_as_pdf(self):
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            self.skipTest("wkhtmltopdf is not installed")
        content, kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf("kam_core.kam_account_relation_report", self.account.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfReader(BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for part in ("Relationship Form", "Jinda", "Decider", "Wang Lei", "Measure"):
            with self.subTest(part=part):
                self.assertIn(part, text)
