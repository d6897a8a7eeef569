"""Registrations 报备 in every state, a masked hit and a request for consent."""

from typing import NamedTuple

from demo_company.people import user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import day_ago


class Report(NamedTuple):
    """A customer reported ``days`` ago; ``end`` is what came of it."""

    key: str
    login: str
    days: int
    name: str
    phone: str
    end: str
    kind: str = "company"


DETAILS = {"contact_name": "李经理 Manager Li", "source": "展会 Fair", "city": "上海"}
REPORTS = [
    Report("filed", "seller", 120, "锦绣置业有限公司 Jinxiu Property", "1001", "filed"),
    Report("lapsed", "rival", 100, "长风机械有限公司 Changfeng", "1002", "lapsed"),
    Report("refused", "newcomer", 40, "恒昌零售有限公司 Hengchang", "1003", "refused"),
    Report("withdrawn", "rival", 20, "四海船务有限公司 Sihai", "1004", "withdrawn"),
    Report(
        "confirmed", "newcomer", 15, "晨光学府幼儿园 Chenguang", "1005", "confirmed"
    ),
    Report("second", "rival", 9, "晨光学府幼儿园 Chenguang", "1005", "duplicate"),
    Report("taken", "newcomer", 5, "沈万年", "138 0000 3009", "reported", "person"),
    Report("similar", "rival", 2, "江南纺织集团 Jiangnan Group", "1006", "reported"),
    Report("waiting", "newcomer", 1, "瑞和医院工会 Ruihe Hospital", "1007", "reported"),
    Report("draft", "seller", 0, "天一影视有限公司 Tianyi Film", "1008", "draft"),
]


def build(env):
    """Report what has not been reported yet, and bring each to its end."""
    for report in REPORTS:
        if not get(env, f"registration_{report.key}"):
            with moment(env, days_ago(report.days)):
                _report(env, report)
    if not get(env, "consent"):
        with moment(env, days_ago(4)):
            _ask(env)


def registration(env, key):
    """The registration called ``key``."""
    return env.ref(f"kam_demo.registration_{key}")


def _report(env, report):
    registrations = env(user=user(env, report.login).id)["kam.registration"]
    phone = report.phone if report.kind == "person" else f"021 6001 {report.phone}"
    values = {"name": report.name, "phone": phone, "kind": report.kind, **DETAILS}
    made = registrations.create(values)
    # external ids are the system's
    mark(made.sudo(), f"registration_{report.key}")
    if report.end != "draft":
        made.action_kam_report()
    _END.get(report.end, lambda made: None)(made)


def _confirm(made):
    made.with_user(user(made.env, "manager")).action_kam_approve()


def _file(made):
    _confirm(made)
    made.with_user(user(made.env, "backoffice")).action_kam_file()


def _refuse(made):
    tasks = made.sudo()._kam_open_tasks().with_user(user(made.env, "manager"))
    tasks._kam_decide("refused", "同行，不作为客户 · a competitor, no customer")


def _withdraw(made):
    made.action_kam_withdraw()


def _lapse(made):
    """Nobody decides in time."""
    with moment(made.env, days_ago(60)):
        made.sudo().env["kam.registration"]._cron_lapse()


_END = {
    "confirmed": _confirm,
    "filed": _file,
    "refused": _refuse,
    "withdrawn": _withdraw,
    "lapsed": _lapse,
}


def _ask(env):
    """The seller whose report was taken asks the owner for consent."""
    newcomer = env(user=user(env, "newcomer").id)
    hit = registration(newcomer, "taken").hit_ids[:1]
    action = hit.action_ask_consent()
    values = {
        "purpose": "婚庆定制咨询 · asked for wedding rings",
        "date_to": day_ago(-30),
    }
    wizards = newcomer["kam.contact.consent.ask"].with_context(action["context"])
    wizards.create(values).action_ask()
    consent = env["kam.contact.consent"].search([], order="id desc", limit=1)
    mark(consent, "consent")
