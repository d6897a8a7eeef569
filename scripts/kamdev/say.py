"""What the user reads: progress lines, and one plain sentence when it cannot go on."""

import os
import sys
import time
from contextlib import contextmanager

DEBUG = bool(os.environ.get("KAM_DEBUG"))


class Stop(Exception):
    """The work cannot go on; the text says in plain words why and what to do."""


def say(text=""):
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def seconds(started):
    """Time since ``started`` (of ``time.monotonic``) as the user reads it."""
    passed = time.monotonic() - started
    return f"{passed:.0f} s" if passed < 100 else f"{passed / 60:.1f} min"


@contextmanager
def step(doing):
    """Show what is being done, then how long it took.

    Lines printed in between stand on their own, below the opening one.
    """
    started = time.monotonic()
    say(f"• {doing} …")
    yield
    say(f"  done in {seconds(started)}")


def refuse(error):
    """Show a :class:`Stop` on the error stream, first line marked with the name."""
    first, *rest = str(error).splitlines() or ["stopped"]
    indented = [f"     {line}" for line in rest]
    print(f"kam: {first}", *indented, sep="\n", file=sys.stderr)
