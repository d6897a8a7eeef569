"""SYS: each add-on is a distribution that installs beside Odoo by itself."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in ROOT.glob("addons/*/pyproject.toml"))


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_sys_add_on_builds_as_a_wheel(addon, tmp_path):
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-index"),
            *("--no-build-isolation", "--no-cache-dir", "-w", tmp_path, addon),
        ],
        check=True,
        cwd=tmp_path,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        files = archive.namelist()
        [metadata] = [name for name in files if name.endswith("METADATA")]
        head = archive.read(metadata).decode()
    assert f"odoo/addons/{addon.name}/__manifest__.py" in files
    assert "Requires-Dist: odoo==19.0.*" in head
    assert "LGPL-3" in head
