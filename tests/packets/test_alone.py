"""Children have no network: what a stranger sent cannot reach out of them."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from secretariat.packets import alone

TRY = """
import socket, sys
from secretariat.packets import alone
cut = alone.cut()
open(sys.argv[2], "wb").write(b"still allowed to write")
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
except OSError:
    print(cut, alone.connected(), "refused")
else:
    print(cut, alone.connected(), "connected")
"""


def tried(tmp_path, *, user: int | None = None) -> str:
    with socket.create_server(("127.0.0.1", 0)) as door:
        command = [sys.executable, "-c", TRY, str(door.getsockname()[1]), str(tmp_path / "out")]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30, user=user)
    return done.stdout.strip()


def test_a_child_reaches_nobody_not_even_on_its_own_machine(tmp_path):
    if alone.possible():
        assert tried(tmp_path) == "True False refused"
    else:
        assert tried(tmp_path).startswith("False True")


def test_whether_children_can_be_cut_off_is_found_out_by_trying(tmp_path):
    assert alone.possible() == (tried(tmp_path).partition(" ")[0] == "True")


@pytest.mark.parametrize("program", ["secretariat.packets.reception", "secretariat.packets.compile"])
def test_every_child_leaves_the_network_before_its_first_job(program):
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        child.stdin.write('{"nonsense": 1}\n')
        child.stdin.flush()
        assert "error" in child.stdout.readline()
        there = Path(f"/proc/{child.pid}/ns/net").readlink()
        child.kill()
    assert (there != Path("/proc/self/ns/net").readlink()) == alone.possible()
