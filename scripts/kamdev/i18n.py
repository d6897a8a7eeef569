"""``make i18n``: export every module's terms and bring ``zh_CN.po`` in line."""

import re
from pathlib import Path

from kamdev import modules, testing, workbench
from kamdev.places import ADDONS, CLONE
from kamdev.say import say, step
from kamdev.shell import clean_environment
from kamdev.shell import run as call

DATES = re.compile(r'^"(POT-Creation|PO-Revision)-Date:.*$', re.M)
FILL = Path(__file__).with_name("fill_po.py")


def run(*names):
    """Export and merge the terms of all modules, or of those named."""
    with workbench.ready("test", testing.REFUSAL, hasty=True) as (bench, server):
        this = testing.Round(bench, server)
        known = modules.manifests()
        with this.suite(known) as database:
            for name in names or known:
                _update(this, database, name)


def _update(this, database, name):
    """Export one module's terms and report what Chinese still lacks."""
    folder = ADDONS / name / "i18n"
    template = folder / f"{name}.pot"
    before = template.read_text() if template.exists() else ""
    with step(f"Exporting the terms of {name}"):
        this.bench.call(
            this.configuration(database),
            *("-d", database, name),
            subcommand="i18n export",
            what=f"exporting the terms of {name}",
            log="i18n.log",
        )
        gaps = call(
            [this.bench.python, FILL, template, folder / "zh_CN.po"],
            f"updating the translation of {name}",
            cwd=CLONE,
            env=clean_environment(),
        )
    if _undated(template.read_text()) == _undated(before):
        template.write_text(before)
    say(gaps.rstrip() or f"  {name}: complete")


def _undated(text):
    """A file of terms without the lines that change at every export."""
    return DATES.sub("", text)
