"""Running other programs: output goes to a log, failures become plain sentences."""

import ctypes
import os
import re
import signal
import subprocess
from pathlib import Path

from kamdev.say import DEBUG, Stop

NO_NETWORK = re.compile(
    r"Temporary failure resolving|Could not resolve|Name or service not known"
    r"|Network is unreachable|NewConnectionError|Connection refused|ENOTFOUND"
    r"|EAI_AGAIN|ECONNREFUSED|Failed to establish a new connection|Could not connect"
    r"|Connection timed out|ETIMEDOUT|Unable to connect"
)
NO_SPACE = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded")
# Variables of the user's shell that would change what our own programs do.
FOREIGN = re.compile(
    r"^(PYTHON(PATH|HOME|STARTUP|WARNINGS)|PG[A-Z]+|ODOO_RC|OPENERP_SERVER|VIRTUAL_ENV"
    r"|PYTEST_ADDOPTS|PYTEST_DB_USE_ENV_VARS|MAKEFLAGS|MAKELEVEL|MFLAGS)$"
)
_PR_SET_PDEATHSIG = 1


def clean_environment(**extra):
    """The user's environment without what would lead our programs astray."""
    kept = {k: v for k, v in os.environ.items() if not FOREIGN.match(k)}
    return {**kept, **{k: str(v) for k, v in extra.items()}}


def die_with_parent(how=signal.SIGTERM):
    """Hook for a child process: the kernel signals it when we are killed."""

    def hook():
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how)

    return hook


def explain(output, what, log=None):
    """The sentence for a failed program, judged by what it printed."""
    if NO_SPACE.search(output):
        return (
            f"the disk is full: {what} could not be finished.\n"
            "Make room, or name a folder on another disk with KAM_CACHE."
        )
    if NO_NETWORK.search(output):
        return (
            f"no network: {what} needs a download that did not come through.\n"
            "Check the connection (and the proxy settings), then call again; "
            "what is already there is kept."
        )
    tail = [line for line in output.splitlines() if line.strip()][-3:]
    where = [f"All of it: {log}"] if log else []
    return "\n".join([f"{what} failed. The last lines were:", *tail, *where])


def run(command, what, *, log=None, cwd=None, env=None, stdin=None, **options):
    """Run a program to its end and return its output.

    :param what: what it is for, as the user would say it
    :param log: file that gets the output as well
    :raise Stop: when it fails
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=env or clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            text=True,
            errors="replace",
            preexec_fn=die_with_parent(),
            **options,
        )
    except FileNotFoundError as error:
        missing = Path(error.filename or command[0]).name
        raise Stop(f"{what} needs the program {missing}, which is missing.") from error
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout)
    if DEBUG:
        print("+", *command, done.stdout, sep="\n")
    if done.returncode:
        raise Stop(explain(done.stdout, what, log))
    return done.stdout


def stream(command, *, cwd, env):
    """Run a program whose output the user follows; return its exit status."""
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent(),
    )
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait(30)
        raise
