"""The address that people open: bound early, watched until it answers, and told at the end of the start."""

import errno
import http.client
import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from secretariat.cli.voices import say
from secretariat.errors import Misconfigured
from secretariat.settings import Settings

LONGEST_START = 60.0  # seconds until the address is told even where /readyz finds something down
ROLES = {
    "focal.pe": "focal point of Peru",
    "approver.pe": "country approver of Peru",
    "delegate.pe": "delegate of Peru",
    "delegate.co": "delegate of Colombia, which holds the chair",
    "reviewer": "reviewer",
    "reviewer2": "second reviewer",
    "officer": "secretariat officer",
    "observer": "observer",
    "auditor": "auditor",
}


def listen(host: str, port: int) -> socket.socket:
    """Return the listening socket that the web process inherits, so that a restart refuses nobody.

    Raises Misconfigured where the port is taken or closed to this user.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(512)
    except (OSError, OverflowError) as error:
        door.close()
        raise Misconfigured(why(error, host, port)) from None
    return door


def why(error: Exception, host: str, port: int) -> str:
    """Return the sentence for an address that cannot be had."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: stop that one, or choose another (PORT={port % 65535 + 1})."
    if number == errno.EACCES:
        return f"Port {port} is closed to this user: choose one above 1023 (PORT=8000)."
    return f"HOST={host} is no address of this machine: leave it out, or write 127.0.0.1."


def answers(door: socket.socket, settings: Settings) -> Callable[[], bool]:
    """Return a question for the supervisor: whether /readyz has answered 200, or has had its time."""
    done = threading.Event()
    threading.Thread(target=_ask, args=(door.getsockname()[:2], settings, done), daemon=True).start()
    return done.is_set


def _ask(address: tuple[str, int], settings: Settings, done: threading.Event) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end and not _is_ready(address, urlsplit(settings.base_url).netloc):
        time.sleep(0.1)
    if time.monotonic() >= end:
        say(f"Not everything is ready yet: {settings.base_url}/readyz says what is not.")
    done.set()


def _is_ready(address: tuple[str, int], host: str) -> bool:
    """Ask by the name that people use, since others are refused."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104  not bound to here
    connection = http.client.HTTPConnection(reachable, address[1], timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def invite(settings: Settings) -> None:
    """Tell the address, and in the demonstration how each role signs in."""
    say("")
    if not settings.demo:
        say(f"Open {settings.base_url}")
        return
    say(f"Open {settings.base_url} and sign in as officer@example.org, password demo")
    say("Everybody's password is demo; one line per role:")
    for name, role in ROLES.items():
        say(f"  {name + '@example.org':24} {role}")
