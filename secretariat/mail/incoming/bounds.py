"""How much work a mail may make its reader: counted in its bytes, and as each of its parts begins.

Lines, parts and headers cost their sender next to nothing, and the library that reads them microseconds each.
"""

from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import partial
from typing import Any

from secretariat.errors import SecretariatError
from secretariat.mail.incoming.careful import POLICY, shortened

MOST_LINES = 300_000  # 16 MB have fewer in any packing: the shortest lines that programs make have 60 signs
MOST_PARTS = 100  # that hold something, and as many around them
MOST_HEADERS = 3_000  # of all parts together
MOST_READ = 64_000  # characters of the headers that are asked for
MOST_TRIED = 6_000_000  # each line is tried against the marks of all parts around it


class TooManyParts(SecretariatError):
    """A mail has more parts than a person sends, with too much said of them, or too deep within one another."""


class TooManyLines(SecretariatError):
    """A mail has more lines or headers than a person sends."""


class Part(EmailMessage):
    """A part of a mail, or the whole; it counts itself, and reads each of its headers once."""

    def __init__(self, count: "Count", policy: EmailPolicy | None = None) -> None:
        """Begin one more part."""
        super().__init__(policy)
        self.count = count
        self.depth = 1
        self.known: dict[str, Any] = {}
        count.parts += 1
        if count.parts > 2 * MOST_PARTS:
            raise TooManyParts

    def attach(self, payload: Any) -> None:
        """Take a part that begins within this one."""
        if isinstance(payload, Part):
            payload.depth = self.depth + 1
            if payload.depth * self.count.lines > MOST_TRIED:
                raise TooManyParts
        super().attach(payload)

    def set_raw(self, name: str, value: Any) -> None:
        """Take a header as it stands there."""
        self.count.headers += 1
        if self.count.headers > MOST_HEADERS:
            raise TooManyLines
        self.known.clear()
        super().set_raw(name, value)

    def get(self, name: str, failobj: Any = None) -> Any:
        """Return a header."""
        key = name.lower()
        if key not in self.known:
            raw = next((value for one, value in self.raw_items() if one.lower() == key), "")
            self.count.read += len(shortened(name, raw))
            if self.count.read > MOST_READ:
                raise TooManyParts
            self.known[key] = super().get(name)
        return failobj if self.known[key] is None else self.known[key]


class Count:
    """What a mail has of what makes work."""

    def __init__(self, content: bytes) -> None:
        """Count the lines of a mail, as the library breaks it into them. Raises TooManyLines."""
        self.parts = self.headers = self.read = 0
        self.lines = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
        if self.lines > MOST_LINES:
            raise TooManyLines

    def policy(self) -> EmailPolicy:
        """Return how to read the mail that is counted. Whoever reads it by that gets TooManyParts or TooManyLines."""
        return POLICY.clone(message_factory=partial(Part, self))
