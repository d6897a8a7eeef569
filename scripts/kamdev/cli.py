"""Command line: one sub-command for each target of the Makefile."""

import errno
import os
import signal
import sys
import traceback
from contextlib import suppress

from kamdev import say as speech
from kamdev.say import DEBUG, Stop, refuse

INTERRUPTED = 130
HELP = """\
make run          set up what is missing, then serve Odoo with a demo company
make test         run all tests (make test ARGS="addons/kam_core -k clock" for some)
make test-odoo    run Odoo's own tests of what we extend, without and with the suite
make lint         run all linters and structural checks
make format       let the formatters write (ruff, prettier)
make i18n         export all terms, bring zh_CN.po in line, name what is untranslated
make screenshots  take the pictures of docs/images anew
make bench        measure what the suite costs beside Odoo's own features
make reset        throw this clone's databases away (asks nothing, keeps downloads)
make clean        remove everything set-up made for this clone (ALL=1: for all clones)

Settings:  KAM_PORT=8070   KAM_DB=kam   KAM_CACHE=/path   ODOO_HOME=/path   PYTHON=/path
"""


def commands():
    """Sub-commands; imported late, so that ``make help`` needs nothing."""
    from kamdev import (
        bench,
        i18n,
        lint,
        odoo_suites,
        screenshots,
        serve,
        testing,
        tidy,
    )

    return {
        "run": serve.run,
        "test": testing.run,
        "test-odoo": odoo_suites.run,
        "i18n": i18n.run,
        "lint": lint.run,
        "format": lint.write,
        "screenshots": screenshots.run,
        "bench": bench.run,
        "reset": tidy.reset,
        "clean": tidy.clean,
    }


def main(arguments):
    """Run one command.

    :return: exit status
    """
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        return _guarded(speech.say, [HELP])
    known = commands()
    if name not in known:
        refuse(f"there is no command {name}; see: make help")
        return 2
    return _guarded(known[name], rest)


def _guarded(command, arguments):
    """Turn whatever goes wrong into a sentence and an exit status."""
    # Also SIGINT: a shell starts background commands with it ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return command(*arguments) or 0
    except KeyboardInterrupt:
        with suppress(OSError):
            speech.say("\nStopped. The next call goes on from here.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Stop as stop:
        refuse(stop)
    except OSError as error:
        refuse(_sentence(error))
    except Exception as error:
        refuse(
            f"something unexpected happened: {type(error).__name__}: {error}\n"
            "KAM_DEBUG=1 in front of the command shows where; please report it."
        )
    if DEBUG:
        traceback.print_exc()
    return 1


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def _sentence(error):
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            "the disk is full.\n"
            "Make room, or name a folder on another disk with KAM_CACHE."
        )
    return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
