"""What an event of the story is, and where it came from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from secretariat.workflow import audit

# Networks that are set aside for examples (RFC 5737).
COUNTRIES_NET, SECRETARIAT_NET = "203.0.113.0", "198.51.100.0"


@dataclass(frozen=True)
class Event:
    """Something that happened at an instant; events are told in the order of their instants."""

    at: datetime
    tell: Callable[[datetime], object]


@contextmanager
def through_the_web(address: str) -> Iterator[None]:
    """Let the trail say that what follows came through the web, from a network."""
    token = audit.source.set(audit.Source("web", address))
    try:
        yield
    finally:
        audit.source.reset(token)
