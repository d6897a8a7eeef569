from contextlib import contextmanager

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..engine.classify import decide
from .class_case import KamClassCase


@tagged("post_install", "-at_install")
class TestClassRule(KamClassCase):
    """CORE-02: rules on screen, for the engine, and what is refused."""

    @contextmanager
    def refused(self, sentence):
        """Expect a refusal that leaves nothing behind."""
        refusal = self.assertRaisesRegex(ValidationError, sentence)
        with refusal, self.env.cr.savepoint():
            yield

    def test_core_02_thresholds_are_entered_in_natural_units(self):
        rules = self.env["kam.class.rule"]._kam_of(self.company)
        found = {
            rule.code: [tuple(item) for item in rule.conditions]
            for rule in rules._kam_ruleset(self.company).rules
        }
        self.assertEqual(
            found,
            {
                "H": [("sales_12m", ">=", 50000)],
                "G": [("units", ">=", 2)],
                "P": [
                    ("proximity:high_value", ">=", 8000),
                    ("proximity:high_value", "<", 10000),
                ],
                "L": [("orders_12m", ">=", 2)],
                "M": [("sales_12m", ">", 500000)],
            },
        )

    def test_core_02_shipped_rules_cover_the_five_classes(self):
        shipped = (
            self.env["kam.class.rule"]
            .with_context(active_test=False)
            .search([("id", "not in", self.env["kam.class.rule"].search([]).ids)])
        )
        shipped.active = True
        (self.env["kam.class.rule"].search([]) - shipped).active = False
        self.assertEqual(
            set(shipped.class_id.mapped("code")),
            {"important", "strategic", "group_purchase", "high_value", "potential"},
        )
        rules = shipped._kam_ruleset(self.company)
        for values, expected in (
            ({"government": 1}, ("important", (), "standard", False)),
            ({"sales_12m": 5000000}, ("high_value", (), "silver", False)),
            ({"sales_12m": 4000000}, ("potential", (), "standard", False)),
            ({"sales_12m": 1999999}, (None, (), "standard", False)),
            ({"largest_12m": 1500000}, ("potential", (), "standard", False)),
            ({"influence": 40}, ("potential", (), "standard", False)),
            (
                {"influence": 80, "sales_12m": 20000000},
                ("strategic", ("high_value",), "gold", False),
            ),
            (
                {"units": 3, "sales_12m": 100},
                ("group_purchase", (), "standard", False),
            ),
            ({"sales_12m": 50000000}, ("high_value", (), "gold", True)),
        ):
            with self.subTest(values=values):
                self.assertEqual(tuple(decide(rules, values)), expected)

    def test_core_02_open_figures_are_marked(self):
        marked = self.env.ref("kam_core.kam_class_rule_high_value_sales")
        settled = self.env.ref("kam_core.kam_class_rule_important")
        self.assertEqual((marked.to_confirm, settled.to_confirm), (True, False))

    def test_core_02_condition_reads_as_a_sentence(self):
        rule = self.env["kam.class.rule"].search([("code", "=", "P")])
        self.assertEqual(
            rule.condition_text,
            "Nearness to High-Value at least 80 % and Nearness to High-Value less than "
            "100 %",
        )

    def test_core_02_bad_rules_are_refused_with_a_sentence(self):
        for code, conditions, values, sentence in (
            ("X1", (), {"kind": "class"}, "choose the class or level"),
            ("X2", (), {"kind": "level"}, "choose the class or level"),
            (
                "X3",
                (("orders_12m", ">=", 1.5),),
                {"class_id": self.high.id},
                "finer than its unit",
            ),
            (
                "X4",
                (("near_high_value", ">=", 50),),
                {"class_id": self.high.id},
                "itself depends on nearness",
            ),
        ):
            with (
                self.subTest(rule=code),
                self.assertRaisesRegex(ValidationError, sentence),
                self.env.cr.savepoint(),
            ):
                self.create_rule(code, *conditions, **values)

    def test_core_02_level_of_one_company_needs_a_rule_of_it(self):
        level = self.gold.copy({"company_id": self.company.id, "code": "east"})
        with self.refused("for this company alone"):
            self.create_rule("X", kind="level", level_id=level.id)
        rule = self.create_rule(
            "X", kind="level", level_id=level.id, company_ids=self.company.ids
        )
        self.assertTrue(rule)

    def test_core_02_changing_a_condition_is_checked_too(self):
        with self.refused("itself depends on nearness"):
            self.rule_high.condition_ids.measure_id = self.measures["near_high_value"]
        with self.refused("finer than its unit"):
            self.env["kam.class.rule"].search(
                [("code", "=", "L")]
            ).condition_ids.threshold = 0.5

    def test_core_02_rules_of_another_company_do_not_hold(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.rule_high.company_ids = west
        rules = self.env["kam.class.rule"]
        self.assertNotIn(self.rule_high, rules._kam_of(self.company))
        self.assertIn(self.rule_high, rules._kam_of(west))

    def test_core_02_what_is_archived_is_given_to_nobody(self):
        rules = self.env["kam.class.rule"]
        self.gold.active = False
        self.high.active = False
        found = rules._kam_of(self.company).mapped("code")
        self.assertEqual(sorted(found), ["G", "M", "P"])

    def test_core_02_who_edits_rules(self):
        rule = self.rule_high.with_user(self.manager)
        rule.priority = 5
        self.assertEqual(self.rule_high.priority, 5)
        self.rule_high.with_user(self.analyst).read(["name"])
        for user in (self.analyst, self.consultant, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.rule_high.with_user(user).write({"priority": 1})
