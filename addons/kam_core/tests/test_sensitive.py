from base64 import b64encode
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .account_case import KamAccountCase

PAPER = b64encode(b"%PDF-1.4 signed")


@tagged("post_install", "-at_install")
class TestSensitive(KamAccountCase):
    """Sensitive data: purpose, consent, erasure; disclosure (CORE-18, A17)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.right = cls.env.ref("kam_core.kam_core_group_sensitive")
        cls.consultant.group_ids += cls.right
        cls.kinds = {
            code: cls.env.ref(f"kam_core.kam_sensitive_kind_{code}")
            for code in ("health", "bank", "children", "disclosure")
        }
        cls.item = cls.add("health", cls.consultant)

    def setUp(self):
        super().setUp()
        self.set_now(datetime(2026, 11, 22, 4, 0))  # tests move the clock on

    @classmethod
    def add(cls, kind, user, **values):
        disclosure = kind == "disclosure"
        return (
            cls.env["kam.sensitive.item"]
            .with_user(user)
            .create(
                {
                    "account_id": cls.account.id,
                    "kind_id": cls.kinds[kind].id,
                    "value": False if disclosure else "Diabetes",
                    "recipient": "Printer Wang" if disclosure else False,
                    "guardian": "Father" if kind == "children" else False,
                    "purpose": "No sugar at receptions",
                    "consent_on": date(2026, 11, 1),
                    "consent_by": "Wang Lei",
                    "consent_document": PAPER,
                    **values,
                }
            )
        )

    def test_core_18_nothing_is_stored_without_purpose_and_consent(self):
        for name in ("purpose", "consent_by", "value"):
            with self.subTest(field=name), self.assertRaises(ValidationError):
                self.add("health", self.consultant, **{name: " "})
        with self.assertRaises(ValidationError):
            self.add("health", self.consultant, consent_document=False)
        with self.assertRaises(ValidationError):
            self.add("children", self.consultant, guardian=False)
        with self.assertRaises(ValidationError):
            self.add("disclosure", self.consultant, recipient=False)
        with self.assertRaises(ValidationError):
            self.add("disclosure", self.consultant, value="Diabetes")
        with self.assertRaises(ValidationError):
            self.add("health", self.consultant, consent_on=date(2026, 11, 23))
        with self.assertRaises(ValidationError):
            self.item.consent_document = False
        with self.assertRaises(ValidationError):
            self.item.keep_until = date(2028, 11, 2)

    def test_core_18_no_role_has_the_right_not_even_managers(self):
        for role, user in self.users.items():
            if role != "consultant":
                with self.subTest(role=role):
                    self.assertFalse(
                        user.has_group("kam_core.kam_core_group_sensitive")
                    )
                    with self.assertRaises(AccessError):
                        self.add("health", user)

    def test_core_18_others_see_that_there_is_a_value_and_not_which(self):
        for role in ("manager", "back_office", "analyst", "team_leader"):
            self.env.invalidate_all()
            item = self.item.with_user(self.users[role])
            self.assertEqual(item.read(["value_masked"])[0]["value_masked"], "＊＊＊")
            for number, attempt in enumerate(
                (
                    lambda item=item: item.read(["value"]),
                    lambda item=item: item.read(["consent_document"]),
                    lambda item=item: item.search([("value", "ilike", "Dia")]),
                    lambda item=item: item._read_group([], ["guardian"], ["__count"]),
                    lambda item=item: item.search([], order="guardian"),
                    lambda item=item: item.export_data(["value"]),
                    lambda item=item: item.account_id.search(
                        [("sensitive_item_ids.value", "ilike", "Dia")]
                    ),
                )
            ):
                self.env.invalidate_all()
                with (
                    self.subTest(role=role, attempt=number),
                    self.assertRaises(AccessError),
                ):
                    attempt()
            with self.assertRaises(ValueError):
                item.search([("value_masked", "!=", False)])
        files = self.env["ir.attachment"].with_user(self.manager)
        own = [("res_model", "=", "kam.sensitive.item"), ("res_field", "!=", False)]
        self.assertFalse(files.search(own))

    def test_core_18_finance_planner_and_the_bare_right_see_nothing(self):
        self.plain.group_ids += self.right
        items = self.item.with_user(self.plain)
        self.assertFalse(items.search([]))
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            items.read(["value"])
        for user in (self.finance, self.event_planner, self.hr):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.item.with_user(user).read(["purpose"])

    def test_core_18_right_does_not_open_accounts_of_others(self):
        other = self.create_user("consultant", "kam_colleague")
        other.group_ids += self.right
        self.assertFalse(self.item.with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.add("health", other)

    def test_core_18_withdrawn_consent_erases_and_keeps_the_record(self):
        self.env.invalidate_all()
        self.item.with_user(self.back_office).action_withdraw()
        self.assertRecordValues(
            self.item,
            [
                {
                    "value": False,
                    "state": "withdrawn",
                    "erased_on": self.today,
                    "erased_by_id": self.back_office.id,
                    "purpose": "No sugar at receptions",
                }
            ],
        )
        self.env.flush_all()
        self.cr.execute(
            "SELECT value FROM kam_sensitive_item WHERE id=%s", self.item.ids
        )
        self.assertEqual(self.cr.fetchall(), [(None,)])
        with self.assertRaises(UserError):
            self.item.value = "Diabetes"
        with self.assertRaises(UserError):
            self.item.action_withdraw()
        with self.assertRaises(AccessError):
            self.item.sudo().unlink()
        with self.assertRaises(AccessError):
            self.add("health", self.consultant).with_user(
                self.event_planner
            ).action_withdraw()

    def test_core_18_steps_can_not_be_typed_in(self):
        for values in ({"state": "erased"}, {"erased_on": self.today}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.item.with_context(kam_service=True).write(values)
        with self.assertRaises(AccessError):
            self.add("health", self.consultant, state="erased", value=False)

    def test_core_18_retention_and_end_of_consent_erase_at_their_day(self):
        short = self.add("bank", self.consultant, valid_until=date(2026, 12, 1))
        items = self.env["kam.sensitive.item"]
        self.assertEqual(self.item.keep_until, date(2028, 11, 1))
        self.set_now(datetime(2026, 12, 1, 15, 59))  # 23:59 in Shanghai
        items._cron_erase()
        self.assertEqual(short.state, "held")
        self.set_now(datetime(2026, 12, 1, 16, 0))
        items._cron_erase()
        self.assertRecordValues(
            short, [{"state": "erased", "value": False, "erased_on": date(2026, 12, 2)}]
        )
        self.set_now(datetime(2028, 11, 1, 15, 59))
        items._cron_erase()
        self.assertEqual(self.item.state, "held")
        self.set_now(datetime(2028, 11, 1, 16, 0))
        items._cron_erase()
        self.assertEqual(self.item.state, "erased")

    def test_rule_a_15_family_is_asked_for_with_consent_only(self):
        self.assertFalse(self.account._kam_consented().get(self.account.id))
        children = self.add("children", self.consultant)
        self.assertEqual(
            self.account._kam_consented(), {self.account.id: frozenset({"family"})}
        )
        children.action_withdraw()
        self.assertFalse(self.account._kam_consented().get(self.account.id))

    # === DISCLOSURE === #

    def test_core_18_no_disclosure_without_recorded_consent(self):
        with self.assertRaisesRegex(AccessError, "Jinda"):
            self.account._kam_check_disclosure("Printer Wang")
        consent = self.add("disclosure", self.consultant)
        self.account._kam_check_disclosure("printer wang")
        with self.assertRaises(AccessError):
            self.account._kam_check_disclosure("Printer Li")
        consent.action_withdraw()
        with self.assertRaises(AccessError):
            self.account._kam_check_disclosure("Printer Wang")

    def test_core_18_export_to_outsiders_needs_the_consent_of_each_customer(self):
        for name in ("kam_core.kam_core_group_export", "base.group_allow_export"):
            self.consultant.group_ids += self.env.ref(name)
        permits = self.env["kam.export.permit"].with_user(self.consultant)
        asked = {"reason": "Cards", "outside": True, "res_model": "kam.account"}
        with self.assertRaises(ValidationError):
            permits.create(asked)
        permits.create({**asked, "recipient": "Printer Wang"}).action_begin()
        account = self.account.with_user(self.consultant)
        with self.assertRaisesRegex(AccessError, "No disclosure"):
            account.export_data(["name"])
        self.add("disclosure", self.consultant)
        self.assertEqual(account.export_data(["name"]), {"datas": [["Jinda"]]})
