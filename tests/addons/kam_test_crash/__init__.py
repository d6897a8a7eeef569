"""Test-only: the server kills itself at a chosen point, and conflicts do not wait.

The point is the content of the file that ``KAM_TEST_CRASH`` names, such as
``before pos.payment.method/kam_hold`` or ``after pos.order/sync_from_ui``: around the
commit of that call. The file is removed first, so the next start lives.
"""

import os
import random
import signal
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from odoo import http, sql_db
from odoo.service import model

# Odoo waits a second in the mean before it first repeats a call that met another one;
# a hundred rounds of a race would take minutes. So the first repeat comes soon, and
# the last ones nearly as late as Odoo's, for a machine that is busy.
HASTE = 40


def _hasten_repeats():
    quick = SimpleNamespace(
        uniform=lambda least, most: random.uniform(least, most) * most / HASTE
    )
    patch.object(model, "random", quick).start()


def _arm_commits():
    commit = sql_db.Cursor.commit

    def commit_or_die(cursor):
        if _is_of_the_call(cursor):
            cursor.flush()
            _die_at("before")
            commit(cursor)
            _die_at("after")
        else:
            commit(cursor)

    patch.object(sql_db.Cursor, "commit", commit_or_die).start()


def _is_of_the_call(cursor):
    return bool(http.request) and http.request.env and http.request.env.cr is cursor


def _die_at(moment):
    """Kill this process if the present call is the one that was named."""
    bomb = Path(os.environ.get("KAM_TEST_CRASH", os.devnull))
    if not bomb.is_file():
        return
    wanted, call = bomb.read_text().split()
    if wanted == moment and http.request.httprequest.path.endswith(call):
        bomb.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


_hasten_repeats()
_arm_commits()
