"""``make run``: set up what is missing, then serve until Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

from kamdev import database, settings, workbench
from kamdev.places import CLONE
from kamdev.say import Stop, say, seconds
from kamdev.shell import die_with_parent, explain

START_SECONDS = 120
REFUSAL = (
    "`make run` is already running for this clone (process %s).\n"
    "Stop it with Ctrl-C where it runs, then call again."
)
ADMIN = ("admin", "admin", "administrator")


def check_port(interface, port):
    """Stop with a sentence if the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError as error:
            free = port + 1 if port < 65535 else 8070
            raise Stop(
                f"port {port} on {interface or 'this machine'} is taken "
                f"({error.strerror.lower()}).\n"
                f"Choose another one: make run KAM_PORT={free}"
            ) from error


def is_up(interface, port):
    """Whether Odoo answers."""
    url = f"http://{interface}:{port}/web/health"
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status == 200
    return False


@contextmanager
def odoo_process(bench, conf, log, *arguments):
    """Odoo as a child that ends with us."""
    with log.open("a") as output:
        process = subprocess.Popen(
            [str(word) for word in bench.command(conf, *arguments)],
            cwd=CLONE,
            env=bench.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C is for us: Odoo is told once, and waited for.
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
    pid_file = bench.folder / "odoo.pid"
    pid_file.write_text(str(process.pid))
    try:
        yield process
    finally:
        for how, patience in (("SIGINT", 15), ("SIGTERM", 5), ("SIGKILL", 5)):
            if process.poll() is None:
                process.send_signal(getattr(signal, how))
                with suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
        pid_file.unlink(missing_ok=True)


def end_orphan(bench):
    """A killed ``make run`` may have left its Odoo behind; end it."""
    pid_file = bench.folder / "odoo.pid"
    with suppress(OSError, ValueError):
        pid = int(pid_file.read_text())
        for how in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + 10
            while _is_ours(pid, bench.folder) and time.monotonic() < deadline:
                os.kill(pid, how)
                time.sleep(0.3)
    pid_file.unlink(missing_ok=True)


def _is_ours(pid, folder):
    try:
        return str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def wait_until_up(process, interface, port, log):
    """Wait for the first answer."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if is_up(interface, port):
            return
        time.sleep(0.2)
    tail = log.read_text(errors="replace")[-3000:]
    raise Stop(explain(tail, "starting Odoo", log))


def demo_notes(bench, name):
    """What the demo script noted for visitors: users, codes to try at the till."""
    noted = bench.folder / "data" / "kam_demo" / f"{name}.json"
    return json.loads(noted.read_text()) if noted.exists() else {}


def welcome(bench, name, url, log):
    """Say where the system is and what to try first."""
    notes = demo_notes(bench, name)
    say(f"\nReady:  {url}\n")
    say("  user       password   who it is")
    for login, password, role in notes.get("users", [ADMIN]):
        say(f"  {login:<10} {password:<10} {role}")
    if notes:
        say("\nTry first:")
    for line in notes.get("try_first", ()):
        say(f"  {line}")
    say(f"\nOdoo's log: {log}")
    say("Ctrl-C ends it.")


def run():
    """Set up, serve, and leave everything in order at the end."""
    started = time.monotonic()
    with workbench.ready("run", REFUSAL) as (bench, server):
        end_orphan(bench)
        interface = bench.options.get("http_interface", "127.0.0.1")
        port = settings.port(bench.options)
        check_port(interface, port)
        name = settings.database(bench.options)
        conf = bench.configuration(
            server, db_name=name, dbfilter=f"^{name}$", http_port=port
        )
        database.provide(bench, server, conf, name)
        log = bench.folder / "odoo.log"
        with odoo_process(bench, conf, log, "-d", name) as process:
            wait_until_up(process, interface, port, log)
            welcome(bench, name, f"http://{_shown(interface)}:{port}", log)
            say(f"(set up and started in {seconds(started)})")
            with suppress(KeyboardInterrupt):
                process.wait()
                tail = log.read_text(errors="replace")[-3000:]
                raise Stop(explain(tail, "Odoo", log))
    say("\nStopped.")


def _shown(interface):
    """Host name for the user's browser."""
    return "localhost" if interface in ("", "127.0.0.1", "0.0.0.0") else interface
