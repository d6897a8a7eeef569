"""SYS: whatever stands in the way, set-up says one plain sentence and fails."""

import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kamdev import cli, odoo, places, postgres, serve, settings, shell, system
from kamdev.python import Environment
from kamdev.say import Stop

ROOT = Path(__file__).resolve().parents[2]


def kam(*words, **environment):
    """Run ``scripts/kam`` as the Makefile does."""
    return subprocess.run(
        [ROOT / "scripts" / "kam", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def refused(capsys, command, *arguments):
    """Run a command that must refuse; return what it said."""
    status = cli._guarded(command, arguments)
    said = capsys.readouterr().err
    assert status == 1
    assert "Traceback" not in said
    return said


def raiser(error):
    """A command that fails with an error."""

    def command():
        raise error

    return command


# --- finding Python ---------------------------------------------------------------


def test_sys_wrong_python_is_refused_in_words(tmp_path):
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = kam("help", PYTHON=str(old))
    assert done.returncode == 1
    assert f"PYTHON={old} is not Python 3.11" in done.stderr
    assert "Traceback" not in done.stderr


def test_sys_help_names_every_target_of_the_makefile():
    targets = {
        line.split(":")[0]
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line[:1].isalpha() and ":" in line and "=" not in line
    }
    said = kam("help", PYTHON=sys.executable).stdout
    assert {t for t in targets if f"make {t}" not in said} - {"help"} == set()


def test_sys_reader_that_goes_away_gets_no_traceback():
    script = f"{ROOT}/scripts/kam help | true"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True)
    assert done.stderr == ""


def test_sys_unknown_command_is_refused():
    done = kam("fly", PYTHON=sys.executable)
    assert done.returncode == 2
    assert "there is no command fly" in done.stderr


# --- errors become sentences ------------------------------------------------------


def test_sys_disk_full_while_writing(capsys):
    said = refused(capsys, raiser(OSError(errno.ENOSPC, "No space left on device")))
    assert "the disk is full" in said
    assert "KAM_CACHE" in said


def test_sys_unexpected_error_has_no_traceback(capsys):
    said = refused(capsys, raiser(KeyError("x")))
    assert "something unexpected happened: KeyError" in said
    assert "KAM_DEBUG=1" in said


def test_sys_interrupt_is_no_error_message(capsys):
    assert cli._guarded(raiser(KeyboardInterrupt()), ()) == 130
    assert "goes on from here" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_sys_signals_end_like_ctrl_c(number):
    assert cli._guarded(lambda: os.kill(os.getpid(), number), ()) == 130


@pytest.mark.parametrize(
    "output",
    [
        "E: Failed to fetch … Temporary failure resolving 'mirror'",
        "pip: NewConnectionError: Failed to establish a new connection",
        "npm error code ENOTFOUND",
    ],
)
def test_sys_no_network(output):
    said = shell.explain(output, "installing the Python libraries")
    assert said.startswith("no network: installing the Python libraries needs")


def test_sys_failed_program_shows_its_last_lines_and_log(tmp_path):
    log = tmp_path / "x.log"
    with pytest.raises(Stop) as stop:
        shell.run(["sh", "-c", "echo one; echo two; exit 3"], "the step", log=log)
    assert str(stop.value).splitlines() == [
        "the step failed. The last lines were:",
        "one",
        "two",
        f"All of it: {log}",
    ]
    assert log.read_text() == "one\ntwo\n"


def test_sys_missing_program_is_named():
    with pytest.raises(Stop, match="the step needs the program no-such-program"):
        shell.run(["no-such-program"], "the step")


# --- cache folder -----------------------------------------------------------------


def test_sys_disk_too_small_beforehand(cache):
    with pytest.raises(Stop, match=r"GB free in .*, 1048576 GB needed"):
        places.require_space(1024**5)


def test_sys_cache_path_too_long_for_sockets(monkeypatch):
    monkeypatch.setattr(places, "CACHE", Path("/" + "x" * 80))
    with pytest.raises(Stop, match="path is too long for PostgreSQL"):
        places.prepare_cache()


def test_sys_cache_cannot_be_made(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(places, "CACHE", tmp_path / "file" / "cache")
    monkeypatch.setattr(places, "LONGEST_CACHE_PATH", 500)
    with pytest.raises(Stop, match="cannot be made"):
        places.prepare_cache()


def test_sys_second_instance_names_the_first(tmp_path):
    lock = tmp_path / "run.lock"
    with places.locked(lock):
        with pytest.raises(Stop) as stop, places.locked(lock, serve.REFUSAL):
            pass
    assert f"already running for this clone (process {os.getpid()})" in str(stop.value)


def test_sys_lock_is_free_after_the_first_ended(tmp_path):
    lock = tmp_path / "run.lock"
    with places.locked(lock, serve.REFUSAL):
        pass
    with places.locked(lock, serve.REFUSAL):
        pass


def test_sys_interrupted_building_leaves_nothing(tmp_path):
    target = tmp_path / "odoo"
    with pytest.raises(RuntimeError), places.built(target) as folder:
        (folder / "half").touch()
        raise RuntimeError
    assert not target.exists()
    with places.built(target) as folder:
        assert list(folder.iterdir()) == []
        (folder / "whole").touch()
    assert [path.name for path in target.iterdir()] == ["whole"]


# --- port -------------------------------------------------------------------------


def test_sys_port_taken_names_another():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop) as stop:
            serve.check_port("127.0.0.1", port)
    assert f"port {port} on 127.0.0.1 is taken" in str(stop.value)
    assert "make run KAM_PORT=" in str(stop.value)


@pytest.mark.parametrize("text", ["eighty", "0", "70000", "-1"])
def test_sys_port_must_be_a_number(monkeypatch, text):
    monkeypatch.setenv("KAM_PORT", text)
    with pytest.raises(Stop, match="is no port number"):
        settings.port({})


# --- Odoo -------------------------------------------------------------------------


def fake_odoo(folder, version):
    package = folder / "odoo"
    (package / "addons").mkdir(parents=True)
    (package / "release.py").write_text(f"version_info = ({version}, FINAL, 0, '')\n")


def test_sys_own_odoo_of_another_version(monkeypatch, tmp_path):
    fake_odoo(tmp_path, "18, 0, 0")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Stop, match=r"holds Odoo 18\.0; Odoo 19\.0 is needed"):
        odoo.provide()


