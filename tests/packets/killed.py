"""A build that stops at a place and says so, to be killed there: python -m tests.packets.killed FOLDER PLACE."""

import sys
import time
from pathlib import Path

from secretariat.packets import assemble
from tests.packets import paper
from tests.packets.test_bytes import parts


def stop(*_of_the_call: object, **_more: object) -> None:
    """Say that the place was reached, and wait for the end."""
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(60)


def main(folder: Path, place: str) -> None:
    """Build as the test does, with a stop put in at the place."""
    if place == "assemble":
        assemble.describe = stop
    if place == "rename":
        Path.replace = stop
    paper.make(parts(folder), folder, listen=lambda step: stop() if place == "press" and step.done > 8 else None)


main(Path(sys.argv[1]), sys.argv[2])
