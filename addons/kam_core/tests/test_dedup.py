from contextlib import nullcontext
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..engine import dedup
from .account_case import KamAccountCase

CODE, OTHER_CODE = "91330100799655058B", "914403001922038216"
FIND_STATEMENTS = 5


@tagged("post_install", "-at_install")
class TestDedup(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dedup = cls.env["kam.dedup"]
        cls.jinda = cls.create_partner(
            "上海金钜珠宝有限公司",
            is_company=True,
            phone="021-6123 4567",
            vat=CODE,
            city="上海市",
            street="黄浦区南京东路 100 号",
        )

    @classmethod
    def create_partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    def find(self, kind="company", **values):
        """Return ``[(partner id, verdict, reason codes)]`` of what is found."""
        candidate = dedup.candidate(kind, **values)
        return [
            (
                found.partner_id,
                found.comparison.verdict,
                [reason.code for reason in found.comparison.reasons],
            )
            for found in self.dedup._kam_find(candidate, self.company)
        ]

    def row(self, record):
        """Return ``(kind, keys)`` of the row of ``record``, or None."""
        rows = self.env.execute_query(
            SQL(
                "SELECT kind, keys FROM kam_dedup_key "
                "WHERE res_model = %s AND res_id = %s",
                record._name,
                record.id,
            )
        )
        return rows[0] if rows else None

    # === FINDING === #

    def test_rule_a_12_each_agreement_finds_the_customer(self):
        for values, verdict, reasons in (
            (
                {"names": ["金钜珠宝（上海）", "上海金钜珠宝集团"]},
                "match",
                ["same_name"],
            ),
            ({"names": ["上海金钜珠宝行"]}, "near", ["near_name"]),
            ({"phones": ["+86 21 61234567-12"]}, "near", ["same_phone"]),
            ({"tax": "9133 0100 7996 5505 8b"}, "match", ["same_tax"]),
            ({"address": "中国上海黄浦区南京东路100号"}, "near", ["same_address"]),
        ):
            with self.subTest(values=values):
                self.assertEqual(
                    self.find(**values), [(self.jinda.id, verdict, reasons)]
                )
        self.assertEqual(self.find(names=["北京银泰百货"]), [])
        self.assertEqual(self.find(), [])

    def test_rule_a_12_near_name_is_found_by_its_rare_half_or_all_of_the_common(self):
        """Ten pairs of characters; whoever is alike has six of them."""
        common = dedup.bigrams("戊己庚辛壬癸子")
        other = self.create_partner("戊己庚辛壬癸子", is_company=True)
        rare = self.create_partner("甲乙丙丁戊己庚", is_company=True)
        self.create_partner("丙丁戊己庚辛", is_company=True)  # five are too few
        shares = dict.fromkeys(common, 0.1)
        with patch.object(type(self.dedup), "_common_grams", lambda service: shares):
            found = self.find(names=["甲乙丙丁戊己庚辛壬癸子"])
        self.assertEqual(
            sorted(found),
            [(other.id, "near", ["near_name"]), (rare.id, "near", ["near_name"])],
        )

    def test_rule_a_12_archived_and_foreign_customers_are_found(self):
        sister = self.env["res.company"].create({"name": "Jewellery West"})
        self.jinda.write({"active": False, "company_id": sister.id})
        self.assertEqual(self.find(tax=CODE), [(self.jinda.id, "match", ["same_tax"])])

    def test_rule_a_12_contact_leads_to_its_company(self):
        buyer = self.create_partner(
            "王伟", parent_id=self.jinda.id, phone="13800138000"
        )
        found = [(self.jinda.id, "match", ["same_mobile"])]
        self.assertEqual(self.find("person", phones=["138 0013 8000"]), found)
        other = self.create_partner("银泰", is_company=True)
        buyer.parent_id = other
        self.assertEqual(
            self.find("person", phones=["138 0013 8000"]),
            [(other.id, "match", ["same_mobile"])],
        )
        self.assertEqual(self.find("person", names=["王伟"]), [])

    def test_rule_a_12_parts_of_one_customer_are_compared_as_one(self):
        self.create_partner("王伟", parent_id=self.jinda.id, phone="13800138000")
        self.assertEqual(
            self.find(names=["上海金钜珠宝行"], phones=["13800138000"]),
            [(self.jinda.id, "match", ["same_mobile", "near_name"])],
        )

    def test_rule_a_12_other_names_of_the_account(self):
        account = self.create_account("", partner_id=self.jinda.id)
        account.other_names = "Jinju Jewellery Ltd；旧钜首饰"
        for name in ("JINJU JEWELLERY", "旧钜首饰有限公司"):
            self.assertEqual(
                self.find(names=[name]), [(self.jinda.id, "match", ["same_name"])]
            )
        self.jinda.is_company = False
        self.assertEqual(
            self.find("person", names=["旧钜首饰"]),
            [(self.jinda.id, "near", ["same_name"])],
        )
        account.other_names = False
        self.assertEqual(self.find("person", names=["旧钜首饰"]), [])

    def test_rule_a_12_two_credit_codes_are_shown_and_no_match(self):
        self.assertEqual(
            self.find(names=["上海金钜珠宝"], tax=OTHER_CODE),
            [(self.jinda.id, "near", ["same_name", "other_credit_code"])],
        )

    def test_rule_a_12_valid_credit_code_wins_over_another_number(self):
        self.jinda.write({"vat": "DE811907980", "company_registry": CODE})
        self.assertEqual(self.find(tax="DE811907980"), [])
        self.assertEqual(len(self.find(tax=CODE)), 1)

    def test_rule_a_12_limits_and_weights_are_settings(self):
        weight = self.env.ref("kam_core.kam_dedup_weight_company_same_phone")
        weight.with_user(self.manager).points = 59
        self.assertEqual(self.find(phones=["021-61234567"]), [])
        self.company.kam_dedup_near = 59
        self.assertEqual(len(self.find(phones=["021-61234567"])), 1)
        self.company.kam_dedup_name_likeness = 100
        self.assertEqual(self.find(names=["上海金钜珠宝行"]), [])
        with self.assertRaises(ValidationError):
            self.company.kam_dedup_match = 50
        with self.assertRaises(ValidationError):
            self.company.kam_dedup_name_likeness = 0
        with self.assertRaises(ValidationError):
            weight.points = 101

    def test_rule_a_12_shipped_weights_are_those_of_the_engine(self):
        points = self.env["kam.dedup.weight"]._kam_points()
        self.assertEqual(points, dict(dedup.DEFAULT.points))

    # === KEEPING IN STEP === #

    def test_rule_a_12_row_follows_the_partner(self):
        partner = self.create_partner("钜新公司", is_company=True)
        self.assertEqual(self.row(partner), ("company", ["name:company:钜新"]))
        partner.write({"name": "钜新先生", "is_company": False, "phone": "13900139000"})
        self.assertEqual(
            self.row(partner),
            ("person", ["name:person:钜新", "phone:+8613900139000"]),
        )
        partner.write({"parent_id": self.jinda.id, "phone": False})
        self.assertIsNone(self.row(partner))
        partner.parent_id = False
        self.assertIn("name:person:钜新", self.row(partner)[1])
        partner.unlink()
        self.assertIsNone(self.row(partner))

    def test_rule_a_12_merged_partner_is_one(self):
        other = self.create_partner("金钜", is_company=True, phone="13700137000")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.jinda | other).ids, self.jinda
        )
        self.assertEqual(
            [found[0] for found in self.find(phones=["021-61234567", "13700137000"])],
            [self.jinda.id],
        )
        self.assertEqual(self.find(names=["金钜"]), [])

    def statements_of(self, vals):
        """Return how many statements the index adds to a write of ``vals``."""
        index = self.registry["kam.dedup.key"]
        nothing = patch.object(index, "_kam_index", lambda *args, **kwargs: None)
        counts = {}
        for step in ("warm up", "with", "without"):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with nothing if step == "without" else nullcontext():
                self.jinda.write(vals)
                self.env.flush_all()
            counts[step] = self.cr.sql_log_count - before
        return counts["with"] - counts["without"]

    def test_rule_a_12_one_statement_and_only_for_what_identifies(self):
        self.assertEqual(self.statements_of({"comment": "Likes tea"}), 0)
        # one to read the contact again, one to write the row
        self.assertLessEqual(self.statements_of({"phone": "021-61234568"}), 2)

    def test_rule_a_12_rebuild_repairs_what_sql_changed(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM kam_dedup_key WHERE partner_id = %s", self.jinda.id)
        )
        gone = self.create_partner("钜亡公司", is_company=True)
        self.env.cr.execute(
            SQL(
                "UPDATE kam_dedup_key SET res_id = 0, partner_id = NULL "
                "WHERE partner_id = %s",
                gone.id,
            )
        )
        self.assertEqual(self.find(tax=CODE), [])
        self.env["kam.dedup.key"]._kam_rebuild()
        self.assertEqual(len(self.find(tax=CODE)), 1)
        self.assertEqual(self.find(names=["钜亡"])[0][0], gone.id)
        self.assertEqual(len(self.find(names=["钜亡"])), 1)

    def test_sys_01_who_may_not_read_the_index_may_still_make_contacts(self):
        clerk = new_test_user(
            self.env, "kam_clerk", "base.group_user,base.group_partner_manager"
        )
        partner = self.env["res.partner"].with_user(clerk).create({"name": "钜民"})
        partner.phone = "13600136000"
        self.assertEqual(
            self.find("person", phones=["13600136000"]),
            [(partner.id, "match", ["same_mobile"])],
        )

    def test_sys_01_who_signs_up_is_indexed(self):
        public = self.env.ref("base.public_user")
        signup = self.env["res.users"].with_user(public).sudo()
        user = signup._create_user_from_template(
            {"name": "钜客", "login": "kam_guest", "email": "guest@example.com"}
        )
        self.assertEqual(self.row(user.partner_id), ("person", ["name:person:钜客"]))

    def test_core_18_nobody_reads_or_writes_the_index(self):
        index = self.env["kam.dedup.key"]
        for user in (self.plain, self.consultant, self.general_manager):
            with self.assertRaises(AccessError):
                index.with_user(user).search([], limit=1).read()
        with self.assertRaises(AccessError):
            index.sudo().create({"res_model": "x", "res_id": 1, "kind": "person"})

    def test_core_10_statements_of_a_check_do_not_grow(self):
        candidate = dedup.candidate(
            "company", ["上海金钜珠宝行"], ["021-61234567"], CODE, "上海1号"
        )
        self.env.flush_all()
        self.dedup._kam_find(candidate, self.company)
        for _more in range(2):
            self.env.invalidate_all()
            with self.assertQueryCount(FIND_STATEMENTS):
                self.dedup._kam_find(candidate, self.company)
            self.env["res.partner"].create(
                [{"name": f"上海金钜珠宝{n}行", "is_company": True} for n in range(30)]
            )
            self.env.flush_all()
