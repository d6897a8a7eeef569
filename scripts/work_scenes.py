"""Pictures of what waits and what is watched: approvals, clocks, targets, leavers."""

from account_scenes import CARD, FORM, ROW

GROUP_HEAD = "Huaxia Aviation Group"
MAP, LINE = ".o_kam_map_lines path", ".o_form_view .o_data_row"
WAITING = f"{ROW}:has(.text-bg-warning)"


def relation_map(studio):
    """Who decides at the largest account, who is for us, who knows whom."""
    studio.login("seller")
    studio.in_each_language(_map)


def _map(studio, ending):
    page = studio.page
    page.open(f"{studio.url}/odoo/my-key-accounts", CARD)
    page.click(CARD, GROUP_HEAD)
    page.wait(f"document.querySelector('{FORM}')", "the form of an account")
    page.click("button[name=action_open_map]")
    page.wait(f"document.querySelector('{MAP}')", "the relationship map")
    studio.save(f"relation_map{ending}")


def registrations(studio):
    """Reports beside what is on file."""
    studio.login("manager")
    _show(studio, {"registrations": ("kam-registrations-to-confirm", ROW)})


def approvals(studio):
    """The inbox of the manager, and an account that says what waits for him."""
    studio.login("manager")
    _show(studio, {"approvals": ("approvals", ROW)})


def review(studio):
    """A quotation that waits for its special review."""
    studio.login("manager")
    studio.in_each_language(_review)


def _review(studio, ending):
    page = studio.page
    page.open(f"{studio.url}/odoo/special-reviews", ROW)
    page.click(f"{ROW} .badge.text-bg-info")
    page.wait("document.querySelector('button[name=action_open_order]')", "the review")
    page.click("button[name=action_open_order]")
    page.wait("document.querySelector('.o_form_view .alert ul')", "the quotation")
    studio.save(f"review{ending}")


def classification(studio):
    """What the rules propose, and why."""
    studio.login("analyst")
    studio.in_each_language(_classification)


def _classification(studio, ending):
    page = studio.page
    page.open(f"{studio.url}/odoo/kam-classification", ROW)
    page.click(f"{WAITING} td[name=name]")
    page.click("button.btn-primary[name=action_open_changes]")
    page.click("tr.o_group_header:first-child")
    page.wait(f"document.querySelector('{ROW}')", "the proposed changes")
    studio.save(f"classification{ending}")


def watched(studio):
    """Accounts that nobody looks after, and those that were lost."""
    studio.login("manager")
    clocks = "key-accounts-without-maintenance"
    _show(studio, {"maintenance": (clocks, ROW), "churn": ("key-account-churn", ROW)})


def targets(studio):
    """Targets of the sellers, and the board of one of them."""
    studio.login("manager")
    _show(studio, {"targets": ("kam-targets", ROW)})
    studio.login("seller")
    _show(studio, {"target_board": ("my-targets", CARD)})


def handover(studio):
    """Accounts of who leaves, their reports and receivers."""
    studio.login("manager")
    studio.in_each_language(_handover)


def _handover(studio, ending):
    studio.page.open(f"{studio.url}/odoo/hand-overs", ROW)
    studio.page.click(f"{ROW} td[name=last_day]")
    studio.page.wait(f"document.querySelector('{LINE}')", "hand-over")
    studio.save(f"handover{ending}")


def _show(studio, pages):
    """Take a picture of each of ``{name: (path, sign)}`` in each language."""

    def scene(studio, ending):
        for name, (path, sign) in pages.items():
            studio.show(path, sign, name + ending)

    studio.in_each_language(scene)


SCENES = (
    *(relation_map, registrations, approvals, review, classification),
    *(watched, targets, handover),
)
