from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .test_completeness import KamCompletenessCase


@tagged("post_install", "-at_install")
class TestCompletenessTable(KamCompletenessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_person({"street": "Nanjing Road 1"})

    @contextmanager
    def refused(self, reason):
        """Check that what runs is refused, and undo it as a request does."""
        with (
            self.assertRaisesRegex(ValidationError, reason),
            self.env.cr.savepoint(),
        ):
            yield

    # === THE TABLE === #

    def test_core_06_the_manager_edits_the_table(self):
        self.assertEqual(self.account.completeness, 44.44)
        line = self.line("phone").with_user(self.manager)
        line.weight = 0
        self.commit()
        self.assertEqual(self.account.completeness, 66.66)
        line.weight = 10
        self.commit()
        self.assertEqual(self.account.completeness, 25)
        line.unlink()
        self.commit()
        self.assertEqual(self.account.completeness, 66.66)
        self.lines.with_user(self.manager).create({"code": "fax", "weight": 2})
        self.commit()
        self.assertEqual(self.account.completeness, 50)

    def test_core_06_nobody_else_edits_the_table(self):
        for user in (self.consultant, self.team_leader, self.analyst, self.back_office):
            with self.assertRaises(AccessError):
                self.line("phone").with_user(user).weight = 1

    def test_core_06_a_negative_weight_is_refused(self):
        with self.refused("“Phone” is -1; it can't be"):
            self.line("phone").weight = -1

    def test_core_06_two_lines_of_one_reach_are_refused(self):
        refusal = "“Phone” is in the table twice for Persons and Companies of all"
        with self.refused(refusal):
            self.lines.create({"code": "phone", "weight": 1})
        values = {"code": "competitors", "class_id": self.strategic.id}
        with self.refused("twice.*of Strategic"):
            self.lines.create(values)
        self.lines.create({**values, "kind": "person"})

    def test_core_06_an_unknown_field_is_refused(self):
        for code in ("shoe_size", "stakeholder:0"):
            with self.refused("has no field"):
                self.lines.create({"code": code})

    def test_rule_a_15_sensitive_can_not_be_switched_off(self):
        self.assertTrue(self.line("family").sensitive)
        with self.refused("“Family” is sensitive"):
            self.line("family").sensitive = False
        self.line("phone").sensitive = True
        self.commit()
        self.assertEqual(self.account.completeness, 66.66)

    def test_rule_a_15_the_narrowest_weight_wins(self):
        self.lines.create({"code": "phone", "weight": 0, "kind": "person"})
        self.commit()
        self.assertEqual(self.account.completeness, 66.66)
        self.lines.create(
            {"code": "phone", "weight": 14, "class_id": self.strategic.id}
        )
        self.account.class_id = self.strategic
        self.assertEqual(self.account.completeness, 16)

    def test_core_06_a_field_of_a_module_that_is_gone_is_not_asked_for(self):
        function = self.env["kam.stakeholder.function"].create({"name": "Courier"})
        code = f"stakeholder:{function.id}"
        self.lines.create({"code": code, "weight": 9})
        self.commit()
        self.assertEqual(self.account.completeness, 22.22)
        self.assertEqual(
            self.account.next_missing[0]["label"], "Contact person: Courier"
        )
        function.unlink()
        self.assertEqual(self.account.next_missing[0]["code"], "phone")
        self.line("phone").weight = 3
        self.commit()
        self.assertEqual(self.account.completeness, 44.44)

    def test_core_06_the_shipped_table_is_sound(self):
        shipped = self.lines.with_context(active_test=False).search(
            [("id", "not in", self.lines.ids)]
        )
        self.lines.unlink()
        shipped.active = True
        self.assertEqual(len(self.lines._kam_weights()), len(shipped))
        sections = {line.section for line in shipped}
        self.assertEqual(sections, {"basic", "important", "core", "process", "habits"})

    # === MANY ACCOUNTS === #

    def _create_many(self, count):
        """Make accounts of persons by SQL; every other one has a street."""
        self.env.cr.execute(
            """
            WITH partner AS (
                INSERT INTO res_partner (name, complete_name, street, active, type,
                                         autopost_bills)
                SELECT 'P' || n, 'P' || n, CASE WHEN n %% 2 = 0 THEN 'S' END, true,
                       'contact', 'ask'
                FROM generate_series(1, %(count)s) n
                RETURNING id, name
            )
            INSERT INTO kam_account (partner_id, partner_key, number, name, company_id,
                                     kind, opened_on, active, secrecy, basic_checked_on)
            SELECT id, id, 'T' || id, name, %(company)s, 'person', '2026-01-01', true,
                   'role', '2026-11-01'
            FROM partner RETURNING id
            """,
            {"count": count, "company": self.company.id},
        )
        return self.env["kam.account"].browse(
            row_id for (row_id,) in self.env.cr.fetchall()
        )

    def test_core_06_statements_do_not_depend_on_the_number_of_accounts(self):
        service = self.env["kam.completeness"]
        service._kam_refresh(self.account)  # the table is read once
        statements = set()
        for count in (80, 800):
            accounts = self._create_many(count)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            changed = service._kam_refresh(accounts)
            statements.add(self.env.cr.sql_log_count - before)
            self.assertEqual(changed, accounts)
            rates = set(accounts.mapped("completeness"))
            self.assertEqual(rates, {0, 44.44})
        self.assertEqual(len(statements), 1)
        self.assertLessEqual(statements.pop(), 6)  # one of them reads the consents

    def test_core_06_what_did_not_change_is_not_written(self):
        service = self.env["kam.completeness"]
        accounts = self._create_many(10)
        service._kam_refresh(accounts)
        accounts[0].partner_id.phone = "1"
        self.env.flush_all()
        self.assertFalse(service._kam_refresh(accounts))

    def _statements(self, values):
        """Return how many statements it takes to save ``values`` of the account."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.account.with_user(self.manager).write(values)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_core_06_a_saved_field_costs_three_statements_at_most(self):
        self._statements({"competitors": "Laomiao"})  # caches
        compute = "_compute_completeness"
        with patch.object(self.registry["kam.account"], compute, lambda self: None):
            without = self._statements({"competitors": "Chow Tai Fook"})
        rated = self._statements({"competitors": ""})
        self.assertLessEqual(rated - without, 3)

    def test_core_06_many_accounts_are_rated_in_the_background(self):
        accounts = self._create_many(1001)
        self.env["kam.completeness"]._kam_refresh(accounts)
        for weight in (1, 2, 0):
            self.line("phone").with_user(self.manager).weight = weight
        self.commit()
        job = self.env["kam.job"].search([("kind", "=", "completeness")])
        self.assertEqual((job.user_id, job.state), (self.manager, "waiting"))
        self.assertEqual(accounts[1].completeness, 44.44)
        self._work_off_jobs()
        total = self.env["kam.account"].with_context(active_test=False).search_count([])
        self.assertRecordValues(job, [{"state": "done", "done": total}])
        self.assertEqual(accounts[1].completeness, 66.66)

    def test_core_06_a_newer_job_replaces_those_that_wait(self):
        self._create_many(1001)
        for weight in (1, 0):
            self.line("phone").weight = weight
            self.commit()
        jobs = self.env["kam.job"].search([("kind", "=", "completeness")])
        self.assertEqual(jobs.mapped("state"), ["waiting", "cancelled"])

    def _work_off_jobs(self):
        cron = self.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", lambda *args, **kwargs: 1):
            self.env["kam.job"]._cron_run()

    def test_core_06_the_table_is_rated_once_for_all_its_changes(self):
        refresh = "_kam_refresh"
        with patch.object(self.registry["kam.completeness"], refresh) as refreshed:
            for sequence, line in enumerate(self.lines):
                line.sequence = -sequence
            self.commit()
        refreshed.assert_called_once()
