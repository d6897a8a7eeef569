from odoo.exceptions import AccessError
from odoo.tests import tagged

from .account_case import KamAccountCase

ALL_ROLES = ("back_office", "analyst", "finance", "event_planner")
DETAILS = {
    "mobile": "13812341234",
    "phone": "021-58886",
    "email": "wang.lei@jinda.example",
    "wechat": "wanglei_88",
}


@tagged("post_install", "-at_install")
class TestSecrecy(KamAccountCase):
    """Levels of confidentiality and masked contact details (CORE-18, A16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.person = cls.env["kam.stakeholder"].create(
            {"account_id": cls.account.id, "name": "Wang Lei", **DETAILS}
        )
        cls.colleague = cls.create_user("consultant", "kam_colleague")

    def sees(self, user):
        self.env.invalidate_all()
        found = self.account.with_user(user).search([("id", "=", self.account.id)])
        if user != self.finance:
            people = self.person.with_user(user).search([("id", "=", self.person.id)])
            self.assertEqual(bool(people), bool(found), "the parts follow")
        return bool(found)

    # === LEVELS === #

    def test_core_18_everybody_by_role_is_the_default(self):
        self.assertEqual(self.account.secrecy, "role")
        for role in (*ALL_ROLES, "consultant", "team_leader", "manager"):
            with self.subTest(role=role):
                self.assertTrue(self.sees(self.users[role]))
        self.assertFalse(self.sees(self.colleague))

    def test_core_18_team_level_leaves_owner_team_and_manager(self):
        self.account.secrecy = "team"
        for role in ("consultant", "team_leader", "manager", "general_manager"):
            with self.subTest(role=role):
                self.assertTrue(self.sees(self.users[role]))
        for role in ALL_ROLES:
            with self.subTest(role=role):
                self.assertFalse(self.sees(self.users[role]))
                with self.assertRaises(AccessError):
                    self.account.with_user(self.users[role]).read(["number"])

    def test_core_18_team_level_lets_members_and_department_in_by_role_only(self):
        self.account.secrecy = "team"
        self.env["crm.team.member"].create(
            [
                {"crm_team_id": self.team.id, "user_id": user.id}
                for user in (self.back_office, self.colleague)
            ]
        )
        self.assertTrue(self.sees(self.back_office))
        self.assertFalse(self.sees(self.colleague), "the level opens nothing")
        department = self.env["hr.department"].create(
            {"name": "Sales", "company_id": self.company.id}
        )
        self.reps["consultant"].term_ids.department_id = department
        self.env["hr.employee"].create(
            {
                "name": "Analyst",
                "user_id": self.analyst.id,
                "department_id": department.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self.account.department_id, department)
        self.assertTrue(self.sees(self.analyst))

    def test_core_18_owner_level_leaves_owner_and_manager(self):
        self.account.write({"secrecy": "owner", "keeper_id": self.back_office.id})
        for role in ("consultant", "manager"):
            self.assertTrue(self.sees(self.users[role]))
        for role in (*ALL_ROLES, "team_leader"):
            with self.subTest(role=role):
                self.assertFalse(self.sees(self.users[role]))

    def test_core_18_owner_level_is_not_opened_by_a_consent(self):
        consents = self.env["kam.contact.consent"].with_user(self.colleague)
        consent = consents._kam_ask(self.account.sudo(), "Fair", self.today)
        consent.with_user(self.consultant).action_grant()
        self.assertTrue(self.sees(self.colleague))
        self.account.secrecy = "owner"
        self.assertFalse(self.sees(self.colleague))

    def test_core_18_manager_alone_sets_the_level_and_it_is_tracked(self):
        for role in ("consultant", "team_leader", "back_office", "analyst"):
            account = self.account.with_user(self.users[role])
            with self.subTest(role=role), self.assertRaises(AccessError):
                account.write({"secrecy": "team"})
            account.write({"secrecy": "role"})
        partner = self.env["res.partner"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self.account.with_user(self.analyst).create(
                {"partner_id": partner.id, "secrecy": "owner"}
            )
        with self.assertRaises(AccessError):
            self.account.with_user(self.analyst).with_context(
                default_secrecy="owner"
            ).create({"partner_id": partner.id})
        self.account.with_user(self.manager).secrecy = "team"
        self.env.flush_all()
        self.cr.flush()
        tracked = self.account.message_ids.tracking_value_ids
        self.assertIn("secrecy", tracked.field_id.mapped("name"))

    def test_core_18_merging_keeps_the_stricter_level(self):
        other = self.create_account("Jinda 2", secrecy="owner")
        values = self.account._kam_merge_values(other)
        self.assertEqual(values["secrecy"], "owner")
        self.assertEqual(other._kam_merge_values(self.account)["secrecy"], "owner")
        self.account._kam_merge_partners(other.partner_id, self.account.partner_id)
        self.assertEqual(self.account.exists().secrecy, "owner")

    # === MASKING === #

    def test_core_18_who_works_on_the_account_reads_full_details(self):
        for role in ("consultant", "team_leader", "manager", "back_office", "analyst"):
            with self.subTest(role=role):
                self.env.invalidate_all()
                read = self.person.with_user(self.users[role]).read([*DETAILS])
                self.assertEqual(read[0] | DETAILS, read[0])

    def test_core_18_event_planner_reads_masked_details(self):
        self.env.invalidate_all()
        person = self.person.with_user(self.event_planner)
        self.assertRecordValues(
            person,
            [
                {
                    "mobile_masked": "138****1234",
                    "phone_masked": "02****86",
                    "email_masked": "w****@jinda.example",
                    "wechat_masked": "w****",
                }
            ],
        )

    def test_core_18_masked_details_leave_by_no_way(self):
        person = self.person.with_user(self.event_planner)
        for name, value in DETAILS.items():
            attempts = (
                lambda name=name: person.read([name]),
                lambda name=name: person.web_read({name: {}}),
                lambda name=name, value=value: person.search([(name, "=", value)]),
                lambda name=name: person.search([(name, "=like", "1%")]),
                lambda name=name: person._read_group([], [name], ["__count"]),
                lambda name=name: person.search([], order=name),
                lambda name=name: person.export_data([name]),
                lambda name=name, value=value: self.account.with_user(
                    self.event_planner
                ).search([(f"stakeholder_ids.{name}", "=", value)]),
            )
            for number, attempt in enumerate(attempts):
                self.env.invalidate_all()
                with (
                    self.subTest(field=name, attempt=number),
                    self.assertRaises(AccessError),
                ):
                    attempt()
            self.assertNotIn(name, person.fields_get())
            with self.assertRaises(ValueError):
                person.search([(f"{name}_masked", "=", "138****1234")])

    def test_core_18_details_shown_are_logged(self):
        self.env.invalidate_all()
        action = self.person.with_user(self.event_planner).action_show_contact()
        self.assertIn("13812341234", action["params"]["message"])
        log = self.env["kam.export.log"].search([], limit=1)
        self.assertRecordValues(
            log,
            [
                {
                    "kind": "show",
                    "user_id": self.event_planner.id,
                    "res_model": "kam.stakeholder",
                    "res_ids": self.person.ids,
                    "field_names": "mobile, phone, email, wechat",
                }
            ],
        )
        self.account.secrecy = "owner"
        with self.assertRaises(AccessError):
            self.person.with_user(self.event_planner).action_show_contact()
