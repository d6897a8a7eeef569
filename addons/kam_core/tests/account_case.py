"""Common ground of the tests of accounts: a company, its sellers and roles."""

from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

ROLES = (
    "consultant",
    "team_leader",
    "manager",
    "sales_director",
    "general_manager",
    "analyst",
    "back_office",
    "event_planner",
    "hr",
    "finance",
    "gift_keeper",
    "company_office",
)


class KamAccountCase(TransactionCase):
    """One company on 2026-11-22 (a Sunday) with a team, a user and rep per role.

    ``cls.consultant`` and so on are users; ``cls.reps["consultant"]`` their reps. The
    team leader leads ``cls.team``, in which the consultant sells.
    """

    today = date(2026, 11, 22)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_now(datetime(2026, 11, 22, 4, 0))  # noon in Shanghai
        cls.company = cls.env["res.company"].create({"name": "Jewellery East"})
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.users = {role: cls.create_user(role) for role in ROLES}
        for role, user in cls.users.items():
            setattr(cls, role, user)
        cls.plain = new_test_user(cls.env, "kam_plain", company_id=cls.company.id)
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Key Accounts East",
                "company_id": cls.company.id,
                "user_id": cls.team_leader.id,
            }
        )
        cls.reps = {
            role: cls.create_rep(cls.users[role]) for role in ("consultant", "manager")
        }

    @classmethod
    def set_now(cls, moment):
        """Let the clock stand at ``moment``, naive UTC."""
        patcher = patch.object(
            cls.registry["kam.clock"], "_now", lambda self: moment, create=False
        )
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    @classmethod
    def create_user(cls, role, login=None):
        return new_test_user(
            cls.env,
            login or f"kam_{role}",
            f"kam_core.kam_core_group_{role}",
            company_id=cls.company.id,
        )

    @classmethod
    def create_rep(cls, user, kind="full_time", date_from="2020-01-01"):
        return cls.env["kam.sales.rep"].create(
            {
                "partner_id": user.partner_id.id,
                "user_id": user.id,
                "company_id": cls.company.id,
                "term_ids": [
                    (
                        0,
                        0,
                        {
                            "kind": kind,
                            "date_from": date_from,
                            "team_id": cls.team.id,
                            "manager_id": cls.manager.id,
                        },
                    )
                ],
            }
        )

    @classmethod
    def create_account(cls, name, owner=None, **values):
        """Return an account of a new company; pass ``partner_id`` for another one."""
        if "partner_id" not in values:
            partner = cls.env["res.partner"].create({"name": name, "is_company": True})
            values["partner_id"] = partner.id
        return cls.env["kam.account"].create(
            {
                "company_id": cls.company.id,
                "owner_id": owner.id if owner else False,
                **values,
            }
        )
