"""Pictures of the demo company's screens for README and docs.

    python scripts/screenshots.py URL NOTES FOLDER [NAME …]

URL is a running server with a fresh demo company, NOTES the file with its users and
codes, FOLDER takes the PNG files; names choose some of the pictures. What the pictures
reserve at the till is given back, all but the card of ``till_card``.
"""

import io
import json
import sys
import time
from pathlib import Path

from PIL import Image

from browser import Lost, opened

SIZE = (1280, 800)
MOST_BYTES = 150_000
MODULE = "kam_groupbuy_cards"


class Studio:
    """A browser at the demo server, and the pictures it can take."""

    def __init__(self, page, url, notes, folder):
        self.page, self.url, self.folder = page, url.rstrip("/"), folder
        self.codes, self.pin = notes["codes"], notes["pin"]

    # --- ways ---------------------------------------------------------------------

    def login(self, user):
        """Sign in; the password of a demo user is the login."""
        self.page.send("Network.clearBrowserCookies")
        self.page.open(f"{self.url}/web/login", "input[name=login]")
        for name in ("login", "password"):
            self.page.run(
                f"document.querySelector('input[name={name}]').value = '{user}'"
            )
        self.page.run("document.querySelector('form.oe_login_form').submit()")
        self.page.wait("location.pathname.startsWith('/odoo')", "the start page")

    def show(self, path, sign, name):
        """Take a picture of a back-end page."""
        self.page.open(f"{self.url}/odoo/{path}", sign)
        self.save(name)

    def first_row(self, path, filter_text, sign, name):
        """Open the first record of a list that holds a text; take its picture."""
        self.page.open(f"{self.url}/odoo/{path}", ".o_list_view .o_data_row")
        self.page.click(".o_data_row .o_data_cell", filter_text)
        self.page.wait(f"document.querySelector('{sign}')", sign)
        self.save(name)

    def save(self, name):
        """Keep what the window shows, small enough for a page."""
        image = Image.open(io.BytesIO(self.page.picture())).convert("RGB")
        for colours in (256, 128, 64):
            stream = io.BytesIO()
            image.quantize(colours, dither=Image.Dither.NONE).save(
                stream, "PNG", optimize=True
            )
            if stream.tell() <= MOST_BYTES:
                break
        target = self.folder / f"{name}.png"
        target.write_bytes(stream.getvalue())
        print(f"  {target.name}: {stream.tell() // 1024} KB", flush=True)

    # --- the till -----------------------------------------------------------------

    def till(self, user):
        """Open the first till."""
        self.login(user)
        tills = f"{self.url}/odoo/action-point_of_sale.action_pos_config_kanban"
        self.page.open(tills, ".o_kanban_record")
        self.page.click(".o_kanban_record button[name=open_ui]")
        self.page.wait("location.pathname.startsWith('/pos/ui')", "the till")
        self.page.wait(
            "document.querySelector('.opening-control, .modal .btn-primary')"
            " || document.querySelector('.product-list .product')",
            "the till",
        )
        if self.page.shows(".modal .btn-primary"):
            self.page.click(".modal .btn-primary")

    def sell(self, *names):
        """Put goods into a new order and go to the payment screen."""
        for name in names:
            self.page.click(".product-list .product", name)
        self.page.click(".pay-order-button")
        self.page.wait("document.querySelector('.payment-screen')", "payment screen")

    def enter(self, name, method="Voucher"):
        """Type the code of an instrument, as the cashier does without a scanner."""
        self.page.click(".paymentmethod", method)
        self.page.type(".kam-code", self.codes[name])
        self.confirm(".kam-code-dialog")

    def enter_pin(self):
        """The customer types the PIN."""
        for digit in self.pin:
            self.page.click(f".kam-pin-dialog [data-key='{digit}']")
        self.confirm(".kam-pin-dialog")

    def confirm(self, dialog):
        """Press the first button of a dialog until it has gone."""
        self.page.wait(f"document.querySelector('{dialog} .btn-primary:enabled')")
        while self.page.shows(dialog):
            self.page.run(f"document.querySelector('{dialog} .btn-primary')?.click()")
            time.sleep(0.3)

    def held(self, count):
        """Wait until so many lines are reserved."""
        script = f"document.querySelectorAll('.kam-line-held').length === {count}"
        self.page.wait(script, f"{count} reserved lines")

    def leave(self):
        """Give everything back and take the order off the till."""
        while self.page.shows(".kam-line .delete-button"):
            before = "document.querySelectorAll('.kam-line').length"
            count = self.page.run(before)
            self.page.click(".kam-line .delete-button")
            self.page.wait(f"{before} < {count}", "the line given back")


# --- scenes: each makes one or several pictures -----------------------------------


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


SCENES = {
    scene.__name__: scene
    for scene in (
        *(till_voucher, till_voucher_zh, till_forfeit, till_card),
        *(quotation, instruments, books),
    )
}


def main(url, notes, folder, *names):
    """Take the pictures, all of them or those named.

    :return: exit status
    """
    noted = json.loads(Path(notes).read_text())
    Path(folder).mkdir(parents=True, exist_ok=True)
    failed = [
        name
        for name in names or SCENES
        if not _take(SCENES[name], url, noted, Path(folder))
    ]
    return 1 if failed else 0


def _take(scene, url, notes, folder):
    """Play one scene in a browser of its own; tell whether it came to its end."""
    with opened(SIZE) as page:
        try:
            scene(Studio(page, url, notes, folder))
        except Lost as error:
            seen = folder / f"failed_{scene.__name__}.png"
            seen.write_bytes(page.picture())
            print(f"  {scene.__name__}: {error}; see {seen}", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
