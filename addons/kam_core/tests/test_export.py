import json
from datetime import datetime
from types import SimpleNamespace
from unittest.mock import patch

from lxml import html
from psycopg2 import Error

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestExport(KamAccountCase):
    """Account data leave with a right, a reason and a row in the log (A16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.partner = cls.account.partner_id
        for user in (cls.consultant, cls.plain, cls.manager):
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.right = cls.env.ref("kam_core.kam_core_group_export")
        cls.log = cls.env["kam.export.log"]

    def setUp(self):
        super().setUp()
        self.set_now(datetime(2026, 11, 22, 4, 0))  # tests move the clock on

    def permit(self, user=None, begin=True, **values):
        permits = self.env["kam.export.permit"].with_user(user or self.consultant)
        permit = permits.create({"reason": "Greetings", "row_limit": 2, **values})
        if begin:
            permit.action_begin()
        return permit

    def export(self, records=None, names=("name",), user=None):
        records = self.account if records is None else records
        return records.with_user(user or self.consultant).export_data([*names])["datas"]

    def test_core_18_export_needs_the_right_and_a_permit(self):
        with self.assertRaisesRegex(AccessError, "right of its own"):
            self.export()
        with self.assertRaises(AccessError):
            self.permit()
        self.consultant.group_ids += self.right
        with self.assertRaisesRegex(AccessError, "Permits to Export.*Key Account"):
            self.export()
        self.permit()
        self.assertEqual(self.export(), [["Jinda"]])
        self.assertRecordValues(
            self.log.search([], limit=1),
            [
                {
                    "kind": "export",
                    "user_id": self.consultant.id,
                    "company_id": self.company.id,
                    "occurred_at": datetime(2026, 11, 22, 4, 0),
                    "res_model": "kam.account",
                    "record_count": 1,
                    "res_ids": self.account.ids,
                    "field_names": "name",
                    "reason": "Greetings",
                }
            ],
        )

    def test_core_18_log_says_what_was_searched_for(self):
        self.consultant.group_ids += self.right
        domain = [["class_id.code", "=", "strategic"]]
        for data, logged in (
            ({"domain": domain, "ids": False}, json.dumps(domain)),
            ({"domain": domain, "ids": self.account.ids}, False),
            ("no dialog", False),
        ):
            self.permit()
            asked = SimpleNamespace(
                params={"data": data if isinstance(data, str) else json.dumps(data)},
                httprequest=SimpleNamespace(remote_addr="10.0.0.7"),
            )
            with patch("odoo.addons.kam_core.models.kam_export_log.request", asked):
                self.export()
            self.assertRecordValues(
                self.log.search([], limit=1), [{"domain": logged, "ip": "10.0.0.7"}]
            )

    def test_core_18_manager_and_administrator_need_it_too(self):
        for user in (self.manager, self.env.ref("base.user_admin")):
            user.company_ids += self.company
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.export(user=user)

    def test_core_18_parts_registrations_and_customers_are_guarded(self):
        person = self.env["kam.stakeholder"].create(
            {"account_id": self.account.id, "name": "Wang Lei"}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "user_id": self.consultant.id,
            }
        )
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": self.partner.id}
        )
        for records, name in (
            (person, "name"),
            (self.env["kam.trade"], "number"),
            (self.env["kam.registration"], "name"),
            (self.partner, "name"),
            (contact, "email"),
            (order, "partner_id/phone"),
            (order, "partner_id/kam_account_ids/number"),
        ):
            with self.subTest(model=records._name, name=name):
                with self.assertRaisesRegex(AccessError, "right of its own"):
                    self.export(records, [name])

    def test_core_18_other_data_are_exported_as_before(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.assertEqual(self.export(stranger, user=self.plain), [["Stranger"]])
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "user_id": self.consultant.id,
            }
        )
        self.assertEqual(
            self.export(order, ["partner_id", "partner_id/name"]), [["Jinda", "Jinda"]]
        )
        self.assertFalse(self.log.search([("user_id", "=", self.plain.id)]))

    def test_core_18_permit_is_for_its_model_its_rows_its_user_and_its_time(self):
        self.consultant.group_ids += self.right
        self.manager.group_ids += self.right
        self.permit(res_model="res.partner")
        with self.assertRaises(AccessError):
            self.export()
        self.permit(self.manager)
        with self.assertRaises(AccessError):
            self.export()
        permit = self.permit()
        self.export()
        self.export()
        self.assertEqual(permit.used_rows, 2)
        with self.assertRaises(AccessError):
            self.export()
        self.permit()
        self.set_now(datetime(2026, 11, 22, 4, 29))
        self.export()
        self.set_now(datetime(2026, 11, 22, 4, 30))
        with self.assertRaises(AccessError):
            self.export()

    def test_core_18_permit_of_another_company_does_not_hold(self):
        self.consultant.group_ids += self.right
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.consultant.company_ids += west
        self.permit()
        there = self.account.with_context(allowed_company_ids=(west + self.company).ids)
        with self.assertRaises(AccessError):
            self.export(there)

    def test_core_18_permit_can_be_forged_by_no_way(self):
        self.consultant.group_ids += self.right
        later = datetime(2030, 1, 1)
        permit = self.permit(begin=False, ends_at=later, user_id=self.manager.id)
        self.assertRecordValues(
            permit, [{"ends_at": False, "user_id": self.consultant.id}]
        )
        forged = permit.with_context(kam_service=True, default_ends_at=later)
        for values in (
            {"ends_at": later},
            {"used_rows": -100},
            {"approval_state": "approved"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                forged.write(values)
        permit.action_begin()
        for values in ({"row_limit": 9000}, {"res_model": "res.partner"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                permit.write(values)
        with self.assertRaises(UserError):
            permit.action_begin()
        with self.assertRaises(AccessError):
            permit.unlink()

    def test_core_18_many_rows_need_somebody_else(self):
        self.company.kam_export_rows = 1
        self.manager.group_ids += self.right
        self.consultant.group_ids += self.right
        permit = self.permit()
        self.assertFalse(permit.ends_at)
        with self.assertRaises(AccessError):
            self.export()
        with self.assertRaises(UserError):
            permit.write({"row_limit": 50})
        permit.with_user(self.manager).action_kam_approve()
        self.assertEqual(permit.ends_at, datetime(2026, 11, 22, 4, 30))
        self.assertEqual(self.export(), [["Jinda"]])
        own = self.permit(self.manager)
        with self.assertRaises(AccessError):
            own.action_kam_approve()
        self.assertFalse(own.ends_at)

    def test_core_18_small_permits_together_need_somebody_else(self):
        self.company.write({"kam_export_rows": 5, "kam_export_hours": 24})
        self.consultant.group_ids += self.right
        first, second = self.permit(row_limit=3), self.permit(begin=False, row_limit=3)
        self.assertTrue(first.ends_at)
        self.assertRecordValues(second, [{"needs_approval": True, "counted_rows": 3}])
        said = second.action_begin()["params"]["message"]
        self.assertRegex(said, "^3 rows, and 3 that .* within 24 hours.* more than 5")
        self.assertRecordValues(
            second,
            [
                {
                    "ends_at": False,
                    "approval_state": "open",
                    "user_id": self.consultant.id,
                }
            ],
        )
        request = second.sudo()._kam_last_request()
        self.assertRegex(request.snapshot_table, "With those of 24 hours.*>6<")
        second.with_user(self.manager).action_kam_approve()
        self.assertTrue(second.ends_at)

    def test_core_18_what_counts_is_the_persons_and_of_the_hours(self):
        self.company.write({"kam_export_rows": 5, "kam_export_hours": 24})
        (self.consultant | self.manager).group_ids += self.right
        self.permit(row_limit=4)
        self.export()
        self.assertTrue(self.permit(self.manager, row_limit=5).ends_at)
        customers = self.permit(begin=False, row_limit=2, res_model="res.partner")
        self.assertRecordValues(customers, [{"counted_rows": 4, "row_limit": 2}])
        # the permit is over: what it exported counts, not what it might have
        self.set_now(datetime(2026, 11, 22, 5, 0))
        small, large = (self.permit(begin=False, row_limit=rows) for rows in (4, 5))
        self.assertEqual((small + large).mapped("counted_rows"), [1, 1])
        self.assertEqual((small + large).mapped("needs_approval"), [False, True])
        self.set_now(datetime(2026, 11, 23, 4, 0))
        (small + large).invalidate_recordset()
        self.assertEqual((small + large).mapped("counted_rows"), [0, 0])
        large.action_begin()
        self.assertTrue(large.ends_at)

    def test_core_18_manager_hears_once_a_day_of_who_exports_much(self):
        self.company.kam_export_rows = 2
        self.consultant.group_ids += self.right
        permit = self.permit(row_limit=9)
        permit.with_user(self.manager).action_kam_approve()

        def told():
            done = permit.sudo().with_context(active_test=False).activity_ids
            return done.filtered(lambda a: "rows of account" in (a.summary or ""))

        self.export()
        self.export()
        self.assertFalse(told())
        for _again in range(2):
            self.export()
            self.assertRecordValues(
                told(),
                [
                    {
                        "user_id": self.manager.id,
                        "summary": f"{self.consultant.name} exported 3 rows of "
                        "account data today",
                    }
                ],
            )
        self.set_now(datetime(2026, 11, 23, 4, 0))
        permit = self.permit(row_limit=9)
        permit.with_user(self.manager).action_kam_approve()
        for _row in range(3):
            self.export()
        self.assertEqual(len(told()), 1)

    def test_core_18_exports_are_counted_over_an_hour_at_least(self):
        with self.assertRaisesRegex(ValidationError, "one hour at least"):
            self.company.kam_export_hours = 0

    def test_core_18_log_is_the_managers_to_read_and_nobodys_to_change(self):
        self.consultant.group_ids += self.right
        self.permit()
        self.export()
        log = self.log.search([], limit=1)
        self.assertTrue(log.with_user(self.manager).read(["reason"]))
        for user in (self.consultant, self.back_office, self.hr, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                log.with_user(user).read(["reason"])
        for attempt in (
            lambda: log.write({"reason": "Other"}),
            lambda: log.sudo().unlink(),
            lambda: self.log.sudo().create({"kind": "export"}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        with mute_logger("odoo.sql_db"), self.assertRaises(Error):
            with self.cr.savepoint():
                self.cr.execute("DELETE FROM kam_export_log")

    # === PRINT === #

    def printed(self, accounts, user):
        report = self.env["ir.actions.report"].with_user(user)
        found, _kind = report._render_qweb_html(
            "kam_core.kam_account_list_template", accounts.ids
        )
        return html.fromstring(found)

    def test_core_18_own_accounts_are_printed_with_a_mark_on_each_page(self):
        self.consultant.name = "Zhao <Min>"
        page = self.printed(self.account, self.consultant)
        log = self.log.search([], limit=1)
        self.assertRecordValues(
            log, [{"kind": "print", "record_count": 1, "user_id": self.consultant.id}]
        )
        self.assertRegex(log.mark, r"^Zhao <Min> · 2026-11-22 04:00 UTC · No. \d{6}$")
        for place in ("header", "footer"):
            [box] = page.find_class(place)
            self.assertIn(log.mark, box.text_content())
        self.assertIn("Jinda", page.find_class("article")[0].text_content())
        second = self.printed(self.account, self.consultant)
        self.assertNotIn(log.mark, second.text_content())

    def test_core_18_accounts_of_others_are_not_printed(self):
        for user in (self.analyst, self.team_leader, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.printed(self.account, user)
        for user in (self.finance, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.printed(self.account, user)
