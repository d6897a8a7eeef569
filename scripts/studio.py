"""A browser at a demo company, with the ways to what the pictures show."""

import io
import json
import time
from contextlib import contextmanager

from PIL import Image

from browser import Lost

DESK, PHONE = (1280, 800), (375, 667)
MOST_BYTES = 150_000
LANGUAGES = {"": "en_US", "_zh": "zh_CN"}
SPEAK = """
(async () => {
    const call = async (url, params) => {
        const headers = {"Content-Type": "application/json"};
        const body = JSON.stringify({params});
        const answer = await fetch(url, {method: "POST", headers, body});
        return (await answer.json()).result;
    };
    const {uid} = await call("/web/session/get_session_info", {});
    return call("/web/dataset/call_kw/res.users/write", {
        model: "res.users",
        method: "write",
        args: [[uid], {lang: %s}],
        kwargs: {},
    });
})()
"""


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

    @contextmanager
    def speaking(self, lang):
        """Let the user who is signed in have another language for a while."""
        self.speak(lang)
        try:
            yield
        finally:
            self.speak("en_US")

    def speak(self, lang):
        """Change the language of the user who is signed in; the next page shows it."""
        if not self.page.run(SPEAK % json.dumps(lang)):
            raise Lost(f"the language {lang} is not there")

    def in_each_language(self, scene):
        """Play a scene, given this studio and the ending of its pictures' names."""
        for ending, lang in LANGUAGES.items():
            with self.speaking(lang):
                scene(self, ending)

    @contextmanager
    def holding(self, size):
        """Look at a window of another size for a while, such as a phone's."""
        self.page.resize(*size)
        try:
            yield
        finally:
            self.page.resize(*DESK)

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
