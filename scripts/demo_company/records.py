"""Records that are made once: each has an external id of the demo company."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

MODULE = "kam_demo"
NOW = datetime.now()  # also while another moment is played


def get(env, name):
    """The record called ``name``, or None."""
    return env.ref(f"{MODULE}.{name}", raise_if_not_found=False)


def mark(record, name):
    """Remember ``record`` under ``name`` and return it."""
    record.env["ir.model.data"]._update_xmlids(
        [{"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}]
    )
    return record


def ensure(env, name, model, values, zh=None):
    """The record called ``name``, made now if it is missing.

    :param values: what to create it with
    :param zh: values of translated fields in Chinese
    """
    record = get(env, name)
    if record:
        return record
    record = mark(env[model].create(values), name)
    if zh:
        record.with_context(lang="zh_CN").write(zh)
    return record


def days_ago(days, hour=2):
    """A moment some days back; ``hour`` is UTC, eight less than in Shanghai."""
    day = NOW - timedelta(days=days)
    return day.replace(hour=hour, minute=30, second=0, microsecond=0)


@contextmanager
def moment(env, past):
    """Let everything happen at ``past``: Odoo's dates and the clock of the suite.

    Yields the frozen time, whose ``tick(timedelta)`` lets it go on.
    """
    clock = env.registry["kam.clock"]
    env.flush_all()  # what is of today
    with freeze_time(past) as frozen:
        with patch.object(clock, "_now", lambda _clock: datetime.now()):
            yield frozen
            env.flush_all()
