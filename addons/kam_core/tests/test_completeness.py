from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .account_case import KamAccountCase

# As in the vectors of the engine: code, weight, and who is asked.
TABLE = (
    ("street", 4, {}),
    ("phone", 3, {}),
    ("birthday", 2, {"kind": "person"}),
    ("industry_id", 2, {"kind": "company"}),
    ("competitors", 5, {"class_id": "strategic"}),
    ("family", 3, {}),  # sensitive
)
FRESH = date(2026, 11, 1)
CHECKED = {"basic_checked_on": FRESH, "important_checked_on": FRESH}


class KamCompletenessCase(KamAccountCase):
    """Archives rated by a small table instead of the shipped one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kam_fresh_months = 6
        cls.lines = cls.env["kam.completeness.field"]
        cls.lines.search([]).active = False
        cls.strategic = cls.env.ref("kam_core.kam_account_class_strategic")
        for sequence, (code, weight, reach) in enumerate(TABLE):
            values = {"code": code, "weight": weight, "sequence": sequence, **reach}
            if "class_id" in reach:
                values["class_id"] = cls.strategic.id
            cls.lines += cls.lines.create(values)
        cls.commit()

    @classmethod
    def commit(cls):
        """Do what is due at the end of a transaction."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    @classmethod
    def create_person(cls, contact=None, **values):
        """Return an account of a person with some columns of the contact."""
        partner = cls.env["res.partner"].create({"name": "Madam Li", **(contact or {})})
        return cls.create_account("", partner_id=partner.id, **CHECKED, **values)

    def line(self, code):
        return self.lines.filtered(lambda line: line.code == code)

    def at(self, moment):
        """Let the clock stand at ``moment`` for the rest of the test."""
        patcher = patch.object(
            self.registry["kam.clock"], "_now", lambda clock: moment, create=False
        )
        patcher.start()
        self.addCleanup(patcher.stop)

    def run_cron(self):
        with patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kw: 1
        ):
            self.env["kam.completeness"]._cron_refresh()


