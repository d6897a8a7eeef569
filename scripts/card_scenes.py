"""Pictures of vouchers and cards: at the till, in the office, in the books."""

MODULE = "kam_groupbuy_cards"


def till_voucher(studio):
    """Two vouchers and the rest still to pay."""
    studio.till("cashier")
    studio.sell("Pearl Ear Studs", "Hetian Jade Buckle")
    studio.enter("voucher of 1000")
    studio.held(1)
    studio.enter("voucher of 500")
    studio.held(2)
    studio.save("till_voucher")
    studio.leave()


def till_voucher_zh(studio):
    """The same in Chinese."""
    studio.till("cashier_zh")
    studio.sell("珍珠耳钉", "和田玉平安扣")
    studio.enter("voucher of 1000", "券")
    studio.held(1)
    studio.enter("voucher of 500", "券")
    studio.held(2)
    studio.save("till_voucher_zh")
    studio.leave()


def till_forfeit(studio):
    """A voucher of 500 for goods of 430."""
    studio.till("cashier")
    studio.sell("Gold Lucky Bead")
    studio.enter("voucher of 500")
    studio.page.wait("document.querySelector('.kam-forfeit-dialog')", "the question")
    studio.save("till_forfeit")
    studio.page.click(".kam-forfeit-dialog .btn-secondary")


def till_card(studio):
    """A card with PIN: the question, then the receipt with what remains.

    What is paid in full needs no further click, so this one does spend the card.
    """
    studio.till("cashier")
    studio.sell("Pearl Necklace")
    studio.enter("card with 5000")
    studio.page.wait("document.querySelector('.kam-pin-dialog')", "the PIN dialog")
    studio.save("till_pin")
    studio.enter_pin()
    studio.page.wait("document.querySelector('.pos-receipt .kam-receipt')", "receipt")
    studio.save("till_receipt")


def quotation(studio):
    """A group-buy order as the seller sees it."""
    studio.login("seller")
    orders = "action-kam_core.sale_order_action"
    studio.first_row(orders, "Pujiang", ".o_form_view .o_list_renderer", "quotation")


def instruments(studio):
    """List and form of vouchers."""
    studio.login("manager")
    vouchers = f"action-{MODULE}.kam_card_action_vouchers"
    studio.page.open(f"{studio.url}/odoo/{vouchers}", ".o_list_view .o_data_row")
    studio.page.click("th[data-name=partner_id]")
    studio.save("vouchers")
    cards = f"action-{MODULE}.kam_card_action_cards"
    studio.first_row(cards, "2,970.00", ".o_form_view .o_form_sheet", "card")


def books(studio):
    """The ledger, newest first, and the tie-out."""
    studio.login("finance")
    entries = f"action-{MODULE}.kam_card_entry_action"
    studio.show(entries, ".o_list_view .o_data_row", "ledger")
    tie_out = f"action-{MODULE}.kam_card_tie_out_action"
    studio.show(tie_out, ".o_form_view .o_data_row", "tie_out")


SCENES = (
    *(till_voucher, till_voucher_zh, till_forfeit, till_card),
    *(quotation, instruments, books),
)
