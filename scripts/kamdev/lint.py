"""``make lint`` and ``make format``: pinned linters and our structural checks."""

from kamdev import checks, modules, node, python
from kamdev.places import ADDONS, CLONE, prepare_cache
from kamdev.say import Stop, say, step
from kamdev.shell import clean_environment, stream

PYTHON_FOLDERS = ("addons", "scripts", "tests")
# Every rule of pylint-odoo but these three, with the reason beside each. In this order:
# pylint takes the words one after the other.
PYLINT_RULES = (
    "--disable=all",
    "--enable=odoolint,dangerous-default-value,duplicate-key,unreachable",
    # A long class is split by concern, one file each.
    "--disable=consider-merging-classes-inherited",
    # Ledgers refuse unlink() itself: a context can switch @api.ondelete off.
    "--disable=no-raise-unlink",
    # Engines have one name, in Odoo and in the pure tests.
    "--disable=odoo-addons-relative-import",
)
ENTRY_POINTS = {
    "oca-checks-odoo-module": "oca_pre_commit_hooks.cli",
    "oca-checks-po": "oca_pre_commit_hooks.cli_po",
}


class Linters:
    """Command lines of the linters, by what the user calls them."""

    def __init__(self):
        self.python = python.provide("requirements-lint.txt").python
        self.node_modules = node.provide()
        self.folders = [name for name in PYTHON_FOLDERS if (CLONE / name).is_dir()]
        self.modules = [ADDONS / name for name in modules.manifests()]

    def _hook(self, name, files):
        code = f"from {ENTRY_POINTS[name]} import main; raise SystemExit(main())"
        return [self.python, "-c", code, *files] if files else None

    def _node(self, script, *arguments):
        return ["node", self.node_modules / script, *arguments]

    def _prettier(self, *how):
        plugin = self.node_modules / "@prettier/plugin-xml/src/plugin.js"
        files = self._files("*.xml", "*.js", "*.scss", "*.css")
        script = "prettier/bin/prettier.cjs"
        command = self._node(script, f"--plugin={plugin}", "--log-level=warn", *how)
        return [*command, *files] if files else None

    def _files(self, *patterns):
        return sorted(
            path
            for pattern in patterns
            for path in ADDONS.rglob(pattern)
            if "lib" not in path.parts and "description" not in path.parts
        )

    def checking(self):
        """Linters that only look."""
        ruff = [self.python, "-m", "ruff"]
        return {
            "ruff format": [*ruff, "format", "--check", "--quiet", *self.folders],
            "ruff": [*ruff, "check", "--no-fix", "--quiet", *self.folders],
            "pylint-odoo": self._pylint(),
            "oca-checks-odoo-module": self._hook(
                "oca-checks-odoo-module",
                [path / "__manifest__.py" for path in self.modules],
            ),
            "oca-checks-po": self._terms(),
            "eslint": self._eslint(),
            "prettier": self._prettier("--check"),
        }

    def formatting(self):
        """Formatters that write."""
        ruff = [self.python, "-m", "ruff"]
        return {
            "ruff format": [*ruff, "format", "--quiet", *self.folders],
            "ruff": [*ruff, "check", "--fix", "--quiet", *self.folders],
            "oca-checks-odoo-module": self._hook(
                "oca-checks-odoo-module",
                ["--fix", *(path / "__manifest__.py" for path in self.modules)],
            ),
            "prettier": self._prettier("--write"),
        }

    def _pylint(self):
        command = [self.python, "-m", "pylint", "--rcfile=pyproject.toml"]
        return [*command, *PYLINT_RULES, *self.modules] if self.modules else None

    def _terms(self):
        # The rule left out empties translations that equal the English word ("PIN").
        files = self._files("*.po", "*.pot")
        words = ["--disable=po-pretty-format", *files] if files else []
        return self._hook("oca-checks-po", words)

    def _eslint(self):
        files = self._files("*.js")
        script = "eslint/bin/eslint.js"
        return self._node(script, "--max-warnings=0", *files) if files else None


def _run(commands, environment):
    """Run commands; return the names of those that had something to say."""
    loud = []
    for name, command in commands.items():
        if command:
            with step(name):
                if stream(command, cwd=CLONE, env=environment):
                    loud.append(name)
    return loud


def _environment(node_modules):
    return clean_environment(
        RUFF_NO_CACHE="true",
        PYLINTHOME=node_modules.parent / "pylint",
        PYTHONDONTWRITEBYTECODE="1",
        # eslint.config.cjs stands in the clone, its imports lie in the cache.
        NODE_PATH=node_modules,
    )


def _structure():
    with step("structural checks"):
        findings = checks.run(CLONE)
        for finding in findings:
            say(f"  {finding}")
    return ["structural checks"] if findings else []


def run():
    """Run every linter and say which of them found something."""
    prepare_cache()
    linters = Linters()
    loud = _run(linters.checking(), _environment(linters.node_modules)) + _structure()
    if loud:
        raise Stop(f"found something to mend: {', '.join(loud)}")
    say("Nothing to mend.")


def write():
    """Let the formatters write."""
    prepare_cache()
    linters = Linters()
    _run(linters.formatting(), _environment(linters.node_modules))
