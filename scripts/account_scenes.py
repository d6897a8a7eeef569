"""Pictures of key accounts: in English and Chinese, at a desk and on a phone."""

from studio import PHONE

ACCOUNTS = "action-kam_core.kam_account_action"
GROUPS = "action-kam_core.kam_account_action_group"
MY_ACCOUNTS = "action-kam_core.kam_account_action_mine"
ROW, CARD = ".o_list_view .o_data_row", ".o_kanban_record:not(.o_kanban_ghost)"
FORM = ".o_form_view .o_kam_completeness"
TREE = "document.querySelectorAll('.o_hierarchy_row').length > 1"


def account_lists(studio):
    """What a manager works with: the list, the largest account, its group."""
    studio.login("manager")
    studio.in_each_language(_lists)


def _lists(studio, ending):
    page = studio.page
    page.open(f"{studio.url}/odoo/{ACCOUNTS}", ROW)
    for _turn in range(2):  # the largest first
        page.click("th[data-name=trade_year]")
    studio.save(f"accounts{ending}")
    page.click(f"{ROW}:first-child td[name=name]")
    page.wait(f"document.querySelector('{FORM}')", "the form of an account")
    studio.save(f"account{ending}")


def account_groups(studio):
    """The tree of a group, opened from its head."""
    studio.login("manager")
    studio.in_each_language(_groups)


def _groups(studio, ending):
    page = studio.page
    page.open(f"{studio.url}/odoo/{GROUPS}", ".o_hierarchy_node")
    if not page.run(TREE):  # a single group is unfolded already
        page.click(".o_hierarchy_node_button")
    page.wait(TREE, "the tree")
    studio.save(f"account_group{ending}")


def account_cards(studio):
    """What a seller works with: cards along the chain, the own account."""
    studio.login("seller")
    studio.in_each_language(_cards)


def _cards(studio, ending):
    page = studio.page
    page.open(f"{studio.url}/odoo/{MY_ACCOUNTS}", CARD)
    studio.save(f"account_cards{ending}")
    with studio.holding(PHONE):
        page.open(f"{studio.url}/odoo/{MY_ACCOUNTS}", CARD)
        studio.save(f"account_cards_phone{ending}")
        page.click(CARD)
        page.wait(f"document.querySelector('{FORM}')", "the form of an account")
        studio.save(f"account_phone{ending}")
        page.click("button[name=action_log_communication]")
        page.wait("document.querySelector('.modal .o_field_widget[name=content]')")
        studio.save(f"account_log_phone{ending}")


SCENES = (account_lists, account_groups, account_cards)
