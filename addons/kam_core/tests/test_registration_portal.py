import re
from datetime import date
from html import unescape

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.portal.controllers.portal import CustomerPortal

from .registration_case import CODE, NOON, KamRegistrationCase

URL = "/my/registrations"
CUSTOMER = {"kind": "company", "name": "上海钜鑫珠宝有限公司", "phone": "13800138000"}


class KamPortalCase(KamRegistrationCase, HttpCase):
    """Two part-time sellers who only have the portal: Sun Li and an agent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part_timer = cls.create_user("part_time", "kam_part_timer")
        cls.part_timer.name = "Sun Li"
        cls.rep = cls.create_rep(cls.part_timer, "part_time")
        cls.agent = cls.create_user("part_time", "kam_agent_user")
        cls.agent.name = "Boyuan Agency"
        cls.reps["agent"] = cls.create_rep(cls.agent, "agent")

    def setUp(self):
        super().setUp()
        self.sign_in(self.part_timer)

    def sign_in(self, user):
        self.authenticate(user.login, user.login)

    def get(self, path):
        """Return status and text of a page, sentences in one piece."""
        answer = self.url_open(path)
        body = re.sub(r"</?span[^>]*>", "", answer.text.partition("<main>")[2])
        return answer.status_code, re.sub(r"\s+", " ", unescape(body))

    def assert_page(self, path, shown=(), hidden=()):
        status, page = self.get(path)
        self.assertEqual(status, 200)
        self.assertEqual([text for text in shown if text not in page], [])
        self.assertEqual([text for text in hidden if text in page], [])

    def post(self, path, **values):
        values.setdefault("csrf_token", Request.csrf_token(self))
        answer = self.url_open(path, data=values)
        self.env.invalidate_all()
        return answer

    def reports(self, rep=None):
        return self.env["kam.registration"].search(
            [("reporter_id", "=", (rep or self.rep).id)], order="id"
        )

    def hand_in(self, **values):
        """Report a customer as a browser does; return the newest registration."""
        answer = self.post(f"{URL}/new", **{**CUSTOMER, **values})
        self.assertEqual(answer.status_code, 200)
        self.assertTrue("kam_message_form" in answer.text, "the form came back")
        return self.reports()[-1:]

    def complaints(self, **values):
        """Hand in what is refused; return ``({field: sentence}, text)``."""
        before = self.reports()
        text = unescape(self.post(f"{URL}/new", **{**CUSTOMER, **values}).text)
        self.assertEqual(self.reports(), before)
        found = re.findall(r'id="(?!kam_)(\w+)_problem"[^>]*>([^<]+)<', text)
        whole = re.findall(r'id="kam_problem"[^>]*>([^<]+)<', text)
        return dict(found, **{"": whole[0].strip() if whole else ""}), text


@tagged("post_install", "-at_install")
class TestRegistrationPortal(KamPortalCase):
    """A part-time seller reports customers through the portal (CORE-10, CORE-23)."""

    # === REPORTING === #

    def test_core_10_part_timer_reports_a_customer(self):
        registration = self.hand_in(
            tax_number=CODE,
            city="上海",
            street="南京东路1号",
            contact_name="王伟",
            source="Met at a fair",
        )
        self.assertRecordValues(
            registration,
            [
                {
                    "name": "上海钜鑫珠宝有限公司",
                    "kind": "company",
                    "tax_number": CODE,
                    "street": "南京东路1号",
                    "source": "Met at a fair",
                    "reporter_id": self.rep.id,
                    "company_id": self.company.id,
                    "state": "reported",
                    "reported_at": NOON,
                    "hold_until": date(2026, 12, 6),
                    "approval_state": "open",
                    "verdict": "clear",
                    "create_uid": self.part_timer.id,
                }
            ],
        )
        [task] = registration._kam_open_tasks().sudo()
        self.assertEqual(task.approver_ids, self.manager)
        self.assert_page(
            f"{URL}/{registration.id}",
            ("Waiting for the manager", "12/06/2026", "Met at a fair", CODE),
        )

    def test_core_10_confirmed_customer_belongs_to_the_part_timer(self):
        registration = self.hand_in()
        account = self.confirm(registration)
        self.assertEqual(account.owner_id, self.rep)
        self.assert_page(URL, ["Protected until 02/22/2027"])
        self.assert_page(
            f"{URL}/{registration.id}",
            [f"Confirmed; the account is {account.number}."],
            ['id="kam_withdraw"'],
        )

    def test_core_10_setting_confirms_what_a_part_timer_reports(self):
        self.company.kam_registration_auto = True
        registration = self.hand_in()
        self.assertEqual(registration.state, "confirmed")
        self.assertEqual(registration.account_id.owner_id, self.rep)

    def test_core_10_nothing_can_be_forged_in_the_form(self):
        registration = self.hand_in(
            reporter_id=self.reps["rival"].id,
            rep_id=self.reps["rival"].id,
            state="confirmed",
            reported_at="2020-01-01 00:00:00",
            protected_until="2099-01-01",
            account_id=1,
            partner_id=self.manager.partner_id.id,
            number="BB1",
            again="999999999999",
        )
        self.assertRecordValues(
            registration,
            [
                {
                    "reporter_id": self.rep.id,
                    "state": "reported",
                    "reported_at": NOON,
                    "protected_until": False,
                    "account_id": False,
                    "partner_id": False,
                    "previous_id": False,
                }
            ],
        )
        self.assertNotEqual(registration.number, "BB1")

    def test_core_10_form_of_another_site_is_refused(self):
        with mute_logger("odoo.http"):
            answer = self.post(f"{URL}/new", **CUSTOMER, csrf_token="")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.reports())

    def test_core_10_bad_input_is_told_at_the_field(self):
        for values, name, sentence in (
            ({"name": " "}, "name", "Enter the name of the customer."),
            ({"phone": ""}, "phone", "by the name alone"),
            ({"phone": "6123 4567"}, "phone", "area code"),
            ({"contact_phone": "12"}, "contact_phone", "area code"),
            ({"tax_number": CODE[:-1]}, "tax_number", "this one has 17"),
            ({"tax_number": CODE[:-1] + "8"}, "tax_number", "check digit"),
            ({"street": "x" * 201}, "street", "At most 200 characters."),
        ):
            with self.subTest(values=values):
                found, text = self.complaints(**values, source="A <b>fair</b>")
                self.assertEqual(set(found) - {""}, {name})
                self.assertIn(sentence, found[name])
                self.assertIn('value="A <b>fair</b>"', text)
        self.assertFalse(self.rep.portal_count, "nothing was looked up")

    def test_core_10_what_was_typed_stays_and_is_no_markup(self):
        text = self.post(f"{URL}/new", name='"><script>', kind="person").text
        self.assertNotIn("<script>&", text)
        self.assertIn('value="&#34;&gt;&lt;script&gt;"', text)
        self.assertRegex(text, r'value="person"\s+checked')

    def test_core_10_odd_input_is_stored_as_text(self):
        registration = self.hand_in(name="钜鑫\0珠宝", kind="nobody")
        self.assertEqual(registration.name, "钜鑫珠宝")
        self.assertEqual(registration.kind, "company")

    def test_core_10_without_a_flow_nothing_is_written(self):
        self.env["kam.approval.flow"].search(
            [("res_model", "=", "kam.registration")]
        ).active = False
        found, _text = self.complaints()
        self.assertIn("No approval flow is configured", found[""])
        self.assertFalse(self.rep.portal_count)

    # === ON FILE === #

    def test_rule_a_12_others_accounts_are_masked_in_the_portal(self):
        account = self.owned(street="愚园路68号")
        registration = self.hand_in(name="钜鑫")
        self.assertEqual(registration.state, "reported")
        self.assert_page(
            f"{URL}/{registration.id}",
            ("上海＊＊＊", "Account with an owner", "Zhao Min", "Same mobile"),
            (account.name, "珠宝有限公司", "愚园路", account.number),
        )

    def test_rule_a_12_contacts_are_masked_and_own_accounts_in_clear(self):
        self.env["res.partner"].create({"name": "李小娜", "phone": "13100131000"})
        registration = self.hand_in(name="钜民", kind="person", phone="13100131000")
        page = f"{URL}/{registration.id}"
        self.assert_page(page, ["Contact without account"], ["李小娜"])
        self.owned("杭州银泰百货有限公司", self.rep, phone="13300133000")
        registration = self.hand_in(name="银泰", phone="13300133000")
        self.assert_page(f"{URL}/{registration.id}", ["杭州银泰百货有限公司"])

    def test_core_10_protected_customer_is_refused_in_the_portal(self):
        first = self.report(user=self.rival, contact_name="王伟")
        self.confirm(first)
        registration = self.hand_in()
        self.assertEqual(registration.state, "duplicate")
        self.assert_page(
            f"{URL}/{registration.id}",
            (f"Taken: {first.number} by Zhao Min came first.", "On File Already"),
            ["王伟"],
        )

    def test_rule_a_13_double_click_is_one_report(self):
        first = self.hand_in()
        self.assertEqual(self.hand_in(), first)
        self.assertEqual(self.rep.portal_count, 1)
        again = self.hand_in(phone="13900139000")
        self.assertEqual(
            again.outcome, f"You reported this customer as {first.number}."
        )
        self.assertEqual(self.hand_in(phone="13900139000"), again)

    def test_rule_a_13_a_moment_later_a_taken_customer_is_looked_up_again(self):
        self.sign_in(self.agent)
        self.post(f"{URL}/new", **CUSTOMER)
        first = self.reports(self.reps["agent"])
        self.sign_in(self.part_timer)
        self.assertEqual(self.hand_in().state, "duplicate")
        first.with_user(self.agent).sudo()._kam_portal_withdraw()
        self.at(2026, 11, 22, 4, 2)
        self.assertEqual(self.hand_in().state, "reported")

    # === LIMIT === #

    def test_core_10_reports_of_a_day_are_limited_and_the_manager_told(self):
        self.company.kam_registration_portal_limit = 2
        for number in (1, 2):
            last = self.hand_in(name=f"钜鑫{number}", phone=f"1380013800{number}")
        self.owned("杭州银泰百货有限公司", phone="13300133000")
        for _try in range(2):
            found, text = self.complaints(name="银泰", phone="13300133000")
            self.assertIn("You have made today's 2 reports.", found[""])
            self.assertIn("kam_manager", found[""])
            self.assertNotIn("Zhao Min", text)
            self.assertIn('value="银泰"', text)
        told = last.activity_ids.filtered(lambda found: not found.kam_task_id)
        self.assertRecordValues(
            told,
            [
                {
                    "user_id": self.manager.id,
                    "summary": "Sun Li reports unusually many customers",
                    "date_deadline": self.today,
                }
            ],
        )
        self.assertEqual(self.rep.portal_count, 4)
        self.at(2026, 11, 22, 16, 0)  # midnight in Shanghai
        self.hand_in(name="银泰", phone="13300133000")
        self.assertEqual(self.rep.portal_count, 1)

    def test_core_10_withdrawn_reports_count_and_limits_are_each_sellers(self):
        self.company.kam_registration_portal_limit = 1
        registration = self.hand_in()
        self.post(f"{URL}/{registration.id}/withdraw")
        self.assertIn("today's 1 reports", self.complaints(name="银泰")[0][""])
        self.sign_in(self.agent)
        self.post(f"{URL}/new", **CUSTOMER)
        self.assertEqual(len(self.reports(self.reps["agent"])), 1)

    def test_core_10_zero_is_no_limit(self):
        self.company.kam_registration_portal_limit = 0
        for number in range(3):
            self.hand_in(name=f"钜鑫{number}", phone=f"1380013800{number}")
        self.assertEqual(len(self.reports()), 3)

    # === AFTER THE REPORT === #

    def test_core_10_withdrawn_while_it_waits(self):
        registration = self.hand_in()
        self.post(f"{URL}/{registration.id}/withdraw")
        self.assertRecordValues(
            registration, [{"state": "withdrawn", "approval_state": "none"}]
        )
        self.assertEqual(self.report(user=self.rival).state, "reported")

    def test_core_10_decided_report_is_not_withdrawn(self):
        registration = self.hand_in()
        self.confirm(registration)
        answer = self.post(f"{URL}/{registration.id}/withdraw")
        self.assertIn("waits for no decision", answer.text)
        self.assertEqual(registration.state, "confirmed")

    def test_core_10_refused_with_the_reason_and_reported_again(self):
        registration = self.hand_in(source="Met at a fair")
        self.refuse(registration, "Customer of headquarters")
        for path in (URL, f"{URL}/{registration.id}"):
            self.assert_page(path, ["Customer of headquarters"])
        again = f"{URL}/new?again={registration.id}"
        self.assert_page(again, ['value="Met at a fair"'])
        found, _text = self.complaints()
        self.assertIn("Customer of headquarters", found["again_reason"])
        second = self.hand_in(again=registration.id, again_reason="Released by them")
        self.assertRecordValues(
            second,
            [
                {
                    "state": "reported",
                    "previous_id": registration.id,
                    "again_reason": "Released by them",
                }
            ],
        )

    def test_core_10_messages_go_to_the_manager_and_back(self):
        registration = self.hand_in()
        self.post(f"{URL}/{registration.id}/message", body="He wants <b>rings</b>\nnow")
        message = registration.message_ids[0]
        self.assertRecordValues(
            message,
            [
                {
                    "author_id": self.part_timer.partner_id.id,
                    "partner_ids": self.manager.partner_id.ids,
                    "message_type": "comment",
                }
            ],
        )
        self.assertIn("&lt;b&gt;rings&lt;/b&gt;<br>", message.body)
        for body, subtype in (("Who sent you?", "comment"), ("Among us", "note")):
            registration.with_user(self.manager).message_post(
                body=body, message_type="comment", subtype_xmlid=f"mail.mt_{subtype}"
            )
        page = f"{URL}/{registration.id}"
        self.assert_page(page, ["He wants", "Who sent you?"], ["Among us"])
        self.post(f"{URL}/{registration.id}/message", body="  ")
        self.assertEqual(registration.message_ids[1].author_id, self.manager.partner_id)

    def test_core_10_list_filters_sorts_and_turns_pages(self):
        for name in ("钜鑫", "银泰", "金达"):
            self.hand_in(name=name, phone="", street=f"{name}路1号")
        self.refuse(self.reports()[0])
        self.patch(CustomerPortal, "_items_per_page", 2)
        for query, shown, hidden in (
            ("", ("金达", "银泰"), ("钜鑫",)),
            ("/page/2", ("钜鑫",), ("金达", "银泰")),
            ("?filterby=refused", ("钜鑫",), ("金达", "银泰")),
            ("?filterby=ended", ("Nothing here",), ("钜鑫", "金达", "银泰")),
            ("?sortby=name", ("金达", "钜鑫"), ("银泰",)),
            ("?sortby=nothing&filterby=else", ("金达", "银泰"), ("钜鑫",)),
        ):
            with self.subTest(query=query):
                self.assert_page(URL + query, shown, hidden)


@tagged("post_install", "-at_install")
class TestRegistrationPortalRights(KamPortalCase):
    """Who finds the pages, and whose reports on them (CORE-23)."""

    def assert_closed(self, registration=None):
        """The user finds no page, no card, and can do nothing."""
        number = registration.id if registration else 1
        for path in (URL, f"{URL}/new", f"{URL}/{number}"):
            with self.subTest(path=path):
                self.assertEqual(self.get(path)[0], 404)
        for path in ("new", f"{number}/withdraw", f"{number}/message"):
            with self.subTest(path=path):
                answer = self.post(f"{URL}/{path}", **CUSTOMER, body="Hello")
                self.assertEqual(answer.status_code, 404)
        self.assert_page("/my/home", hidden=[URL])

    def test_core_23_card_of_the_portal_counts_own_reports(self):
        self.assert_page("/my/home", ["> 0 Registered customers"])
        self.hand_in()
        self.draft(user=self.manager, name="银泰", reporter_id=self.rep.id)
        self.assert_page("/my/home", ["> 1 Registered customers"])

    def test_core_23_customers_in_the_portal_find_no_page(self):
        customer = new_test_user(self.env, "kam_customer", "base.group_portal")
        self.sign_in(customer)
        self.assert_closed()

    def test_core_23_role_without_a_term_finds_no_page(self):
        seller = self.create_user("part_time", "kam_no_rep")
        self.sign_in(seller)
        self.assert_closed()
        self.create_rep(seller, "part_time", "2026-11-23")  # from tomorrow on
        self.assert_closed()

    def test_core_23_former_part_timer_finds_no_page(self):
        registration = self.hand_in()
        self.rep.term_ids.date_to = date(2026, 11, 22)
        self.assertEqual(self.get(URL)[0], 200, "the last day")
        self.at(2026, 11, 22, 16, 0)  # midnight in Shanghai
        self.assert_closed(registration)
        self.assertEqual(registration.state, "reported")

    def test_core_23_archived_seller_finds_no_page(self):
        self.rep.active = False
        self.assert_closed()

    def test_core_23_nobody_finds_somebody_elses_report(self):
        registration = self.hand_in(source="Met at a fair")
        self.refuse(registration)
        self.sign_in(self.agent)
        self.assert_page(URL, hidden=[registration.name])
        self.assert_page(f"{URL}/new?again={registration.id}", hidden=["fair"])
        self.assertEqual(self.get(f"{URL}/{registration.id}")[0], 404)
        for path in ("withdraw", "message"):
            answer = self.post(f"{URL}/{registration.id}/{path}", body="Hello")
            self.assertEqual(answer.status_code, 404)
        self.post(f"{URL}/new", **CUSTOMER, again=registration.id)
        self.assertFalse(self.reports(self.reps["agent"]).previous_id)

    def test_core_23_public_is_asked_to_sign_in(self):
        self.authenticate(None, None)
        answer = self.url_open(URL, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_core_23_part_timers_have_no_right_on_records(self):
        registration = self.hand_in().with_user(self.part_timer)
        for call in (
            lambda: registration.read(["name"]),
            lambda: registration.search([]),
            lambda: registration.create(CUSTOMER),
            lambda: registration.write({"source": "x"}),
            registration.action_kam_report,
            registration.action_kam_check,
            registration.action_kam_withdraw,
            lambda: registration.env["kam.registration.hit"].search([]),
            lambda: registration.env["kam.account"].search([]),
            lambda: registration.env["kam.sales.rep"].search([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_core_23_seller_of_two_companies_chooses_one(self):
        sister = self.env["res.company"].create({"name": "Jewellery West"})
        (self.part_timer + self.manager).company_ids += sister
        other = self.env["kam.sales.rep"].create(
            {
                "partner_id": self.part_timer.partner_id.id,
                "user_id": self.part_timer.id,
                "company_id": sister.id,
                "term_ids": [
                    Command.create({"kind": "agent", "date_from": "2026-01-01"})
                ],
            }
        )
        self.env["kam.approval.flow"]._kam_make_default_flows()
        self.assert_page(f"{URL}/new", ["Jewellery West"])
        self.post(f"{URL}/new", **CUSTOMER, rep_id=other.id)
        self.assertRecordValues(
            self.reports(other), [{"company_id": sister.id, "state": "reported"}]
        )
        self.assert_page(URL, [CUSTOMER["name"]])


class KamPortalTourCase(KamPortalCase):
    def check_tour(self, lang="en_US"):
        """A wrong number first, then a report that is withdrawn and one with a hit."""
        self.env["res.lang"]._activate_lang(lang)
        self.part_timer.lang = lang
        self.owned()
        self.start_tour("/my/home", "kam_part_timer", login=self.part_timer.login)
        self.assertRecordValues(
            self.reports(),
            [
                {"name": "Jinda Hotels", "state": "withdrawn"},
                {"name": "钜鑫", "state": "reported"},
            ],
        )


@tagged("post_install", "-at_install")
class TestRegistrationPortalTour(KamPortalTourCase):
    """The way of a part-time seller in a browser, at a desk."""

    def test_core_10_part_timer_in_english(self):
        self.check_tour()

    def test_core_10_part_timer_in_chinese(self):
        self.check_tour("zh_CN")


@tagged("post_install", "-at_install")
class TestRegistrationPortalPhone(KamPortalTourCase):
    """The same on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_core_10_part_timer_on_a_phone(self):
        self.check_tour()

    def test_core_10_part_timer_on_a_phone_in_chinese(self):
        self.check_tour("zh_CN")
