"""`secretariat up` with everything that belongs to it: the start, every end, and the sentences when it cannot be."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretariat.embedded import engines
from secretariat.errors import Misconfigured
from tests.embedded.running import Front, alive, eventually, free_port, refused, up
from tests.embedded.visiting import Visitor, readiness

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]
ROLES = """
Everybody's password is demo; one line per role:
  focal.pe@example.org     focal point of Peru
  approver.pe@example.org  country approver of Peru
  delegate.pe@example.org  delegate of Peru
  delegate.co@example.org  delegate of Colombia, which holds the chair
  reviewer@example.org     reviewer
  reviewer2@example.org    second reviewer
  officer@example.org      secretariat officer
  observer@example.org     observer
  auditor@example.org      auditor
"""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance whose demonstration a first start has loaded."""
    instance, port = tmp_path_factory.mktemp("demonstration") / "instance", free_port()
    with up(instance, port) as front:
        said = front.wait_for("auditor@example.org", 120)
        assert said == (
            "Preparing the database …\n\n"
            f"Open http://localhost:{port} and sign in as officer@example.org, password demo{ROLES}"
        )
        pids = front.children()
        assert front.end(signal.SIGINT) == 0
        assert alive(pids) == set()
    return instance


def named(front: Front, words: str) -> int:
    """The process right below the front one whose command line holds these words."""
    found = _found(front, words)
    assert found, front.said()
    return found


def _found(front: Front, words: str) -> int | None:
    return next((pid for pid in front.children(deep=False) if words in _command(pid)), None)


def test_a_second_start_prepares_nothing_and_everybody_can_sign_in(demonstration: Path) -> None:
    port = free_port()
    with up(demonstration, port) as front:
        assert "Preparing" not in front.wait_for("auditor@example.org")
        assert {name: readiness(port)[name] for name in ("database", "redis", "storage", "status")} == {
            "database": True,
            "redis": True,
            "storage": True,
            "status": "ready",
        }
        for name in ("officer", "focal.pe", "auditor"):
            status, page = Visitor().sign_in(port, f"{name}@example.org")
            assert (status, 'name="password"' in page) == (200, False)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_however_the_front_process_ends_nothing_is_left_and_the_next_start_works(
    by: signal.Signals, demonstration: Path
) -> None:
    port = free_port()
    with up(demonstration, port) as front:
        front.wait_for("auditor@example.org")
        eventually(lambda: len([pid for pid in front.children() if "celery" in _command(pid)]) >= 4)
        pids = front.children()
        front.end(by)
        eventually(lambda: alive(pids) == set(), 30)
    with up(demonstration, port) as front:
        assert "Preparing" not in front.wait_for("auditor@example.org")


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


def test_each_part_that_is_killed_comes_back_by_itself(demonstration: Path) -> None:
    port = free_port()
    parts = ("postgres -D", "valkey-server", "gunicorn", "quiet worker", "quiet beat")
    with up(demonstration, port) as front:
        front.wait_for("auditor@example.org")
        for number, part in enumerate(parts, start=1):
            killed = named(front, part)
            os.kill(killed, signal.SIGKILL)
            eventually(lambda number=number: front.said().count("and is started again") == number)
            eventually(lambda part=part, killed=killed: _found(front, part) not in {None, killed})
        eventually(lambda: bool(readiness(port)), 40)
        beat = readiness(port)["last_beat"]
        eventually(lambda: readiness(port).get("last_beat", beat) != beat, 60)


def test_a_second_start_on_the_same_instance_is_told_who_runs(demonstration: Path) -> None:
    with up(demonstration, free_port()) as front:
        front.wait_for("auditor@example.org")
        holder = front.process.pid
        assert refused(demonstration, free_port()) == (
            f"{demonstration} is in use by process {holder}: stop that one first (kill {holder}), "
            "or start beside it with another folder and port (INSTANCE=other PORT=8001)."
        )


def test_a_port_that_is_taken_is_named(instance: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(instance, port) == (
            f"Port {port} is taken by another program: stop that one, or choose another (PORT={port + 1})."
        )


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file", free_port()) == (
        f"{tmp_path / 'file'} cannot be written (File exists): run as the user that owns it, "
        "or choose another folder with INSTANCE=…"
    )


def test_a_folder_in_which_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    assert refused(Path("/proc/house"), free_port(), log=tmp_path / "log") == (
        "/proc/house cannot be made: choose another folder with INSTANCE=…"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", folder], check=False).returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_without_room_is_named_before_anything_is_begun(small_disk: Path) -> None:
    assert refused(small_disk / "instance", free_port(), log=small_disk.parent / "log") == (
        f"There is no room left on the disk of {small_disk / 'instance'}: free 256 MB or more, then start again."
    )


def test_a_disk_that_fills_up_while_the_database_is_laid_is_named(small_disk: Path, monkeypatch) -> None:
    monkeypatch.setattr("secretariat.embedded.instance.ROOM_FOR_A_FIRST_START", 0)
    with pytest.raises(Misconfigured) as refusal, engines(small_disk / "instance"):
        pass
    assert str(refusal.value) == (
        f"PostgreSQL did not start: there is no room left on the disk of {small_disk / 'instance'}: free some first."
    )


def test_a_database_that_cannot_be_reached_is_named_without_its_password(instance: Path) -> None:
    port = free_port()
    sentence = refused(
        instance,
        free_port(),
        DATABASE_URL=f"postgresql://someone:secret@127.0.0.1:{port}/house",
        REDIS_URL=f"redis://127.0.0.1:{port}/0",
    )
    assert sentence.startswith("PostgreSQL cannot be reached: ")
    assert sentence.endswith("Check DATABASE_URL.")
    assert ("Connection refused" in sentence, "secret" in sentence) == (True, False)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (
            {"DATABASE_URL": "mysql://house", "REDIS_URL": "redis://127.0.0.1/0"},
            "DATABASE_URL begins with 'mysql'; write postgresql://user:password@host/name.",
        ),
        (
            {"DATABASE_URL": "postgresql://127.0.0.1/house"},
            "DATABASE_URL is set but REDIS_URL is not: set both, or neither for the bundled engines.",
        ),
        ({"DEMO": "0"}, "Set SECRET_KEY to a secret of 32 characters or more, or start the demonstration."),
        (
            {"DEMO": "0", "SECRET_KEY": "demonstration-key-that-is-no-secret"},
            "Set SECRET_KEY to a secret of 32 characters or more, or start the demonstration.",
        ),
    ],
)
def test_settings_that_cannot_work_are_named(chosen: dict[str, str], sentence: str, instance: Path) -> None:
    assert refused(instance, free_port(), **chosen) == sentence
