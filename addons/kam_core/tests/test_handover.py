from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .trade_case import KamTradeCase

NOW = datetime(2026, 11, 22, 4, 0)


@tagged("post_install", "-at_install")
class TestHandover(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant.partner_id.name = "Wang Li"
        cls.leaver = cls.reps["consultant"]
        cls.others = [
            cls.create_user("consultant", f"kam_receiver_{n}") for n in (1, 2)
        ]
        cls.first, cls.second = (cls.create_rep(user) for user in cls.others)
        # the manager has accounts enough, so the two are proposed
        for n in range(3):
            cls.create_account(f"Own {n}", cls.reps["manager"])
        cls.create_account("Kept", cls.first)
        cls.accounts = [
            cls.create_account(name, cls.leaver, opened_on="2026-01-05")
            for name in ("Jinda", "Yintai", "Hengtai")
        ]
        cls.handover = (
            cls.env["kam.handover"]
            .with_user(cls.manager)
            .create({"rep_id": cls.leaver.id, "last_day": "2026-11-30"})
        )
        cls.lines = cls.handover.line_ids

    def as_leaver(self):
        return self.handover.with_user(self.consultant)

    def report(self):
        for line in self.lines:
            line.with_user(self.consultant).report = f"All well with {line.name}"

    def sign(self):
        """Let leaver and receivers sign."""
        self.handover.action_start()
        self.report()
        self.as_leaver().action_sign()
        for line in self.lines:
            line.with_user(line.receiver_user_id).action_receive()

    def tick(self):
        self.env["kam.secrecy.undertaking"].with_user(self.hr).create(
            {"name": "Wang Li", "date_from": "2026-12-01"}
        )
        self.handover.check_ids.with_user(self.hr).action_done()

    # === THE WHOLE STORY === #

    def test_core_13_leaver_hands_over_signs_and_goes_on_as_part_timer(self):
        quotation = self.create_order(self.accounts[0], 100)
        order = self.sell(self.accounts[0], 200)
        activity = self.accounts[1].activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.consultant.id
        )
        self.handover.action_start()
        self.assertRecordValues(
            self.lines,
            [
                {"receiver_id": self.second.id, "state": "open"},
                {"receiver_id": self.first.id, "state": "open"},
                {"receiver_id": self.second.id, "state": "open"},
            ],
        )
        self.report()
        self.as_leaver().action_sign()
        self.lines[0].with_user(self.others[1]).action_receive()
        self.assertEqual(self.handover.state, "in_progress")
        self.lines[1].with_user(self.others[0]).action_receive()
        self.lines[2].with_user(self.others[1]).action_receive()
        self.assertRecordValues(
            self.handover,
            [
                {
                    "state": "signed",
                    "signed_by_id": self.consultant.id,
                    "signed_at": NOW,
                    "received_count": 3,
                    "open_checks": 5,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "To tick: Phone card"):
            self.handover.action_conclude()
        self.tick()
        with self.assertRaisesRegex(UserError, "can't leave yet"):
            self.consultant.active = False
        self.set_now_to(datetime(2026, 12, 3, 4, 0))
        answer = self.handover.action_conclude()
        self.assertIn("3 accounts pass", answer["params"]["message"])
        self.assertRecordValues(
            self.accounts[0] + self.accounts[1] + self.accounts[2],
            [
                {"owner_id": self.second.id, "owned_since": date(2026, 12, 1)},
                {"owner_id": self.first.id, "owned_since": date(2026, 12, 1)},
                {"owner_id": self.second.id, "owned_since": date(2026, 12, 1)},
            ],
        )
        self.assertRecordValues(
            self.handover,
            [{"state": "done", "concluded_by_id": self.manager.id, "missing": ""}],
        )
        self.assertEqual(quotation.user_id, self.others[1])
        self.assertEqual(quotation.kam_rep_id, self.second)
        self.assertEqual(order.user_id, self.consultant)
        self.assertEqual(order.kam_rep_id, self.leaver)
        self.assertEqual(activity.user_id, self.others[0])
        answer = self.handover.action_reengage()
        self.assertIn("portal user", answer["params"]["message"])
        self.consultant.active = False
        self.assertTrue(self.leaver.active)
        terms = self.leaver.term_ids.sorted("date_from")
        self.assertRecordValues(
            terms,
            [
                {"kind": "full_time", "date_to": date(2026, 11, 30)},
                {"kind": "part_time", "date_to": False},
            ],
        )
        self.assertRecordValues(
            terms[1],
            [{"date_from": date(2026, 12, 1), "team_id": self.team.id}],
        )
        with self.assertRaisesRegex(UserError, "re-engaged already"):
            self.handover.action_reengage()

    def test_core_13_term_ends_with_the_last_day(self):
        self.sign()
        self.tick()
        self.handover.action_conclude()
        self.assertRecordValues(
            self.leaver.term_ids,
            [{"kind": "full_time", "date_to": date(2026, 11, 30)}],
        )
        self.set_now_to(datetime(2026, 12, 1, 4, 0))
        self.env["kam.sales.rep"]._kam_sync_terms()
        self.assertFalse(self.leaver.team_id)
        self.assertTrue(self.visible(self.handover, self.team_leader))

    def test_core_13_part_time_may_begin_later_and_not_before_the_last_day(self):
        self.handover.action_start()
        self.handover.part_time_from = "2026-11-30"
        with self.assertRaisesRegex(UserError, "after the last one"):
            self.handover.action_reengage()
        self.handover.part_time_from = "2027-02-01"
        self.handover.action_reengage()
        self.assertRecordValues(
            self.leaver.term_ids.sorted("date_from"),
            [
                {"kind": "full_time", "date_to": date(2026, 11, 30)},
                {"kind": "part_time", "date_to": False},
            ],
        )
        self.assertEqual(self.handover.term_id.date_from, date(2027, 2, 1))
        self.assertEqual(self.handover.term_id.team_id, self.team)

    def test_core_13_term_that_ended_before_stays(self):
        self.leaver.term_ids.date_to = "2026-11-15"
        self.sign()
        self.tick()
        self.handover.action_conclude()
        self.assertEqual(self.leaver.term_ids.date_to, date(2026, 11, 15))

    def set_now_to(self, moment):
        self.startPatcher(
            patch.object(self.registry["kam.clock"], "_now", lambda _self: moment)
        )

    # === ACCOUNTS AND RECEIVERS === #

    def test_core_13_accounts_are_loaded_and_kept_up_to_date(self):
        self.assertEqual(self.lines.mapped("name"), ["Jinda", "Yintai", "Hengtai"])
        self.sign()
        new = self.create_account("Late", self.leaver)
        self.accounts[0]._kam_assign(self.first, "Decided")
        answer = self.handover.action_refresh()
        self.assertIn("Late", answer["params"]["message"])
        self.assertIn("Jinda", answer["params"]["message"])
        self.assertEqual(
            self.handover.line_ids.account_id, self.accounts[1] + self.accounts[2] + new
        )
        # the leaver has not signed for the new one
        self.assertRecordValues(
            self.handover, [{"state": "in_progress", "signed_at": False}]
        )

    def test_core_13_account_that_comes_before_the_conclusion_is_not_lost(self):
        self.sign()
        self.tick()
        self.create_account("Late", self.leaver)
        answer = self.handover.action_conclude()
        self.assertIn("Added", answer["params"]["message"])
        self.assertEqual(self.handover.state, "in_progress")
        self.assertEqual(self.accounts[0].owner_id, self.leaver)

    def test_core_13_open_items_are_counted(self):
        self.create_order(self.accounts[0], 100).state = "sent"
        self.assertRecordValues(
            self.lines,
            [
                {"open_items": 1, "open_items_text": "Quotations sent (1)"},
                {"open_items": 0, "open_items_text": ""},
                {"open_items": 0, "open_items_text": ""},
            ],
        )
        self.handover.action_start()
        action = self.lines[0].with_user(self.consultant).action_open_items()
        self.assertEqual(action["res_model"], "kam.open.items.line")

    def test_core_13_receiver_is_another_rep_of_the_company(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        stranger = self.env["kam.sales.rep"].create(
            {"partner_id": self.plain.partner_id.id, "company_id": west.id}
        )
        for rep in (self.leaver, stranger):
            with self.assertRaises(ValidationError):
                self.lines[0].receiver_id = rep

    def test_core_13_who_is_leaving_too_is_proposed_to_nobody(self):
        self.env["kam.handover"].with_user(self.manager).create(
            {"rep_id": self.second.id}
        )
        self.handover.action_start()
        self.assertNotIn(self.second, self.lines.receiver_id)
        self.assertTrue(all(line.receiver_id for line in self.lines))

    def test_rule_a_11_quotations_of_others_stay_with_them(self):
        mine, theirs = (
            self.create_order(self.accounts[0], 100, user_id=user.id)
            for user in (self.consultant, self.others[0])
        )
        self.sign()
        self.tick()
        self.handover.action_conclude()
        self.assertEqual(mine.kam_rep_id, self.second)
        self.assertRecordValues(
            theirs, [{"kam_rep_id": self.first.id, "user_id": self.others[0].id}]
        )

    def test_core_13_another_receiver_signs_anew(self):
        self.sign()
        self.lines[0].receiver_id = self.first
        self.assertRecordValues(
            self.lines[0], [{"received_at": False, "state": "open"}]
        )
        self.assertEqual(self.handover.state, "in_progress")

    def test_rule_a_11_from_today_while_the_last_day_is_ahead(self):
        self.sign()
        self.tick()
        self.handover.action_conclude()
        self.assertEqual(self.accounts[0].owned_since, self.today)

    def test_core_13_limit_of_a_receiver_holds_until_the_manager_insists(self):
        self.sign()
        self.tick()
        self.company.kam_holding_cap = 1
        answer = self.handover.action_conclude()
        self.assertIn("the limit of", answer["params"]["message"])
        # one passed to the second; the first is full, and then the second is
        self.assertEqual(self.lines.mapped("state"), ["passed", "received", "received"])
        self.assertEqual(self.handover.state, "signed")
        self.handover.over_cap = True
        self.handover.action_conclude()
        self.assertEqual(self.handover.state, "done")

    def test_core_13_many_pass_on_in_the_background(self):
        self.sign()
        self.tick()
        self.startPatcher(
            patch("odoo.addons.kam_core.models.kam_handover_conclude.AT_ONCE", 2)
        )
        action = self.handover.action_conclude()
        job = self.env["kam.job"].browse(action["res_id"])
        self.assertEqual((job.kind, job.total), ("handover", 3))
        self.assertEqual(self.handover.state, "signed")
        notes = job.with_user(self.manager)._kam_job_handover(self.lines.ids)
        self.assertEqual(notes, [])
        self.assertEqual(self.handover.state, "done")

    # === SIGNATURES === #

    def test_core_13_nobody_signs_for_somebody_else(self):
        self.handover.action_start()
        self.report()
        for user in (self.manager, self.others[0], self.hr):
            with self.assertRaises(AccessError):
                self.handover.with_user(user).action_sign()
        self.as_leaver().action_sign()
        for user in (self.manager, self.others[0], self.consultant):
            with self.assertRaises(AccessError):
                self.lines[0].with_user(user).action_receive()
        self.assertEqual(self.handover.received_count, 0)

    def test_core_13_leaver_signs_complete_reports_and_signs_first(self):
        self.handover.action_start()
        with self.assertRaisesRegex(UserError, "The leaver signs first"):
            self.lines[0].with_user(self.others[1]).action_receive()
        with self.assertRaisesRegex(UserError, "3 accounts have no report"):
            self.as_leaver().action_sign()
        self.report()
        self.as_leaver().action_sign()
        with self.assertRaisesRegex(UserError, "the reports stay"):
            self.lines[0].with_user(self.consultant).report = "Other"

    def test_core_13_forged_signatures_are_refused(self):
        self.handover.action_start()
        forged = {"kam_service": True}
        values = (
            {"state": "done"},
            {"state": "signed"},
            {"signed_by_id": self.consultant.id},
            {"signed_at": NOW},
            {"concluded_by_id": self.manager.id},
            {"company_id": self.env["res.company"].create({"name": "West"}).id},
            {"team_id": self.env["crm.team"].create({"name": "Other"}).id},
        )
        for user in (self.manager, self.consultant, self.env.user):
            for vals in values:
                with self.assertRaises(AccessError):
                    self.handover.with_user(user).with_context(**forged).write(vals)
            for vals in (
                {"received_at": NOW},
                {"received_by_id": user.id},
                {"passed_on": "2026-11-22"},
                {"state": "passed"},
            ):
                with self.assertRaises(AccessError):
                    self.lines[0].with_user(user).with_context(**forged).write(vals)
            with self.assertRaises(AccessError):
                self.handover.check_ids[0].with_user(user).write(
                    {"done_on": "2026-11-22"}
                )
            with self.assertRaises(AccessError):
                self.lines[0].with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.env["kam.handover"].with_user(self.manager).create(
                {"rep_id": self.first.id, "state": "done"}
            )
        with self.assertRaises(AccessError):
            self.handover.write(
                {
                    "line_ids": [
                        Command.create({"account_id": self.accounts[0].id}),
                    ]
                }
            )

    def test_core_13_leaver_who_manages_does_not_conclude(self):
        boss = self.create_user("manager", "kam_boss")
        handover = (
            self.env["kam.handover"]
            .with_user(boss)
            .create({"rep_id": self.reps["manager"].id})
        )
        with self.assertRaisesRegex(AccessError, "Somebody else concludes"):
            handover.with_user(self.manager).action_conclude()

    # === CHECK LIST === #

    def test_core_13_check_list_comes_from_the_editable_items(self):
        self.env.ref("kam_core.kam_handover_item_phone_card").active = False
        self.env["kam.handover.item"].with_user(self.hr).create(
            {"name": "Locker key", "sequence": 1, "required": False}
        )
        self.handover.action_start()
        self.assertEqual(
            self.handover.check_ids.mapped("name"),
            [
                "Locker key",
                "Progress report on each served account",
                "Customer list handed in",
                "Part-time commission scheme explained",
                "Secrecy undertaking signed",
            ],
        )
        self.assertEqual(self.handover.open_checks, 4)

    def test_core_13_ticks_say_who_and_when(self):
        self.handover.action_start()
        check = self.handover.check_ids[0].with_user(self.hr)
        check.action_done()
        check.note = "Card 123"
        self.assertRecordValues(
            check,
            [{"done_by_id": self.hr.id, "done_on": self.today, "note": "Card 123"}],
        )
        check.action_undo()
        self.assertFalse(check.done_on or check.done_by_id)
        for user in (self.consultant, self.others[0]):
            with self.assertRaises(AccessError):
                check.with_user(user).action_done()

    def test_core_18_undertaking_and_reports_are_looked_at(self):
        self.handover.action_start()
        checks = {check.kind: check for check in self.handover.check_ids}
        with self.assertRaisesRegex(UserError, "no progress report"):
            checks["report"].action_done()
        with self.assertRaisesRegex(UserError, "No secrecy undertaking of Wang Li"):
            checks["undertaking"].action_done()
        action = self.handover.with_user(self.hr).action_undertaking()
        undertakings = self.env["kam.secrecy.undertaking"].with_user(self.hr)
        form = Form(undertakings.with_context(**action["context"]))
        self.assertEqual(form.save().date_from, date(2026, 12, 1))
        checks["undertaking"].action_done()
        with self.assertRaises(AccessError):
            self.handover.action_undertaking()

    # === RIGHTS === #

    def test_core_13_who_sees_what(self):
        self.assertFalse(self.visible(self.handover, self.consultant))  # a draft
        self.handover.action_start()
        other_leader = self.create_user("team_leader", "kam_other_leader")
        lines = self.lines
        for user, sees, count in (
            (self.consultant, True, 3),
            (self.others[0], False, 1),
            (self.others[1], False, 2),
            (self.team_leader, True, 3),
            (other_leader, False, 0),
            (self.manager, True, 3),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.visible(self.handover, user), sees)
                seen = lines.with_user(user).search([("id", "in", lines.ids)])
                self.assertEqual(len(seen), count)
        for role in ("analyst", "finance", "back_office", "gift_keeper"):
            with self.assertRaises(AccessError, msg=role):
                self.handover.with_user(self.users[role]).check_access("read")
        stranger = new_test_user(
            self.env,
            "kam_west_manager",
            "kam_core.kam_core_group_manager",
            company_id=self.env["res.company"].create({"name": "West"}).id,
        )
        self.assertFalse(
            self.env["kam.handover"]
            .with_user(stranger)
            .with_context(allowed_company_ids=stranger.company_id.ids)
            .search([("id", "=", self.handover.id)])
        )

    def test_core_23_human_resources_see_the_hand_over_and_no_account(self):
        self.handover.action_start()
        self.create_account("Late", self.leaver)
        self.handover.action_refresh()
        handover = self.handover.with_user(self.hr)
        self.env.invalidate_all()
        self.assertRecordValues(
            handover, [{"account_count": 4, "received_count": 0, "open_checks": 5}]
        )
        self.assertIn("1 accounts have no receiver", handover.missing)
        lines = self.env["kam.handover.line"].with_user(self.hr)
        attempts = (
            lambda: lines.search([]),
            lambda: handover.read(["line_ids"]),
            lambda: handover.search([("line_ids.name", "=", "Jinda")]),
            lambda: handover.action_refresh(),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(AccessError):
                attempt()
        said = "".join(handover.message_ids.mapped("body"))
        self.assertIn("1 accounts came to the leaver", said)
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.hr)
            ._render_qweb_html("kam_core.report_kam_handover", self.handover.ids)
        )
        for text in (said, html.decode()):
            for name in ("Jinda", "Yintai", "Hengtai", "Late"):
                self.assertNotIn(name, text)

    def test_core_13_receiver_sees_nothing_of_what_was_cancelled(self):
        self.handover.action_start()
        line = self.lines[1]
        self.assertTrue(self.visible(line, self.others[0]))
        self.handover.action_cancel()
        self.assertFalse(self.visible(line, self.others[0]))

    def visible(self, records, user):
        return bool(
            records.with_user(user).search([("id", "in", records.ids)], limit=1)
        )

    def test_core_13_receiver_reads_the_line_and_not_the_account(self):
        self.handover.action_start()
        line = self.lines[1].with_user(self.others[0])
        line.invalidate_recordset()
        values = line.web_read(
            {
                "name": {},
                "open_items_text": {},
                "can_receive": {},
                "leaver_id": {"fields": {"display_name": {}}},
            }
        )[0]
        self.assertEqual(values["name"], "Yintai")
        self.assertEqual(values["leaver_id"]["display_name"], "Wang Li")
        with self.assertRaises(AccessError):
            line.account_id.check_access("read")
        with self.assertRaises(AccessError):
            line.report = "Mine"

    def test_core_13_receiver_finds_the_accounts_to_sign_for(self):
        action = self.env.ref("kam_core.kam_handover_line_action")
        domain = safe_eval(action.domain, {"uid": self.others[1].id})
        lines = self.lines.with_user(self.others[1])
        self.handover.action_propose()
        self.assertFalse(lines.search(domain))  # a draft
        self.handover.action_start()
        self.assertEqual(lines.search(domain).mapped("name"), ["Jinda", "Hengtai"])
        self.handover.action_cancel()
        self.assertFalse(lines.search(domain))

    def test_core_13_who_may_do_what(self):
        self.handover.action_start()
        for user in (self.consultant, self.hr):
            for vals in ({"reason": "Other"}, {"last_day": "2026-12-31"}):
                with self.assertRaises(AccessError):
                    self.handover.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                self.handover.with_user(user).action_propose()
        with self.assertRaises(AccessError):
            self.lines[0].with_user(self.consultant).receiver_id = self.first
        self.lines[0].with_user(self.team_leader).receiver_id = self.first
        self.assertEqual(self.lines[0].receiver_id, self.first)
        for user in (self.consultant, self.team_leader, self.hr, self.analyst):
            for name in ("action_conclude", "action_reengage", "action_cancel"):
                with self.assertRaises(AccessError):
                    getattr(self.handover.with_user(user), name)()

    def test_core_13_screens_open_for_those_who_may(self):
        self.handover.action_start()
        for user in (self.consultant, self.team_leader, self.manager, self.hr):
            with Form(self.handover.with_user(user)) as form:
                self.assertEqual(form.state, "in_progress")
        with Form(self.as_leaver()) as form, form.line_ids.edit(0) as line:
            line.report = "Next visit in December"
        self.assertEqual(self.lines[0].report, "Next visit in December")

    def test_core_13_manager_makes_one_on_the_screen(self):
        with Form(self.env["kam.handover"].with_user(self.manager)) as form:
            form.rep_id = self.first
            form.last_day = date(2026, 12, 31)
        handover = form.record
        self.assertRecordValues(
            handover,
            [
                {
                    "company_id": self.company.id,
                    "state": "draft",
                    "part_time_from": date(2027, 1, 1),
                }
            ],
        )
        self.assertEqual(handover.line_ids.mapped("name"), ["Kept"])
        handover.rep_id = self.second
        self.assertFalse(handover.line_ids)

    def test_core_13_printed_with_signature_boxes(self):
        self.handover.action_start()
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.consultant)
            ._render_qweb_html("kam_core.report_kam_handover", self.handover.ids)
        )
        text = html.decode()
        for said in ("Wang Li", "Jinda", "Phone card handed in", "Signature"):
            self.assertIn(said, text)

    # === LEAVING === #

    def test_rule_a_18_guard_names_the_hand_over_to_start(self):
        with self.assertRaisesRegex(UserError, "Not concluded: Hand-over of Wang Li"):
            self.consultant.active = False
        self.handover.action_cancel()
        with self.assertRaisesRegex(UserError, "Start a hand-over"):
            self.consultant.active = False
        action = self.leaver.with_user(self.manager).action_hand_over()
        handover = self.env["kam.handover"].browse(action["res_id"])
        self.assertEqual(len(handover.line_ids), 3)
        again = self.leaver.with_user(self.manager).action_hand_over()
        self.assertEqual(again["res_id"], handover.id)
        with self.assertRaises(AccessError):
            self.leaver.with_user(self.hr).action_hand_over()

    def test_rule_a_18_unfinished_hand_over_blocks_without_accounts(self):
        self.handover.action_start()
        for account in self.accounts:
            account._kam_assign(self.first, "Emergency")
        with self.assertRaisesRegex(UserError, "Not concluded"):
            self.leaver.with_user(self.manager).active = False
        self.handover.action_cancel()
        self.leaver.with_user(self.manager).active = False
        self.assertFalse(self.leaver.active)

    def test_core_13_begun_is_cancelled_and_not_deleted(self):
        self.handover.action_start()
        with self.assertRaisesRegex(UserError, "Only a draft is deleted"):
            self.handover.unlink()
        self.handover.action_cancel()
        self.assertEqual(self.accounts[0].owner_id, self.leaver)
        self.env.flush_all()
        draft = self.handover.create({"rep_id": self.leaver.id})
        draft.unlink()
        self.assertFalse(draft.exists())
