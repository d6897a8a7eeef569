"""The tie-out as a workbook: plain functions on plain values."""

import io

import xlsxwriter

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TERM_WIDTHS = (4, 52, 16, 10, 90)
UNEXPLAINED_WIDTHS = (24, 12, 40, 16, 22)


def write(title, terms, unexplained):
    """Return the content of an XLSX file.

    :param title: company and moment
    :param terms: rows of the first sheet, its titles first
    :param unexplained: rows of the second sheet, its titles first
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        _sheet(book, title, terms, TERM_WIDTHS)
        if len(unexplained) > 1:
            _sheet(book, title, unexplained, UNEXPLAINED_WIDTHS)
    return stream.getvalue()


def _sheet(book, title, rows, widths):
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0.00"})
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, title, bold)
    sheet.write_row(2, 0, rows[0], bold)
    for number, row in enumerate(rows[1:], start=3):
        for column, value in enumerate(row):
            if isinstance(value, float):
                sheet.write_number(number, column, value, money)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                # a text that begins with “=” is no formula
                sheet.write_string(number, column, value)
    sheet.freeze_panes(3, 0)
