"""Simple pictures of jewellery, drawn when needed, so that no files are shipped."""

import base64
import io
import math

from PIL import Image, ImageDraw

SIZE = 256
SCALE = 3  # drawn larger and scaled down: soft edges

GOLD = ("#d9a521", "#f6dd8a")
SILVER = ("#9aa5b1", "#e6ebf0")
JADE = ("#2f8f5b", "#a8dcb8")
WHITE_JADE = ("#a9b89c", "#eef2e4")
RUBY = ("#b3202c", "#f2919a")
SAPPHIRE = ("#2455a4", "#9dbff0")
DIAMOND = ("#7fb4d6", "#f0f9ff")
PEARL = ("#d8cfc4", "#fdfaf5")
BACKGROUND = "#f7f3ec"


class Canvas:
    """A square whose coordinates go from 0 to 100."""

    def __init__(self):
        self.unit = SIZE * SCALE / 100
        self.image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), BACKGROUND)
        self.draw = ImageDraw.Draw(self.image)

    def _at(self, *numbers):
        return [number * self.unit for number in numbers]

    def ring(self, x, y, radius, width, colours):
        """A circle with a lighter line inside."""
        for grow, size, colour in ((0, width, colours[0]), (-1, width / 4, colours[1])):
            r = radius + grow
            box = self._at(x - r, y - r, x + r, y + r)
            self.draw.ellipse(box, outline=colour, width=int(size * self.unit))

    def bead(self, x, y, radius, colours):
        """A ball with a point of light."""
        self.draw.ellipse(
            self._at(x - radius, y - radius, x + radius, y + radius), fill=colours[0]
        )
        r, x, y = radius / 3, x - radius / 3, y - radius / 3
        self.draw.ellipse(self._at(x - r, y - r, x + r, y + r), fill=colours[1])

    def gem(self, x, y, radius, colours):
        """A cut stone seen from above."""
        corners = [
            (
                x + radius * math.cos(k * math.pi / 4),
                y + radius * math.sin(k * math.pi / 4),
            )
            for k in range(8)
        ]
        self.shape(corners, colours[0])
        inner = [(x + (a - x) * 0.55, y + (b - y) * 0.55) for a, b in corners]
        self.shape(inner, colours[1])

    def shape(self, corners, colour):
        """A filled polygon."""
        self.draw.polygon([tuple(self._at(*corner)) for corner in corners], fill=colour)

    def bar(self, left, top, right, bottom, colours):
        """A rounded plate with a frame."""
        radius = 5 * self.unit
        box = self._at(left, top, right, bottom)
        self.draw.rounded_rectangle(box, radius, fill=colours[0])
        box = self._at(left + 4, top + 4, right - 4, bottom - 4)
        width = int(1.5 * self.unit)
        self.draw.rounded_rectangle(box, radius, outline=colours[1], width=width)

    def base64(self):
        """The finished picture as Odoo stores it."""
        small = self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        stream = io.BytesIO()
        small.save(stream, "PNG", optimize=True)
        return base64.b64encode(stream.getvalue())


def draw(kind, metal, stone=None):
    """Picture of a piece.

    :param kind: a key of ``_KINDS``
    :param metal: pair of colours, dark and light
    :param stone: likewise; for pieces that have one
    """
    canvas = Canvas()
    _KINDS[kind](canvas, metal, stone)
    return canvas.base64()


def _ring(canvas, metal, stone):
    canvas.ring(50, 60, 27, 6, metal)
    if stone:
        canvas.gem(50, 29, 13, stone)


def _bangle(canvas, metal, _stone):
    canvas.ring(50, 50, 35, 11, metal)


def _beads(canvas, metal, stone):
    for number in range(16):
        angle = number * math.pi / 8
        x, y = 50 + 32 * math.cos(angle), 50 + 32 * math.sin(angle)
        canvas.bead(x, y, 6.4, stone if stone and number == 4 else metal)


def _pendant(canvas, metal, stone):
    for number in range(13):
        angle = math.pi * number / 12
        x, y = 50 - 32 * math.cos(angle), 20 + 26 * math.sin(angle)
        canvas.bead(x, y, 1.8, metal)
    canvas.ring(50, 50, 4, 2, metal)
    canvas.gem(50, 68, 17, stone or metal)


def _studs(canvas, metal, stone):
    for x in (31, 69):
        canvas.ring(x, 32, 6, 2.5, metal)
        canvas.gem(x, 56, 15, stone or metal)


def _bar(canvas, metal, _stone):
    canvas.bar(27, 14, 73, 86, metal)
    canvas.bead(50, 38, 9, metal[::-1])


def _box(canvas, metal, stone):
    canvas.bar(16, 32, 84, 82, metal)
    canvas.shape([(45, 32), (55, 32), (55, 82), (45, 82)], (stone or metal)[1])
    canvas.bead(50, 30, 7, stone or metal)


_KINDS = {
    "ring": _ring,
    "bangle": _bangle,
    "beads": _beads,
    "pendant": _pendant,
    "studs": _studs,
    "bar": _bar,
    "box": _box,
}
