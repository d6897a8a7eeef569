"""What on an account waits for its reader: who is told, and who is not."""

from datetime import date

from odoo.tests import TransactionCase, tagged

from .class_case import KamClassRunCase
from .contract_case import KamContractCase
from .registration_case import KamRegistrationCase
from .trade_case import KamTradeCase


def waits(account, user):
    """Return ``[(label, model, id)]`` of what waits for ``user`` on ``account``."""
    account.invalidate_recordset(["to_decide"])
    return [
        (item["label"], item["model"], item["id"])
        for item in account.with_user(user).to_decide or []
    ]


@tagged("post_install", "-at_install")
class TestApprovalsToDecide(KamContractCase):
    def test_core_14_who_checks_a_contract_is_told_until_it_is_decided(self):
        contract = self.contract_of(self.quote())
        self.assertEqual(waits(self.account, self.manager), [])
        contract.action_kam_submit()
        task = self.request(contract)._kam_open_task()
        label = f"{task.flow_name}: {contract.display_name}"
        for user in (self.manager, self.second_manager):
            self.assertEqual(
                waits(self.account, user), [(label, "kam.approval.task", task.id)]
            )
        for user in (self.consultant, self.team_leader, self.finance, self.analyst):
            self.assertEqual(waits(self.account, user), [])
        other = self.create_account("Yintai", self.rep)
        self.assertEqual(waits(other, self.manager), [])
        self.tick(contract)
        self.approve(contract, self.manager)
        self.assertEqual(waits(self.account, self.manager), [])

    def test_core_14_who_reviews_a_quotation_is_told(self):
        order = self.quote(price=700)
        order.action_kam_ask_review()
        review = self.review(order)
        task = self.request(review)._kam_open_task()
        label = f"{task.flow_name}: {review.display_name}"
        self.assertEqual(
            waits(self.account, self.manager), [(label, "kam.approval.task", task.id)]
        )
        self.assertEqual(waits(self.account, self.consultant), [])


@tagged("post_install", "-at_install")
class TestReportsToDecide(KamRegistrationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.owned(phone="13900139000")
        cls.registration = cls.report()

    def test_core_10_manager_sees_a_report_that_resembles_the_account(self):
        task = self.registration.sudo()._kam_open_tasks()
        label = f"{task.flow_name}: {self.registration.display_name}"
        self.assertEqual(
            waits(self.account, self.manager), [(label, "kam.approval.task", task.id)]
        )
        # its owner is not told who else reports the customer
        self.assertEqual(waits(self.account, self.rival), [])
        self.refuse(self.registration)
        self.assertEqual(waits(self.account, self.manager), [])

    def test_core_10_owner_and_manager_see_who_asks_for_consent(self):
        self.refuse(self.registration)
        consent = (
            self.env["kam.contact.consent"]
            .with_user(self.consultant)
            ._kam_ask(self.account, "Wedding rings", date(2026, 11, 30))
        )
        asked = ("Consent for Wang Li", "kam.contact.consent", consent.id)
        for user in (self.rival, self.manager):
            self.assertEqual(waits(self.account, user), [asked])
        for user in (self.team_leader, self.back_office, self.finance):
            self.assertEqual(waits(self.account, user), [])
        consent.with_user(self.rival).action_grant()
        for user in (self.rival, self.manager, self.consultant):
            self.assertEqual(waits(self.account, user), [])


@tagged("post_install", "-at_install")
class TestHandoverToDecide(KamTradeCase):
    def test_core_13_receiver_signs_then_the_manager_concludes(self):
        self.consultant.name = "Wang Li"
        account = self.create_account("Jinda", self.rep)
        receiver = self.create_rep(self.team_leader)  # reads it before it is his
        handovers = self.env["kam.handover"].with_user(self.manager)
        handover = handovers.create({"rep_id": self.rep.id, "last_day": "2026-11-30"})
        line = handover.line_ids
        line.receiver_id = receiver
        handover.action_start()
        self.assertEqual(waits(account, self.team_leader), [])
        line.with_user(self.consultant).report = "All well"
        handover.with_user(self.consultant).action_sign()
        sign = ("Sign the hand-over of Wang Li", "kam.handover.line", line.id)
        self.assertEqual(waits(account, self.team_leader), [sign])
        self.assertEqual(waits(account, self.manager), [])
        line.with_user(self.team_leader).action_receive()
        self.assertEqual(handover.state, "signed")
        conclude = ("Conclude the hand-over of Wang Li", "kam.handover", handover.id)
        self.assertEqual(waits(account, self.manager), [conclude])
        for user in (self.team_leader, self.consultant, self.finance):
            self.assertEqual(waits(account, user), [])


@tagged("post_install", "-at_install")
class TestClassToDecide(KamClassRunCase):
    def test_core_02_manager_and_analyst_see_what_a_run_proposes(self):
        run = self.start()
        change = self.change_of(run, self.account)
        proposed = (
            "Classification: Class: High-Value; Level: Gold",
            "kam.class.change",
            change.id,
        )
        for user in (self.manager, self.analyst):
            self.assertEqual(waits(self.account, user), [proposed])
        for user in (self.consultant, self.team_leader, self.finance):
            self.assertEqual(waits(self.account, user), [])
        change.with_user(self.analyst).action_dismiss()
        self.assertEqual(waits(self.account, self.manager), [])


@tagged("post_install", "-at_install")
class TestToDecideOnForms(TransactionCase):
    def test_core_05_only_the_form_asks_what_waits(self):
        """It searches per account, so no list may show it."""
        views = self.env["ir.ui.view"].search(
            [("model", "=", "kam.account"), ("arch_db", "ilike", "to_decide")]
        )
        self.assertEqual(set(views.mapped("type")), {"form"})
