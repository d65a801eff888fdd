"""A server that speaks S3, as a process of its own, and the door before it that a test can shut, narrow or cut."""

import http.client
import socket
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

from secretariat.embedded.processes import kill_group, launch
from secretariat.settings import BucketAddress
from tests.faults.crew import eventually

KEY, SECRET = "test-key", "test-secret"
FULL = (
    b"HTTP/1.1 507 Insufficient Storage\r\nContent-Type: application/xml\r\nConnection: close\r\n"
    b"Content-Length: 55\r\n\r\n<Error><Code>XMinioStorageFull</Code><Message/></Error>"
)


class Door:
    """Passes on what comes in at a port of its own, while it is open."""

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.full = False
        self.left: int | None = None  # bytes that may still come in before it falls shut by itself
        self.lines: list[socket.socket] = []
        self.port = 0
        self.open()

    def open(self) -> None:
        """Listen, at the same port as before."""
        self.listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listening.getsockname()[1]
        self.left = None
        threading.Thread(target=self._let_in, args=(self.listening,), daemon=True).start()

    def shut(self) -> None:
        """Let nobody in, and break all lines."""
        for one in (self.listening, *self.lines):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.lines.clear()

    def fill(self, *, full: bool) -> None:
        """Say to everybody who writes that there is no room, or no more."""
        self.full = full

    def _let_in(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _address = listening.accept()
                inner = socket.create_connection(("127.0.0.1", self.behind))
                self.lines += [line, inner]
                threading.Thread(target=self._pass_on, args=(line, inner), daemon=True).start()
                threading.Thread(target=self._pass_back, args=(inner, line), daemon=True).start()

    def _pass_on(self, line: socket.socket, inner: socket.socket) -> None:
        with suppress(OSError), closing(inner):
            while piece := line.recv(65536):
                if self.full and piece.startswith((b"PUT ", b"POST ")):
                    line.sendall(FULL)
                    line.shutdown(socket.SHUT_RDWR)
                    return
                if self.left is not None:
                    self.left -= len(piece)
                    if self.left < 0:
                        self.shut()
                inner.sendall(piece)

    def _pass_back(self, inner: socket.socket, line: socket.socket) -> None:
        with suppress(OSError), closing(line):
            while piece := inner.recv(65536):
                line.sendall(piece)


class Silent:
    """Takes every line, hears what is asked, and never answers."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.heard: list[str] = []
        self.lines: list[socket.socket] = []
        threading.Thread(target=self._let_in, daemon=True).start()

    def bucket(self, scratch: Path) -> BucketAddress:
        """Return what claims to be a bucket there."""
        address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        return BucketAddress(bucket="silent", endpoint=address, key_id=KEY, secret=SECRET, scratch=scratch)

    def close(self) -> None:
        """Break all lines."""
        for one in (self.listening, *self.lines):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                line, _address = self.listening.accept()
                self.lines.append(line)
                self.heard.append(line.recv(65536).decode("latin-1").partition(" ")[0])


class Server:
    """The server; each test takes a bucket of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        with (folder / "s3.log").open("ab") as log:
            self.process = launch(command, output=log)
        self.taken = 0
        eventually(self._answers)
        self.door = Door(self.port)

    def bucket(self, scratch: Path) -> BucketAddress:
        """Return a new bucket, behind the door."""
        self.taken += 1
        name = f"house-{self.taken}"
        assert self._ask("PUT", f"/{name}") == http.HTTPStatus.OK
        address = f"http://127.0.0.1:{self.door.port}"
        return BucketAddress(
            bucket=name, prefix="of/ours", endpoint=address, key_id=KEY, secret=SECRET, scratch=scratch
        )

    def deny(self, address: BucketAddress) -> None:
        """Let nobody write into a bucket any more."""
        whole = f'"arn:aws:s3:::{address.bucket}/*"'
        rule = f'{{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": {whole}}}'
        policy = f'{{"Version": "2012-10-17", "Statement": [{rule}]}}'
        assert self._ask("PUT", f"/{address.bucket}?policy", policy) < http.HTTPStatus.BAD_REQUEST

    def close(self) -> None:
        """End it."""
        self.door.shut()
        kill_group(self.process)

    def _answers(self) -> bool:
        with suppress(OSError):
            return self._ask("GET", "/") == http.HTTPStatus.OK
        return False

    def _ask(self, method: str, path: str, body: str = "") -> int:
        credential = f"AWS4-HMAC-SHA256 Credential={KEY}/20250908/us-east-1/s3/aws4_request"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as line:
            line.request(method, path, body, {"Authorization": credential})
            return line.getresponse().status


def environ(address: BucketAddress) -> dict[str, str]:
    """Return the settings that choose a bucket."""
    assert address.endpoint
    return {
        "STORAGE": f"s3://{address.bucket}/{address.prefix}",
        "AWS_ENDPOINT_URL": address.endpoint,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }
