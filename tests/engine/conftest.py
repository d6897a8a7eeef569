"""Pure tests: the rules are imported without Odoo.

Importing ``odoo.addons.kam_core.engine`` normally runs ``kam_core/__init__.py`` and
with it every model. Stub packages that have nothing but a path take the place of
``odoo``, ``odoo.addons`` and each add-on: a rule that reaches for Odoo fails here.
"""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

ADDONS = Path(__file__).resolve().parents[2] / "addons"

if "odoo" in sys.modules:
    raise pytest.UsageError("pure tests run without Odoo: add '-p no:odoo'")


def _stub(name: str, *paths: Path) -> None:
    package = ModuleType(name)
    package.__path__ = [str(path) for path in paths]
    sys.modules[name] = package


_stub("odoo")
_stub("odoo.addons")
for _engine in sorted(ADDONS.glob("*/engine")):
    _stub(f"odoo.addons.{_engine.parent.name}", _engine.parent)

# Bounded and without a clock: the same examples on a slow machine and a fast one.
settings.register_profile("engine", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=5000, deadline=None)
if settings._current_profile == "default":
    settings.load_profile("engine")
