"""Somebody who sends files byte by byte, so that a line can be cut at any of them."""

import json
import socket
from dataclasses import dataclass
from typing import Any

from tests.faults.wire import PATIENCE, Answer, Writer

BOUNDARY = "-----boundary-----"
JSON = "application/json"


@dataclass
class Sender:
    """A focal point at a text that asks for a file. sent: bytes of the file that have left."""

    writer: Writer
    text: int
    sent: int = 0

    def begin(self, size: int, name: str = "Report.pdf") -> Answer:
        """Begin a file."""
        path = f"/deliverables/{self.text}/files/report/pieces"
        return self.ask("POST", path, f"name={name}&size={size}".encode(), "application/x-www-form-urlencoded")

    def piece(self, url: str, at: int, piece: bytes, *, cut: int | None = None) -> Answer | None:
        """Send a piece; cut: break the line after so many bytes of it."""
        self.sent += len(piece) if cut is None else cut
        return self.ask("PUT", f"{url}?at={at}", piece, "application/octet-stream", cut=cut)

    def end(self, url: str) -> Answer:
        """Say that all has been sent."""
        return self.ask("POST", url, b"", "application/x-www-form-urlencoded")

    def received(self, url: str) -> int:
        """Ask how much has come."""
        return said(self.ask("GET", url, b"", ""))["received"]

    def whole(self, content: bytes, *, cut: int | None = None, **more: str) -> Answer | None:
        """Send the file with the whole form, as a page without JavaScript does."""
        fields = {"csrf_token": self.writer.token, "summary": "Kept", "do": "save"} | more
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
        ]
        file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="report"; filename="Report.pdf"\r\n\r\n'
        body = "".join([*parts, file]).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask("POST", f"/deliverables/{self.text}", body, kind, cut=cut, accept="text/html")

    def ask(self, method: str, path: str, body: bytes, kind: str, *, cut: int | None = None, accept: str = JSON) -> Any:
        """Make a request; return None where the line was cut."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.writer.port}\r\nConnection: close\r\n"
            f"Cookie: {self.writer.cookie}\r\nX-CSRFToken: {self.writer.token}\r\nAccept: {accept}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.writer.port), timeout=PATIENCE) as line:
            line.sendall(head.encode() + body[:cut])
            return None if cut is not None else self.writer.read(line)


def said(answer: Answer) -> dict[str, Any]:
    """Return what an answer says in JSON."""
    return dict(json.loads(answer.page[answer.page.index("{") : answer.page.rindex("}") + 1]))
