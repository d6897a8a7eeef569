"""Bring ``zh_CN.po`` in line with the ``.pot`` file: run by the Python of the tests.

Usage: fill_po.py MODULE.pot zh_CN.po. Known translations stay, gone terms go, new
ones stay empty and are printed.
"""

import sys
from pathlib import Path

import polib

PLAIN = {
    "Last-Translator": "",
    "Language-Team": "Chinese (Simplified)",
    "Language": "zh_CN",
    "Plural-Forms": "nplurals=1; plural=0;",
    "Content-Transfer-Encoding": "8bit",
}


def tidy(template):
    """Headers that say nothing would make linters complain."""
    template.metadata.pop("Plural-Forms", None)
    template.metadata["Content-Transfer-Encoding"] = "8bit"
    template.save()


def main(template_path, po_path):
    """Update the translation file; return the number of gaps."""
    template = polib.pofile(template_path)
    tidy(template)
    known = polib.pofile(po_path) if Path(po_path).exists() else polib.POFile()
    translated = {entry.msgid: entry.msgstr for entry in known if entry.translated()}
    for entry in template:
        entry.msgstr = translated.get(entry.msgid, "")
    dates = {k: v for k, v in known.metadata.items() if k.endswith("-Date")}
    template.metadata.update({**PLAIN, **dates})
    template.save(po_path)
    gaps = template.untranslated_entries()
    for entry in gaps:
        print(f"  not yet translated: {entry.msgid!r}")
    return len(gaps)


if __name__ == "__main__":
    main(*sys.argv[1:])