def test_sys_own_odoo_that_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Stop, match=r"holds no Odoo; Odoo 19\.0 is needed"):
        odoo.provide()


def test_sys_own_odoo_checkout_has_both_add_on_folders(monkeypatch, tmp_path):
    fake_odoo(tmp_path, "19, 0, 0")
    (tmp_path / "addons" / "web").mkdir(parents=True)
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    tree = odoo.provide()
    assert tree.importable == tmp_path
    assert tree.addons == (tmp_path / "addons", tmp_path / "odoo" / "addons")


def test_sys_other_system_is_told_about_odoo_home(monkeypatch, cache):
    monkeypatch.delenv("ODOO_HOME", raising=False)
    monkeypatch.setattr(odoo.debian, "is_debian", lambda: False)
    with pytest.raises(Stop, match="make run ODOO_HOME=/path/to/odoo"):
        odoo.provide()


@pytest.mark.parametrize(
    ("reason", "stays"), [("dpkg-deb failed", False), ("the disk is full: …", True)]
)
def test_sys_broken_package_is_fetched_again(monkeypatch, tmp_path, reason, stays):
    monkeypatch.setattr(odoo.debian, "run", lambda *_arguments: raiser(Stop(reason))())
    package = tmp_path / "odoo-19_19.0.0+dfsg-1_all.deb"
    package.touch()
    with pytest.raises(Stop, match=reason):
        odoo.debian.unpack(package, tmp_path)
    assert package.exists() == stays


def test_sys_package_put_by_hand_is_used(monkeypatch, cache):
    def no_download(*_arguments):
        raise AssertionError("nothing has to be downloaded")

    monkeypatch.setattr(odoo.debian, "_download", no_download)
    package = cache / "debs" / "odoo-19_19.0.0+dfsg-1_all.deb"
    package.parent.mkdir()
    package.touch()
    wanted = {"odoo-19": "19.0.0+dfsg-1"}
    assert odoo.debian.fetch(wanted, odoo.debian.UNSTABLE) == [package]


# --- PostgreSQL -------------------------------------------------------------------


@pytest.fixture
def embedded(tmp_path):
    return postgres.Embedded(tmp_path / "pg", Environment(tmp_path / "venv"))


def test_sys_databases_of_another_postgresql(embedded):
    embedded.data.mkdir(parents=True)
    (embedded.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(Stop, match="made by PostgreSQL 16; this version brings 18"):
        embedded._check_version()


def test_sys_stale_pid_file_is_removed(embedded):
    embedded.data.mkdir(parents=True)
    pid_file = embedded.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{embedded.data}\n")
    embedded._end_orphan()
    assert not pid_file.exists()


def test_sys_server_of_odoo_conf_that_does_not_answer(monkeypatch, tmp_path):
    def fails(*_arguments):
        raise Stop("asking the database failed.\nconnection refused")

    monkeypatch.setattr(postgres.Server, "query", fails)
    options = {"db_host": "db.example", "db_user": "kam"}
    with pytest.raises(Stop) as stop:
        postgres._external(options, Environment(tmp_path))
    assert str(stop.value).splitlines() == [
        "the PostgreSQL server that odoo.conf names (db.example, port 5432, user kam) "
        "does not answer:",
        "connection refused",
    ]


# --- packages of the distribution ---------------------------------------------------


def test_sys_missing_packages_name_the_command_for_others_than_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Stop) as stop:
        system.require({"chromium": lambda: False}, "the tests")
    assert str(stop.value).endswith(
        "sudo apt-get update && sudo apt-get install --no-install-recommends chromium"
    )


def test_sys_present_packages_ask_for_nothing(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system.require({"chromium": lambda: True}, "the tests")
