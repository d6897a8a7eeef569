"""The user's settings: ``odoo.conf`` of the clone, and what the run adds to it."""

import configparser
import os

from kamdev.places import ADDONS, CLONE
from kamdev.say import Stop

CONF = CLONE / "odoo.conf"


def read(path=CONF):
    """The active lines of an Odoo configuration file.

    :rtype: dict[str, str]
    """
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text())
    except (OSError, configparser.Error) as error:
        raise Stop(f"odoo.conf cannot be read: {error}") from error
    return dict(parser["options"]) if parser.has_section("options") else {}


def names_own_server(options):
    """Whether ``odoo.conf`` names a PostgreSQL server of the user's own."""
    return options.get("db_host", "False") not in ("", "False")


def port(options):
    """Port of the web server: ``KAM_PORT``, else ``http_port``."""
    text = os.environ.get("KAM_PORT") or options.get("http_port", "8069")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"{text} is no port number. Choose one: make run KAM_PORT=8070")
    return int(text)


def database(options):
    """Name of the database of ``make run``."""
    return os.environ.get("KAM_DB") or options.get("db_name") or "kam"


def write(path, odoo, **changes):
    """Write the configuration of one run: ``odoo.conf`` with absolute paths.

    :param changes: options to set, or with None to leave out
    :return: the path written
    """
    own = [str(ADDONS)] if ADDONS.is_dir() else []
    options = {
        **read(),
        "addons_path": ",".join([*own, *map(str, odoo.addons)]),
        **changes,
    }
    lines = [f"{key} = {value}" for key, value in options.items() if value is not None]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join(["[options]", *lines, ""]))
    return path
