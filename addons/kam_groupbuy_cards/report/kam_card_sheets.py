"""Files of a batch for the printer: list and sheets (CARD-09).

Plain functions on plain values; codes are held in memory and nothing is kept.
"""

import io
import zipfile
from typing import NamedTuple

import xlsxwriter
from reportlab.graphics.barcode import qrencoder
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from odoo.addons.kam_groupbuy_cards.engine import codes

# the standard Chinese font of PDF readers; it has Latin letters too
FONT = "STSong-Light"
COLUMNS, ROWS = 2, 8
MARGIN = 10 * mm
QR_SIZE = 22 * mm
SHEET_FILE_LIMIT = 1000


class Head(NamedTuple):
    """What is equal on all instruments of a file, ready to be shown."""

    title: str
    face: str
    note: str


def write_list(rows, columns, constants):
    """Return an XLSX list.

    :param rows: iterable of ``(serial, code)``
    :param columns: titles: serial, code, and one for each of ``constants``
    :param constants: what is equal in all rows; text or amount
    """
    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 36)
        sheet.set_column(2, len(columns), 18)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, bold)
        for number, (serial, code) in enumerate(rows, start=1):
            sheet.write_string(number, 0, serial)
            sheet.write_string(number, 1, codes.grouped(code))
            sheet.write_row(number, 2, constants)
    return stream.getvalue()


def write_sheets(rows, head):
    """Return one PDF, or a ZIP of several if there are many instruments.

    :param rows: iterable of ``(serial, code)``
    :return: ``(content, extension)``
    """
    rows = list(rows)
    starts = range(0, len(rows), SHEET_FILE_LIMIT)
    if len(starts) == 1:
        return _pdf(rows, head), "pdf"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for start in starts:
            part = rows[start : start + SHEET_FILE_LIMIT]
            archive.writestr(f"{part[0][0]}-{part[-1][0]}.pdf", _pdf(part, head))
    return stream.getvalue(), "zip"


def _pdf(rows, head):
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=A4, pageCompression=1)
    page.setTitle(head.title)
    width = (A4[0] - 2 * MARGIN) / COLUMNS
    height = (A4[1] - 2 * MARGIN) / ROWS
    for number, (serial, code) in enumerate(rows):
        place = number % (COLUMNS * ROWS)
        if number and not place:
            page.showPage()
        left = MARGIN + place % COLUMNS * width
        bottom = A4[1] - MARGIN - (place // COLUMNS + 1) * height
        _instrument(page, (left, bottom, width, height), (serial, code), head)
    page.showPage()
    page.save()
    return stream.getvalue()


def _instrument(page, box, row, head):
    left, bottom, width, height = box
    serial, code = row
    page.setLineWidth(0.3)
    page.setDash(2, 2)
    page.rect(left, bottom, width, height)
    page.setDash()
    _qr(page, code, left + 3 * mm, bottom + (height - QR_SIZE) / 2)
    text = left + QR_SIZE + 6 * mm
    page.setFont(FONT, 11)
    page.drawString(text, bottom + height - 8 * mm, head.title[:24])
    page.setFont(FONT, 15)
    page.drawString(text, bottom + height - 15 * mm, head.face)
    page.setFont("Courier", 8)
    page.drawString(text, bottom + 12 * mm, codes.grouped(code))
    page.setFont(FONT, 8)
    page.drawString(text, bottom + 7 * mm, f"{head.note} {serial}")


def _qr(page, code, left, bottom):
    """Draw the QR code of digits: 21 modules a side, dark runs as rectangles."""
    symbol = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    symbol.addData(qrencoder.QRNumber(code))
    symbol.make()
    count = symbol.getModuleCount()
    size = QR_SIZE / count
    for row in range(count):
        start = None
        for column in range(count + 1):
            dark = column < count and symbol.isDark(row, column)
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                y = bottom + (count - row - 1) * size
                page.rect(
                    left + start * size,
                    y,
                    (column - start) * size,
                    size,
                    stroke=0,
                    fill=1,
                )
                start = None