@tagged("post_install", "-at_install")
class TestCompleteness(KamCompletenessCase):
    # === THE RATE === #

    def test_core_06_rate_is_weighted_and_rounded_down(self):
        street, phone = {"street": "Nanjing Road 1"}, {"phone": "021 55"}
        vectors = [
            (self.create_person(), 0, "below_30"),
            (self.create_person(street), 44.44, "from_30"),
            (self.create_person(street | phone), 77.77, "from_60"),
            (
                self.create_person(street | phone, birthday=date(1980, 5, 1)),
                100,
                "complete",
            ),
            (self.create_person(competitors="Laomiao"), 0, "below_30"),
        ]
        for account, rate, band in vectors:
            self.assertRecordValues(
                account,
                [
                    {
                        "has_completeness": True,
                        "completeness": rate,
                        "completeness_band": band,
                    }
                ],
            )

    def test_core_06_weights_differ_by_kind_and_class(self):
        industry = self.env["res.partner.industry"].create({"name": "Banking"})
        account = self.create_account("Bank", **CHECKED)
        account.partner_id.write({"street": "Bund 1", "industry_id": industry.id})
        self.assertEqual(account.completeness, 66.66)
        account.class_id = self.strategic
        self.assertEqual(account.completeness, 42.85)
        account.partner_id.is_company = False
        account.class_id = False
        self.assertEqual(account.completeness, 44.44)

    def test_core_06_blanks_and_zeros_are_not_filled(self):
        for code in ("our_share", "hobbies"):
            self.lines.create({"code": code, "weight": 1})
        account = self.create_person({"street": " "}, hobbies="\n", our_share=0)
        self.assertEqual(account.completeness, 0)
        account.write({"our_share": 0.3, "hobbies": "Tea"})
        self.assertEqual(account.completeness, 18.18)

    def test_core_06_contact_persons_count_while_they_are_there(self):
        buyer = self.env.ref("kam_core.kam_stakeholder_function_buyer")
        self.lines.create({"code": f"stakeholder:{buyer.id}", "weight": 2})
        account = self.create_person({"phone": "1"})
        self.assertEqual(account.completeness, 27.27)
        person = self.env["kam.stakeholder"].create(
            {"name": "Wu", "account_id": account.id, "function_id": buyer.id}
        )
        self.assertEqual(account.completeness, 45.45)
        person.left_on = self.today
        self.assertEqual(account.completeness, 27.27)
        person.left_on = False
        self.assertEqual(account.completeness, 45.45)
        person.unlink()
        self.assertEqual(account.completeness, 27.27)

    def test_core_06_records_count_in_their_section(self):
        self.lines.create({"code": "possession", "weight": 9})
        account = self.create_person()
        self.assertEqual(account.completeness, 0)
        self.env["kam.account.possession"].create(
            {"account_id": account.id, "style": "Bracelet"}
        )
        self.assertEqual(account.completeness, 50)
        account.habits_checked_on = False
        self.assertEqual(account.completeness, 0)
        self.assertEqual(account.sections_to_check, "habits")

    # === FRESHNESS === #

    def test_core_06_only_fresh_data_counts(self):
        account = self.create_person({"street": "Nanjing Road 1"})
        for checked_on, rate, why in (
            (date(2026, 5, 22), 44.44, None),
            (date(2026, 5, 21), 0, "stale"),
            (False, 0, "unchecked"),
        ):
            account.basic_checked_on = checked_on
            self.assertEqual(account.completeness, rate)
            self.assertEqual(account.sections_to_check, why and "basic" or False)
            found = {item["code"]: item["why"] for item in account.next_missing}
            self.assertEqual(found.get("street"), why)

    def test_rule_t9_months_are_clipped_to_the_end_of_the_month(self):
        account = self.create_person({"street": "Nanjing Road 1"})
        account.basic_checked_on = date(2026, 8, 31)
        self.assertEqual(account.stale_on, date(2027, 3, 1))
        self.at(datetime(2027, 2, 28, 15, 59))  # 23:59 in Shanghai
        self.run_cron()
        self.assertEqual(account.completeness, 44.44)
        self.at(datetime(2027, 2, 28, 16, 0))
        self.run_cron()
        self.assertRecordValues(
            account,
            [
                {
                    "completeness": 0,
                    "completeness_band": "below_30",
                    "sections_to_check": "basic",
                    "stale_on": False,
                }
            ],
        )

    def test_core_06_a_check_makes_the_section_fresh_again(self):
        account = self.create_person({"street": "Nanjing Road 1"})
        account.basic_checked_on = date(2026, 1, 1)
        account._kam_check_section("basic")
        self.assertRecordValues(
            account,
            [
                {
                    "completeness": 44.44,
                    "sections_to_check": False,
                    "stale_on": date(2027, 5, 23),
                }
            ],
        )

    def test_core_06_how_long_data_are_fresh_is_a_setting_of_the_company(self):
        account = self.create_person({"street": "Nanjing Road 1"})
        account.basic_checked_on = date(2026, 9, 21)
        self.company.kam_fresh_months = 2
        self.commit()
        self.assertEqual(account.completeness, 0)
        self.company.kam_fresh_months = 3
        self.commit()
        self.assertEqual(account.completeness, 44.44)
        self.assertEqual(account.stale_on, date(2026, 12, 22))

    # === WHAT IS ASKED FOR === #

    def test_rule_a_15_not_applicable_leaves_the_denominator(self):
        account = self.create_person({"street": "Nanjing Road 1"}, keeper_id=False)
        account.keeper_id = self.consultant
        keeper = account.with_user(self.consultant)
        answer = keeper.action_kam_not_applicable("phone")
        self.assertIn("Phone", answer["params"]["message"])
        self.assertEqual(account.completeness, 66.66)
        self.assertRecordValues(
            account.exemption_ids,
            [{"code": "phone", "create_uid": self.consultant.id}],
        )
        keeper.exemption_ids.unlink()
        self.assertEqual(account.completeness, 44.44)

    def test_rule_a_15_nothing_asked_for_is_no_rate(self):
        account = self.create_person({"street": "Nanjing Road 1"})
        for code in ("street", "phone", "birthday"):
            account.action_kam_not_applicable(code)
        self.assertRecordValues(
            account,
            [
                {
                    "has_completeness": False,
                    "completeness": 0,
                    "completeness_band": False,
                    "next_missing": False,
                    "stale_on": False,
                }
            ],
        )

    def test_rule_a_15_no_rate_is_left_out_of_the_average(self):
        accounts = self.create_person({"street": "Nanjing Road 1"})
        accounts += self.create_person()
        for line in TABLE:
            accounts[1].action_kam_not_applicable(line[0])
        [(average,)] = self.env["kam.account"]._read_group(
            [("id", "in", accounts.ids)], [], ["completeness:avg"]
        )
        self.assertEqual(float(average), 44.44)

    def test_rule_a_15_not_applicable_is_for_who_may_write_the_account(self):
        account = self.create_person()
        for user in (self.consultant, self.finance, self.event_planner, self.plain):
            with self.assertRaises(AccessError):
                account.with_user(user).action_kam_not_applicable("phone")
        with self.assertRaisesRegex(ValidationError, "no field “shoe_size”"):
            account.action_kam_not_applicable("shoe_size")

    def test_rule_a_1_merged_archives_are_rated_anew(self):
        kept = self.create_person({"street": "Nanjing Road 1"})
        gone = self.create_person({"phone": "021 55"}, birthday="1980-05-01")
        for account, code in ((kept, "phone"), (gone, "phone"), (gone, "street")):
            account.action_kam_not_applicable(code)
        kept._kam_absorb(gone)
        self.assertEqual(set(kept.exemption_ids.mapped("code")), {"phone", "street"})
        self.assertEqual(kept.completeness, 100)

    def test_rule_a_15_sensitive_fields_only_with_consent(self):
        account = self.create_person({"street": "Nanjing Road 1"}, family="Two sons")
        self.assertEqual(account.completeness, 44.44)
        consents = {account.id: frozenset({"family"})}
        with patch.object(
            self.registry["kam.account"], "_kam_consented", lambda accounts: consents
        ):
            self.env["kam.completeness"]._kam_refresh(account)
        self.assertEqual(account.completeness, 58.33)

    # === WHAT TO DO NEXT === #

    def test_core_06_the_next_three_missing_by_weight(self):
        account = self.create_person(class_id=self.strategic.id, birthday="1980-05-01")
        account.basic_checked_on = date(2025, 1, 1)
        self.assertEqual(
            [
                (item["code"], item["why"], item["section"], item["field"])
                for item in account.next_missing
            ],
            [
                ("competitors", "empty", "important", "competitors"),
                ("street", "empty", "basic", "street"),
                ("phone", "empty", "basic", "phone"),
            ],
        )

    def test_core_18_what_is_missing_is_told_of_fields_the_reader_may_see(self):
        account = self.create_person({"street": "Nanjing Road 1", "phone": "1"})
        self.assertEqual([item["code"] for item in account.next_missing], ["birthday"])
        with self.assertRaises(AccessError):
            account.with_user(self.manager).read(["missing_codes"])
        for user in (self.finance, self.event_planner):
            seen = account.with_user(user)
            self.assertEqual((seen.completeness, seen.next_missing), (77.77, False))
            with self.assertRaises(AccessError):
                seen.read(["exemption_ids"])

    def test_core_06_labels_are_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        label = self.env["ir.model.fields"]._get("kam.account", "street")
        label.with_context(lang="zh_CN").field_description = "街道"
        account = self.create_person()
        english = account.with_context(lang="en_US").next_missing[0]
        chinese = account.with_context(lang="zh_CN").next_missing[0]
        self.assertEqual((english["label"], chinese["label"]), ("Street", "街道"))
        self.assertEqual(english["code"], chinese["code"])

    # === SEARCH === #

    def test_core_06_rates_can_be_searched_and_grouped(self):
        low = self.create_person({"street": "Nanjing Road 1"})
        high = self.create_person({"street": "Nanjing Road 1", "phone": "1"})
        domain = [("id", "in", (low | high).ids)]
        below = [("has_completeness", "=", True), ("completeness", "<", 60)]
        found = self.env["kam.account"].search(domain + below)
        self.assertEqual(found, low)
        groups = self.env["kam.account"]._read_group(
            domain, ["completeness_band"], ["__count"]
        )
        self.assertEqual(groups, [("from_30", 1), ("from_60", 1)])

    def test_core_06_the_stored_rate_is_that_of_the_service(self):
        account = self.create_person({"street": "Nanjing Road 1"})
        found = self.env["kam.completeness"]._kam_completeness_of(account)
        self.assertEqual(found[account.id].rate, 4444)
