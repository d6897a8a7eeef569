"""Common ground of the tests of classification: small rules and a way to run them."""

from unittest.mock import patch

from odoo.fields import Command

from .trade_case import KamTradeCase


class KamClassCase(KamTradeCase):
    """Rules of the test alone: 500 of sales make high-value, 5,000 a lead.

    Group-purchase is a secondary class; potential is who comes near to high-value.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.class.rule"].search([]).active = False
        cls.measures = {
            measure.code: measure
            for measure in cls.env["kam.account.measure"].search([])
        }
        cls.classes = {
            found.code: found for found in cls.env["kam.account.class"].search([])
        }
        cls.levels = {
            found.code: found for found in cls.env["kam.account.level"].search([])
        }
        cls.high, cls.potential = cls.classes["high_value"], cls.classes["potential"]
        cls.gold = cls.levels["gold"]
        cls.rule_high = cls.create_rule(
            "H", ("sales_12m", ">=", 500), class_id=cls.high.id, priority=1
        )
        cls.create_rule(
            "G",
            ("units", ">=", 2),
            class_id=cls.classes["group_purchase"].id,
            role="secondary",
            priority=2,
        )
        cls.create_rule(
            "P",
            ("near_high_value", ">=", 80),
            ("near_high_value", "<", 100),
            class_id=cls.potential.id,
            priority=3,
        )
        cls.create_rule(
            "L", ("orders_12m", ">=", 2), kind="level", level_id=cls.gold.id
        )
        cls.create_rule("M", ("sales_12m", ">", 5000), kind="lead")

    @classmethod
    def create_rule(cls, code, *conditions, **values):
        return cls.env["kam.class.rule"].create(
            {
                "code": code,
                "name": f"Rule {code}",
                "condition_ids": [
                    Command.create(
                        {
                            "measure_id": cls.measures[measure].id,
                            "operator": operator,
                            "threshold": threshold,
                        }
                    )
                    for measure, operator, threshold in conditions
                ],
                **values,
            }
        )

    @classmethod
    def create_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    def runs(self, user=None):
        return self.env["kam.class.run"].with_user(user or self.analyst)

    def work(self):
        """Work off what was queued."""
        with patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1
        ):
            self.env["kam.job"]._cron_run()
        self.env.invalidate_all()

    def start(self, user=None):
        """Return a run that has measured everybody."""
        run = self.runs(user)._kam_start(self.company)
        self.work()
        return run

    def applied(self):
        """Return a run of which everything was approved and applied."""
        run = self.start()
        run.action_approve_all()
        run.action_apply()
        self.work()
        return run

    def change_of(self, run, partner):
        if partner._name == "kam.account":
            partner = partner.partner_id
        return run.change_ids.filtered(lambda change: change.partner_id == partner)

    def values_of(self, *codes):
        """Return the measured values of all customers by partner."""
        measures = self.env["kam.account.measure"].browse(
            [self.measures[code].id for code in codes]
        )
        snapshot = {"measures": measures._kam_snapshot()}
        found = self.env["kam.class.measuring"]._kam_values(self.company, snapshot)
        partners = self.env["res.partner"]
        return {partners.browse(id_): values for id_, values in found.items()}


class KamClassRunCase(KamClassCase):
    """Four customers: one gains a class, one loses it, one comes near, one is small."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.rep)
        cls.sell(cls.account, 300, "2026-03-01 04:00:00")
        cls.sell(cls.account, 300, "2026-10-22 04:00:00")
        cls.lost = cls.create_account("Lost")
        cls.lost._kam_stand({"primary": cls.high.id}, "Was high-value")
        cls.near = cls.create_customer("Near")
        cls.sell(cls.near, 450)
        cls.small = cls.create_customer("Small")
        cls.sell(cls.small, 10)
