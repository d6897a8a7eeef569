"""``make bench``: what the suite costs beside Odoo's own features."""

from kamdev import modules, testing, workbench
from kamdev.places import CLONE
from kamdev.say import Stop, say
from kamdev.shell import stream


def run(*arguments):
    """Run all benchmarks, with their arguments."""
    with workbench.ready("test", testing.REFUSAL, hasty=True) as (bench, server):
        this = testing.Round(bench, server)
        with this.suite(modules.manifests()):
            for script in sorted((CLONE / "tests/bench").glob("bench_*.py")):
                say(f"\n{script.stem}")
                command = [bench.python, script, *arguments]
                if stream(command, cwd=CLONE, env=this.environment()):
                    raise Stop(f"{script.name} did not finish.")
