"""Engines of one's own: Debian's PostgreSQL and Redis, shared by two houses with web and worker each."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from secretariat.cli.manifest import Manifest
from secretariat.embedded.processes import launch, stop, unprivileged
from tests.embedded.running import alive, environ, eventually, free_port, up
from tests.embedded.visiting import Visitor, readiness

BINARIES = Path("/usr/lib/postgresql/15/bin")
REDIS = shutil.which("redis-server")
pytestmark = [
    pytest.mark.processes,
    pytest.mark.timeout(240),
    pytest.mark.skipif(
        not (BINARIES.exists() and REDIS), reason="needs Debian's postgresql and redis-server (apt-get install)"
    ),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database of Debian's PostgreSQL, for a user that owns it and may make roles."""
    folder = tmp_path_factory.mktemp("postgresql")
    account, data, log = unprivileged(folder / "data", BINARIES / "postgres", [folder]), folder / "data", folder / "log"
    data.mkdir(mode=0o700)
    if account:
        shutil.chown(data, account.uid, account.gid)
    port = free_port()
    with log.open("wb") as output:
        initdb = [BINARIES / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"]
        assert launch(initdb, output=output, account=account).wait(60) == 0, log.read_text()
        options = ["-c", f"port={port}", "-c", "unix_socket_directories=", "-c", "fsync=off"]
        server = launch([BINARIES / "postgres", "-D", data, *options], output=output, account=account)
    try:
        eventually(lambda: _make(port), 30)
        yield f"postgresql://house@127.0.0.1:{port}/house"
    finally:
        stop(server, by=signal.SIGINT, seconds=20)


def _make(port: int) -> bool:
    try:
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", autocommit=True) as connection:
            connection.execute("CREATE ROLE house LOGIN CREATEROLE")
            connection.execute("CREATE DATABASE house OWNER house")
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Debian's Redis."""
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    command = [str(REDIS), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    server = launch(command, output=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    stop(server, by=signal.SIGTERM, seconds=10)


@pytest.fixture(scope="module")
def chosen(database: str, redis: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What all houses here share: the engines, and the files."""
    return {"DATABASE_URL": database, "REDIS_URL": redis, "STORAGE": str(tmp_path_factory.mktemp("files"))}


def test_two_houses_share_the_engines_and_one_may_be_killed(
    chosen: dict[str, str], database: str, tmp_path: Path
) -> None:
    one, two = free_port(), free_port()
    visitor = Visitor()
    with up(tmp_path / "one", one, **chosen) as first, up(tmp_path / "two", two, **chosen) as second:
        first.wait_for("auditor@example.org", 120)
        second.wait_for("auditor@example.org", 120)
        assert visitor.sign_in(one, "officer@example.org")[0] == 200
        assert 'name="password"' not in visitor.get(two, "/")[1]
        pids = first.children()
        first.end(signal.SIGKILL)
        eventually(lambda: alive(pids) == set(), 30)
        beat = readiness(two)["last_beat"]
        eventually(lambda: readiness(two)["last_beat"] != beat, 60)
        assert 'name="password"' not in visitor.get(two, "/")[1]
    assert _owners(database) == {"house"}
    assert list((tmp_path / "one").glob("postgres*")) == []


def test_a_house_moves_from_debians_engines_to_the_bundled_ones(chosen: dict[str, str], tmp_path: Path) -> None:
    there = chosen | {"DEMO": "1", "INSTANCE": str(tmp_path / "there")}
    _give(there, "prepare")
    head = _give(there, "backup", tmp_path / "backup")
    assert Manifest.read(tmp_path / "backup").dumped_by == Manifest.read(tmp_path / "backup").postgres == 15
    here = {"DEMO": "1", "INSTANCE": str(tmp_path / "here")}
    assert _give(here, "restore", tmp_path / "backup", "--head", head).startswith("Every table and 58 files are as")
    assert "The chain is whole" in _give(here, "audit", "verify", "--head", head)


def _give(chosen: dict[str, str], *words: str | Path) -> str:
    command = [sys.executable, "-m", "secretariat.cli", *words]
    given = subprocess.run(command, env=environ(**chosen), capture_output=True, text=True, timeout=200, check=False)
    assert given.returncode == 0, given.stderr
    return given.stdout.strip()


def _owners(database: str) -> set[str]:
    """Who owns the tables; the application's role is not among them and cannot touch the trail."""
    with psycopg.connect(database) as connection:
        connection.execute("SET ROLE secretariat_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("DELETE FROM audit_entries")
        return {
            owner for (owner,) in connection.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")
        }
