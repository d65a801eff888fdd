"""Processes that outlive nobody: ended with their parent, and known again by their command after a crash."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from secretariat.errors import Misconfigured

LAUNCH = Path(__file__).with_name("launch.py")
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


@dataclass(frozen=True)
class Account:
    """The user that a program runs as; a capability where its files lie in a folder closed to that user."""

    uid: int
    gid: int
    capability: int = -1


def launch(
    command: Sequence[str | Path],
    *,
    output: int | IO[bytes],
    account: Account | None = None,
    environ: Mapping[str, str] | None = None,
    last_signal: signal.Signals = signal.SIGTERM,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own; it gets last_signal when this process dies.

    output: where its words go, both kinds. keep: file descriptors that it inherits.
    """
    who = account or Account(-1, -1)
    numbers = (last_signal, os.getpid(), who.uid, who.gid, who.capability)
    return subprocess.Popen(  # noqa: S603  every command is ours
        [sys.executable, "-I", "-S", LAUNCH, *map(str, map(int, numbers)), *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environ,
        pass_fds=keep,
        start_new_session=True,
    )


def unprivileged(data: Path, program: Path, ways: Sequence[Path]) -> Account | None:
    """Return the account that PostgreSQL runs as, which refuses to be root; None for whoever is not root.

    It is the owner of the data, or nobody. ways: other folders that it must pass through. Where one is closed to
    that user, as /root is, one capability lets it pass.
    """
    if os.geteuid() != 0:
        return None
    try:
        owner = data.stat() if data.exists() else None
        entry = pwd.getpwuid(owner.st_uid) if owner and owner.st_uid else pwd.getpwnam("nobody")
    except KeyError:
        raise Misconfigured(
            "PostgreSQL cannot run as root and there is no user 'nobody': start as another user."
        ) from None
    if all(_open_to_all(each) for each in (program, *ways)):
        return Account(entry.pw_uid, entry.pw_gid)
    readable = bool(program.stat().st_mode & stat.S_IXOTH)
    fitting = [CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE] if readable else [CAP_DAC_OVERRIDE]
    for capability in filter(_holds, fitting):
        return Account(entry.pw_uid, entry.pw_gid, capability)
    raise Misconfigured(
        f"As root, PostgreSQL runs as {entry.pw_name!r}, to whom {program} or {data.parent} is closed: "
        "start as another user, or from a folder that all may pass through."
    )


def package_folder(name: str) -> Path:
    """Return where an installed package lies, without running it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise Misconfigured(f"The package {name} is not installed: run 'make run', or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def _open_to_all(path: Path) -> bool:
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.resolve().parents))


def _holds(capability: int) -> bool:
    """Tell whether this process may hand a capability on; containers often take it away."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    permitted = next((line.split()[1] for line in lines if line.startswith("CapPrm")), "0")
    return bool(int(permitted, 16) >> capability & 1)


def is_running(pid: int, *, words: str) -> bool:
    """Tell whether a process lives whose command line holds these words, so that a reused number is no match."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return words in _command_of(pid)


def _command_of(pid: int) -> str:
    entry = Path(f"/proc/{pid}/cmdline")
    if entry.exists():
        return entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    ps = shutil.which("ps")
    if ps is None:
        return ""
    command = [ps, "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


def wait_until(done: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Look again and again until something is so; False when the seconds are over."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def end_remains(pid: int, *, words: str, by: Sequence[signal.Signals], seconds: float) -> None:
    """End a process that a killed start has left, by one signal after the other; each gets its seconds."""
    for each in by:
        if not is_running(pid, words=words):
            return
        os.kill(pid, each)
        wait_until(lambda: not is_running(pid, words=words), seconds=seconds)


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals, seconds: float) -> None:
    """Ask a child to end; after the seconds its whole group is killed."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            kill_group(process)
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of a child and of its children."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
