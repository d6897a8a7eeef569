"""Set-up's own package is imported from ``scripts/``; it needs no Odoo."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder that all modules of set-up take for theirs."""
    from kamdev import debian, node, odoo, places, python, tidy

    for module in (debian, node, odoo, places, python, tidy):
        monkeypatch.setattr(module, "CACHE", tmp_path)
    monkeypatch.setattr(debian, "DEBS", tmp_path / "debs")
    return tmp_path
