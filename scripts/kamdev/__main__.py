"""Entry point of ``scripts/kam``: makes the package importable and starts it."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from kamdev.cli import main  # noqa: E402  (the path above has to be set first)

sys.exit(main(sys.argv[1:]))
