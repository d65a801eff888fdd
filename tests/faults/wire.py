"""A real web server, and a focal point who speaks to it byte by byte."""

import http.client
import re
import socket
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from secretariat.cli import services
from secretariat.embedded.processes import launch
from tests.factories import PASSWORD
from tests.faults.crew import Crew, eventually
from tests.visitors import TOKEN

PATIENCE = 30.0


def web(crew: Crew, port: int = 0, **chosen: str) -> int:
    """Start a crew's web processes, at a port or at any that is free; return the port."""
    with socket.create_server(("127.0.0.1", port)) as door, (crew.folder / "log").open("ab") as log:
        door.set_inheritable(True)
        environ = crew.environ | {"WEB_PROCESSES": "2"} | chosen
        process = launch(services.web(environ, door.fileno()), output=log, environ=environ, keep=(door.fileno(),))
        crew.running.append(process)
        port = door.getsockname()[1]
    eventually(lambda: answers(port))
    return port


def answers(port: int) -> bool:
    """Tell whether somebody answers at a port."""
    with closing(http.client.HTTPConnection("localhost", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except OSError:
            return False


@dataclass(frozen=True)
class Answer:
    """A status, where it leads, and the page."""

    status: int
    location: str
    page: str


class Writer:
    """Somebody signed in, whose requests are made by hand."""

    def __init__(self, port: int, email: str) -> None:
        self.port = port
        self.cookie = ""
        self.token = self._token("/login")
        signed = self.send("/login", {"email": email, "password": PASSWORD})
        assert signed.status == 302, signed
        self.token = self._token("/account")

    def _token(self, path: str) -> str:
        found = TOKEN.search(self.ask(f"GET {path} HTTP/1.1\r\n", b"").page)
        assert found, path
        return found[1]

    def send(self, path: str, form: Mapping[str, str | list[str]]) -> Answer:
        """Send a form and read the answer."""
        with self.begin(path, form, hold=0) as (line, _rest):
            return self.read(line)

    def begin(self, path: str, form: Mapping[str, str | list[str]], *, hold: int) -> "Held":
        """Send a form but for its last `hold` bytes."""
        body = urlencode({"csrf_token": self.token, **form}, doseq=True).encode()
        line = self.open(f"POST {path} HTTP/1.1\r\n", body, len(body) - hold)
        return Held(line, body[len(body) - hold :] if hold else b"")

    def ask(self, first: str, body: bytes) -> Answer:
        """Send a whole request and read the answer."""
        with self.open(first, body, len(body)) as line:
            return self.read(line)

    def open(self, first: str, body: bytes, count: int) -> socket.socket:
        """Send the head of a request and so many bytes of its body."""
        head = (
            f"{first}Host: localhost:{self.port}\r\nConnection: close\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(head.encode() + body[:count])
        return line

    def read(self, line: socket.socket) -> Answer:
        """Read an answer to its end, and keep its cookie."""
        heard = b""
        while piece := line.recv(65536):
            heard += piece
        head, _, page = heard.decode(errors="replace").partition("\r\n\r\n")
        cookie = re.search(r"(?im)^set-cookie: ([^;]+)", head)
        if cookie:
            self.cookie = cookie[1]
        location = re.search(r"(?im)^location: (\S+)", head)
        return Answer(int(head.split()[1]), location[1] if location else "", page)


class Held:
    """A request of which a part is held back."""

    def __init__(self, line: socket.socket, rest: bytes) -> None:
        self.line = line
        self.rest = rest

    def __enter__(self) -> tuple[socket.socket, bytes]:
        return self.line, self.rest

    def __exit__(self, *_error: object) -> None:
        self.line.close()


def sleep_until(moment: float) -> None:
    """Wait until a moment of the machine's clock, to less than a millisecond."""
    pause = moment - time.time() - 0.002
    if pause > 0:
        time.sleep(pause)
    while time.time() < moment:
        pass
