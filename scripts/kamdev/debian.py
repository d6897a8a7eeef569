"""Debian packages without touching the system: fetched and unpacked in the cache.

``apt-get`` gets a private configuration, so it needs no administrator. The
mirror is the one that this machine's own sources name, checked by the keys of
the distribution's own keyring.
"""

import platform
import shutil
from pathlib import Path

from kamdev.places import CACHE
from kamdev.say import Stop, say
from kamdev.shell import clean_environment, run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DEBS = CACHE / "debs"
STABLE = "bookworm"
UNSTABLE = "unstable"


def is_debian():
    """Whether this machine is Debian itself (derivatives have other packages)."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    return release.get("ID") == "debian" and shutil.which("apt-get") is not None


def mirror():
    """Address of the Debian mirror in this machine's own sources."""
    fields = "$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)"
    rows = run(["apt-get", "indextargets", "--format", fields], "reading apt's sources")
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME", STABLE)
    for row in rows.splitlines():
        uri, release, component = (row.split("\t") + ["", ""])[:3]
        if component == "main" and release in (codename, "stable", UNSTABLE):
            return uri
    raise Stop(
        "apt's sources on this machine name no Debian mirror to fetch Odoo from.\n"
        "Add one to /etc/apt/sources.list, or name an Odoo 19.0 with ODOO_HOME."
    )


def _configuration(suite):
    """Write apt's private configuration for a suite; return its environment."""
    home = CACHE / "apt" / suite
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "sources.list").write_text(
        f"deb [signed-by={KEYRING}] {mirror()} {suite} main\n"
    )
    (home / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{home}/sources.list";\n'
        'Dir::Etc::sourceparts "-";\n'
        f'Dir::State "{home}/state";\n'
        'Dir::State::status "/dev/null";\n'
        f'Dir::Cache "{home}/cache";\n'
        'APT::Sandbox::User "root";\n'
        'APT::Update::Error-Mode "any";\n'
        'Acquire::Languages "none";\n'
        'Acquire::Retries "3";\n'
    )
    return clean_environment(APT_CONFIG=home / "apt.conf", LC_ALL="C.UTF-8")


def _candidate(name, env):
    """Version of a package in the suite, or None."""
    text = run(["apt-cache", "policy", name], "reading the package list", env=env)
    for line in text.splitlines():
        if line.strip().startswith("Candidate:"):
            version = line.split()[-1]
            return None if version == "(none)" else version
    return None


def _available(name, wanted, env):
    """The wanted version if the suite has it, else the one it has."""
    known = run(["apt-cache", "madison", name], "reading the package list", env=env)
    versions = [row.split("|")[1].strip() for row in known.splitlines() if "|" in row]
    if wanted is None or wanted in versions:
        return wanted or _candidate(name, env)
    other = _candidate(name, env)
    if other:
        say(f"  {name} {wanted} is gone from the mirror; taking {other}")
    return other


def kept(name, version=None):
    """A package file already in the cache: the wanted version, else the newest."""
    exact = sorted(DEBS.glob(f"{name}_{version or '*'}_*.deb"))
    return exact[-1] if exact else None


def fetch(packages, suite):
    """Download packages of a suite into the cache, unless they are there.

    :param packages: mapping of names to the wanted version (None: any)
    :return: the package files
    """
    DEBS.mkdir(parents=True, exist_ok=True)
    missing = {n: v for n, v in packages.items() if not kept(n, v)}
    if missing:
        _download(missing, suite)
    return [kept(name, version) or kept(name) for name, version in packages.items()]


def _download(packages, suite):
    env = _configuration(suite)
    run(["apt-get", "update", "-q"], "fetching Debian's package list", env=env)
    chosen = {name: _available(name, want, env) for name, want in packages.items()}
    absent = [n for n, version in chosen.items() if version is None and not kept(n)]
    if absent:
        raise Stop(
            f"Debian's suite {suite} has no package {', '.join(absent)} any more.\n"
            f"Put its .deb file into {DEBS}, or name an Odoo 19.0 with ODOO_HOME."
        )
    wanted = [f"{name}={version}" for name, version in chosen.items() if version]
    partial = CACHE / "apt" / suite / "download"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    run(
        ["apt-get", "download", "-q", *wanted],
        "downloading " + ", ".join(packages),
        cwd=partial,
        env=env,
    )
    for file in partial.glob("*.deb"):
        file.rename(DEBS / file.name)


def unpack(file, root):
    """Unpack a package file; a broken one is removed, so the next call fetches it."""
    try:
        run(["dpkg-deb", "-x", file, root], f"unpacking {file.name}")
    except Stop as error:
        if "disk is full" not in str(error):
            file.unlink(missing_ok=True)
        raise
