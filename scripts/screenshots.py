"""Pictures of the demo company's screens for README and docs.

    python scripts/screenshots.py URL NOTES FOLDER [NAME …]

URL is a running server with a fresh demo company, NOTES the file with its users and
codes, FOLDER takes the PNG files; names choose some of the scenes. What the pictures
reserve at the till is given back, all but the card of ``till_card``.
"""

import json
import sys
from pathlib import Path

import account_scenes
import card_scenes
import work_scenes
from browser import Lost, opened
from studio import DESK, Studio

SCENES = {
    scene.__name__: scene
    for scene in (*card_scenes.SCENES, *account_scenes.SCENES, *work_scenes.SCENES)
}


def main(url, notes, folder, *names):
    """Take the pictures, all of them or those named.

    :return: exit status
    """
    noted = json.loads(Path(notes).read_text())
    Path(folder).mkdir(parents=True, exist_ok=True)
    failed = [
        name
        for name in names or SCENES
        if not _take(SCENES[name], url, noted, Path(folder))
    ]
    return 1 if failed else 0


def _take(scene, url, notes, folder):
    """Play one scene in a browser of its own; tell whether it came to its end."""
    with opened(DESK) as page:
        try:
            scene(Studio(page, url, notes, folder))
        except Lost as error:
            seen = folder / f"failed_{scene.__name__}.png"
            seen.write_bytes(page.picture())
            print(f"  {scene.__name__}: {error}; see {seen}", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
