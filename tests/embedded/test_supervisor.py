"""Each way to end the front process leaves nothing running; what dies is started again, but not for ever."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.embedded.running import STAND_INS, Front, alive, eventually
from tests.embedded.stand_ins import POLITE, SHORT, STUBBORN

pytestmark = pytest.mark.processes


def house(tmp_path: Path, *scripts: str, what: str = "house", patience: int = 1) -> Front:
    return Front(STAND_INS, what, tmp_path / "instance", *scripts, log=tmp_path / "log", PATIENCE=patience)


def everything(front: Front, count: int) -> set[int]:
    """All processes of the house, once the stand-ins have said that they are up."""
    eventually(lambda: front.said().count("| up") == count)
    return front.children()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_front_process_that_is_asked_to_end_ends_well_and_leaves_nothing(by: signal.Signals, tmp_path: Path) -> None:
    with house(tmp_path, STUBBORN, POLITE) as front:
        pids = everything(front, 2)
        assert len(pids) >= 5
        assert front.end(by) == 0
        assert alive(pids) == set()


def test_a_front_process_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    with house(tmp_path, STUBBORN, POLITE) as front:
        pids = everything(front, 2)
        front.end(signal.SIGKILL)
        eventually(lambda: alive(pids) == set())


def test_a_front_process_that_is_killed_with_its_watch_takes_its_children_along(tmp_path: Path) -> None:
    with house(tmp_path, POLITE) as front:
        pids = everything(front, 1)
        (watch,) = {pid for pid in pids if "watch.py" in _command(pid)}
        os.kill(watch, signal.SIGKILL)
        front.end(signal.SIGKILL)
        polite = {pid for pid in pids if "trap" in _command(pid)}
        eventually(lambda: alive(polite) == set())


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_to_make_and_all_its_group_leaves_nothing(by: signal.Signals, tmp_path: Path) -> None:
    with house(tmp_path, what="parent") as front:
        pids = everything(front, 1)
        front.end_group(by)
        eventually(lambda: alive(pids) == set())


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return ""


def test_the_next_start_waits_until_the_watch_of_a_killed_one_is_done(tmp_path: Path) -> None:
    with house(tmp_path, STUBBORN) as front:
        pids = everything(front, 1)
        front.end(signal.SIGKILL)
    with house(tmp_path, POLITE) as front:
        front.wait_for("| up")
        assert alive(pids) == set()


def test_a_house_under_make_ends_when_make_is_killed(tmp_path: Path) -> None:
    with house(tmp_path, what="parent") as front:
        pids = everything(front, 1)
        front.end(signal.SIGKILL)
        eventually(lambda: alive(pids) == set())


def test_what_dies_is_started_again_without_its_orphans(tmp_path: Path) -> None:
    with house(tmp_path, POLITE) as front:
        everything(front, 1)
        shell = next(pid for pid in front.children() if "trap" in _command(pid))
        orphans = front.children() - {shell}
        os.kill(shell, signal.SIGKILL)
        eventually(lambda: front.said().count("| up") == 2)
        assert {pid for pid in alive(orphans) if "sleep" in _command(pid)} == set()
        assert "0        | ended with -9 and is started again\n" in front.said()


def test_what_dies_five_times_within_a_minute_ends_the_house_with_one_sentence(tmp_path: Path) -> None:
    with house(tmp_path, POLITE, SHORT) as front:
        pids = everything(front, 1)
        assert front.process.wait(30) == 1
        assert front.said().endswith("'1' died 5 times within a minute. Its last words: the last words\n")
        assert alive(pids) == set()


def test_what_dies_on_a_full_disk_is_started_again_once_there_is_room(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.touch()
    script = f"echo up; test -e {full} && exit 1; sleep 600 & wait"
    with house(tmp_path, script, script) as front:
        front.wait_for("Free some; what ended meanwhile is then started again.\n")
        eventually(lambda: front.said().count("| up") == 2)
        time.sleep(2)  # twice the pause after which one would be started again
        assert (front.process.poll(), front.said().count("| up"), front.said().count("Free some")) == (None, 2, 1)
        full.unlink()
        eventually(lambda: front.said().count("| up") == 4)
        assert front.end(signal.SIGTERM) == 0


def test_a_second_wish_to_stop_is_taken_as_impatience(tmp_path: Path) -> None:
    with house(tmp_path, STUBBORN, patience=60) as front:
        pids = everything(front, 1)
        front.process.send_signal(signal.SIGINT)
        front.process.send_signal(signal.SIGTERM)  # make and a terminal may both pass on the same wish
        time.sleep(1.5)
        assert front.process.poll() is None
        assert front.end(signal.SIGINT, seconds=5) == 0
        assert alive(pids) == set()
