"""The bundled engines, started, killed and started again."""

import os
import signal
import socket
import stat
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from secretariat.embedded import Engines, Instance, engines
from secretariat.embedded.processes import kill_group
from secretariat.errors import Misconfigured
from tests.embedded.running import STAND_INS, Front, alive, eventually

pytestmark = pytest.mark.processes


def write(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        connection.execute("INSERT INTO notes VALUES ('kept')")


def notes(url: str) -> list[tuple[str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT text FROM notes").fetchall()


def test_a_second_start_finds_what_the_first_wrote(instance: Path) -> None:
    with engines(instance) as urls:
        write(urls.owner)
        with Redis.from_url(urls.redis) as redis:
            redis.set("note", "kept")
    with engines(instance) as urls, Redis.from_url(urls.redis) as redis:
        assert (notes(urls.owner), redis.get("note")) == ([("kept",)], b"kept")


def test_what_was_committed_survives_a_kill_of_both_engines(instance: Path) -> None:
    with Instance(instance).hold():
        both = Engines(Instance(instance))
        both.start()
        write(both.urls.owner)
        for process in both.running.values():
            kill_group(process)
    assert (instance / "postgres" / "postmaster.pid").exists()
    with engines(instance) as urls:
        assert notes(urls.owner) == [("kept",)]


def test_a_lock_file_whose_number_now_belongs_to_another_process_does_not_stop_the_start(instance: Path) -> None:
    with engines(instance):
        lock = (instance / "postgres" / "postmaster.pid").read_text().splitlines()
    stale = instance / "postgres" / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *lock[1:], ""]))
    stale.chmod(0o600)
    (instance / "run" / "valkey.pid").write_text(str(os.getpid()))
    with engines(instance) as urls:
        assert psycopg.connect(urls.database).close() is None


def test_engines_that_a_killed_start_left_are_ended_by_the_next(instance: Path) -> None:
    with Instance(instance).hold():
        left = Engines(Instance(instance))
        left.start()
    pids = {process.pid for process in left.running.values()}
    with engines(instance) as urls:
        for process in left.running.values():
            process.wait(5)
        assert alive(pids) == set()
        assert psycopg.connect(urls.database).close() is None


def test_two_instances_run_side_by_side(tmp_path: Path) -> None:
    with engines(tmp_path / "one") as one, engines(tmp_path / "two") as two:
        write(one.owner)
        write(two.owner)
        assert (notes(one.owner), notes(two.owner)) == ([("kept",)], [("kept",)])


def test_a_folder_in_use_is_refused_with_the_process_that_uses_it(instance: Path) -> None:
    with Instance(instance).hold(), pytest.raises(Misconfigured) as refusal, Instance(instance).hold():
        pass
    assert str(refusal.value) == (
        f"{instance} is in use by process {os.getpid()}: stop that one first (kill {os.getpid()}), "
        "or start beside it with another folder and port (INSTANCE=other PORT=8001)."
    )


def test_the_database_listens_on_a_socket_in_a_closed_folder_only(instance: Path) -> None:
    with engines(instance) as urls:
        with psycopg.connect(urls.superuser) as connection:
            found = connection.execute("SHOW listen_addresses").fetchone()
            (folder,) = connection.execute("SHOW unix_socket_directories").fetchone() or ("",)
        assert found == ("",)
        assert stat.S_IMODE(Path(folder.strip('"')).stat().st_mode) == 0o700
        assert stat.S_IMODE((instance / "passwords.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((instance / "run" / "valkey.conf").stat().st_mode) == 0o600


def test_no_engine_opens_without_its_password(instance: Path) -> None:
    with engines(instance) as urls:
        user, _, rest = urls.database.removeprefix("postgresql://").partition(":")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(f"postgresql://{user}:guess@{rest.partition('@')[2]}")
        port = int(urls.redis.rpartition(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"PING\r\n")
            assert connection.recv(200).startswith(b"-NOAUTH")


def test_an_instance_deep_down_gets_a_short_closed_folder_for_its_socket_and_takes_it_away(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90) / 'with "quotes", \\ and é'
    with engines(deep) as urls:
        sockets = (deep / "run" / "sockets").readlink()
        assert psycopg.connect(urls.database).close() is None
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert not sockets.exists()


def test_a_damaged_memory_of_valkey_is_put_aside(instance: Path) -> None:
    with engines(instance) as urls, Redis.from_url(urls.redis) as redis:
        redis.set("note", "kept")
    (written,) = (instance / "valkey" / "appendonlydir").glob("*.incr.aof")
    written.write_bytes(b"no such command\r\n" * 9)
    with engines(instance) as urls, Redis.from_url(urls.redis) as redis:
        assert (redis.get("note"), (instance / "valkey.damaged").is_dir()) == (None, True)


def test_a_cut_first_start_leaves_nothing_that_the_next_one_stumbles_over(instance: Path) -> None:
    (instance / "postgres.new" / "base").mkdir(parents=True)
    with engines(instance) as urls:
        assert psycopg.connect(urls.database).close() is None


def test_a_lost_password_file_is_named(instance: Path) -> None:
    (instance / "postgres").mkdir(parents=True)
    with pytest.raises(Misconfigured, match=r"passwords\.json is missing.*restore that file"), engines(instance):
        pass


def test_engines_die_with_a_process_that_is_killed(instance: Path, tmp_path: Path) -> None:
    with Front(STAND_INS, "engines", instance, log=tmp_path / "log") as front:
        pids = {int(pid) for pid in front.wait_for("\n").split()}
        front.end(signal.SIGKILL)
        eventually(lambda: alive(pids) == set())
