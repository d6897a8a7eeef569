"""A headless Chromium driven over its DevTools protocol, for pictures of screens."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import websocket

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ZONE = "Asia/Shanghai"  # of the demo company
PATIENCE = 90  # seconds for something to appear; a busy machine builds assets slowly


class Lost(Exception):
    """What a picture needs did not appear."""


class Page:
    """One tab; every call waits until it is done."""

    def __init__(self, address, size):
        self.socket = websocket.create_connection(
            address, timeout=PATIENCE, suppress_origin=True
        )
        self.number = 0
        self.send("Page.enable")
        self.resize(*size)
        self.send("Emulation.setTimezoneOverride", timezoneId=ZONE)

    def send(self, method, **parameters):
        """Call a method of the protocol and return its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Lost(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def resize(self, width, height):
        """Set the size of the window's inside in pixels."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            **{
                "width": width,
                "height": height,
                "deviceScaleFactor": 1,
                "mobile": False,
            },
        )

    def run(self, script):
        """Value of a JavaScript expression; of a promise, once it is kept."""
        result = self.send(
            "Runtime.evaluate",
            expression=script,
            returnByValue=True,
            awaitPromise=True,
        )
        return result["result"].get("value")

    def wait(self, script, what=None):
        """Wait until an expression is true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(Lost):
                if self.run(f"Boolean({script})"):
                    return
            time.sleep(0.15)
        raise Lost(f"{what or script} did not appear")

    def open(self, url, sign):
        """Go to a page; ``sign`` is a selector of what it shows when it is ready."""
        self.send("Page.navigate", url=url)
        self.wait(f"document.readyState === 'complete' && {_find(sign)}", sign)

    def click(self, selector, text=""):
        """Click what a selector finds and, if given, holds a text."""
        self.wait(_find(selector, text), f"{selector} {text}")
        self.run(f"{_find(selector, text)}.click()")
        time.sleep(0.3)

    def type(self, selector, text):
        """Write into an input as a person would."""
        self.wait(_find(selector), selector)
        self.run(f"{_find(selector)}.focus()")
        self.send("Input.insertText", text=text)

    def shows(self, selector, text=""):
        """Whether something is there now."""
        return self.run(f"Boolean({_find(selector, text)})")

    def press(self, key):
        """Press one key."""
        for kind in ("keyDown", "keyUp"):
            code = ord(key) if len(key) == 1 else {"Enter": 13}[key]
            text = {"text": key} if len(key) == 1 and kind == "keyDown" else {}
            self.send(
                "Input.dispatchKeyEvent",
                **{"type": kind, "key": key, "windowsVirtualKeyCode": code, **text},
            )

    def picture(self):
        """What the window shows, as PNG."""
        time.sleep(0.8)  # transitions come to rest
        return base64.b64decode(
            self.send("Page.captureScreenshot", format="png")["data"]
        )


def _find(selector, text=""):
    """JavaScript for the last visible element with a selector and a text."""
    chosen, wanted = json.dumps(selector), json.dumps(text)
    return (
        f"[...document.querySelectorAll({chosen})].filter((e) =>"
        f" e.getClientRects().length && e.textContent.includes({wanted})).at(-1)"
    )


@contextmanager
def opened(size):
    """A browser with one page, a profile of its own, and no traces afterwards.

    :param size: width and height of the page
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not program:
        raise Lost("Chromium is missing; install it with: apt-get install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [
                *(program, "--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--remote-debugging-port=0", f"--user-data-dir={folder}"),
                *("--hide-scrollbars", "--force-color-profile=srgb", "--lang=en"),
                *("--no-first-run", "--disable-dev-shm-usage", "about:blank"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Page(_address(Path(folder)), size)
        finally:
            process.terminate()
            process.wait(10)


def _address(folder):
    """Address of the first tab; the browser writes its port into the profile."""
    noted, end = folder / "DevToolsActivePort", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError, ValueError, StopIteration):
            port = int(noted.read_text().split()[0])
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as tabs:
                pages = (tab for tab in json.load(tabs) if tab["type"] == "page")
                return next(pages)["webSocketDebuggerUrl"]
        time.sleep(0.2)
    raise Lost("the browser does not start")
