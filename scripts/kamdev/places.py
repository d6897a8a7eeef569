"""Where things lie: the clone, the cache folder, and this clone's part of it.

Nothing outside these two is written. The cache holds what clones share
(packages, Odoo, Python libraries, linters) and one *instance* for each clone
(databases, filestore, logs, keys).
"""

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from kamdev.say import Stop, say

CLONE = Path(__file__).resolve().parents[2]
ADDONS = CLONE / "addons"
# PostgreSQL refuses socket paths beyond 107 bytes; what we append takes 45 of them.
LONGEST_CACHE_PATH = 60
# Odoo, its libraries, linters and a database with its write-ahead log.
NEEDED_BYTES = 4 * 1024**3


def cache_folder(environ=os.environ, is_root=None):
    """The cache folder: ``KAM_CACHE``, else the usual place of the user.

    >>> str(cache_folder({"KAM_CACHE": "/srv/kam"}))
    '/srv/kam'
    >>> str(cache_folder({"HOME": "/home/li"}, is_root=False))
    '/home/li/.cache/kam-odoo'
    """
    if environ.get("KAM_CACHE"):
        return Path(environ["KAM_CACHE"]).expanduser().absolute()
    if os.geteuid() == 0 if is_root is None else is_root:
        return Path("/var/cache/kam-odoo")
    base = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "~")) / ".cache"
    return Path(base).expanduser() / "kam-odoo"


CACHE = cache_folder()


def instance_folder():
    """This clone's own folder in the cache; the clone's path is its name."""
    name = hashlib.sha256(str(CLONE).encode()).hexdigest()[:10]
    return CACHE / "instances" / name


def prepare_cache():
    """Make the cache folder, or say why it cannot be used."""
    if len(str(CACHE)) > LONGEST_CACHE_PATH:
        raise Stop(
            f"the cache folder's path is too long for PostgreSQL: {CACHE}\n"
            f"Name one of at most {LONGEST_CACHE_PATH} characters with KAM_CACHE."
        )
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(
            f"the cache folder {CACHE} cannot be made ({error.strerror}).\n"
            "Name another one with KAM_CACHE."
        ) from error
    if not os.access(CACHE, os.W_OK):
        raise Stop(
            f"the cache folder {CACHE} is not writable for you.\n"
            "Name another one with KAM_CACHE."
        )


def require_space(needed=NEEDED_BYTES):
    """Stop before a long installation that the disk cannot hold."""
    free = shutil.disk_usage(CACHE).free
    if free < needed:
        raise Stop(
            f"the disk is too full: {free / 1024**3:.1f} GB free in {CACHE}, "
            f"{needed / 1024**3:.0f} GB needed.\n"
            "Make room, or name a folder on another disk with KAM_CACHE."
        )


def fingerprint(*parts):
    """Short name for a combination of texts and files' contents."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()[:12]


@contextmanager
def built(target):
    """Make a folder elsewhere and move it to ``target`` only when it is complete.

    What an interrupted run left is removed first, so every call starts clean.
    """
    unfinished = target.with_name(f".unfinished-{target.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    yield unfinished
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


@contextmanager
def locked(path, refusal=None):
    """Hold a lock that ends with the process, however it ends.

    :param refusal: text for whom the lock is taken (``%s`` is the holder's
        process id); without it the call waits
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            if refusal:
                raise Stop(refusal % (file.read().strip() or "?")) from None
            say("• Another set-up is under way in the same cache; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
