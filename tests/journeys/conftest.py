"""A browser for all journeys, the whole house behind it, and people who are signed in."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from tests.journeys import looking, scripted

PASSWORD = "demo"
PATIENCE = 20_000  # milliseconds for what a page is to show; what comes at once costs none of them
START = 180  # seconds that engines, migrations, demonstration and web may take on a busy machine
Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests."""
    expect.set_options(timeout=PATIENCE)
    looking.wait_after_presses()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=looking.CHROMIUM, args=looking.ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The house as one command starts it: engines, web, worker, beat and the demonstration; its address.

    HOUSE=http://localhost:8000 names one that runs already, which spares whoever writes a journey the start.
    """
    if os.environ.get("HOUSE"):
        yield os.environ["HOUSE"]
        return
    yield from running(tmp_path_factory.mktemp("house"))


def running(folder: Path) -> Iterator[str]:
    """Run a whole house in a folder, and give its address; it is stopped afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    log = folder / "up.log"
    environ = os.environ | {"DEMO": "1", "PORT": str(port), "INSTANCE": str(folder / "instance")}
    command = [sys.executable, "-m", "secretariat.cli", "up", "--follow"]
    with log.open("wb") as lines, subprocess.Popen(command, env=environ, stdout=lines, stderr=lines) as process:
        try:
            wait_until_ready(port, process, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(30)


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait for /readyz; fail with what the house said where it does not come."""
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        if answers(port):
            return
        time.sleep(0.2)
    pytest.fail(f"The house did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def answers(port: int) -> bool:
    connection = HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, address: str) -> Callable[[str], StorageState]:
    """Sign a person in once for all tests; later pages take the cookie."""
    return signing_in(browser, address)


def signing_in(browser: Browser, address: str) -> Callable[[str], StorageState]:
    """Return what signs people in at a house, each once."""
    states: dict[str, StorageState] = {}

    def state(email: str) -> StorageState:
        if email not in states:
            states[email] = sign_in(browser, address, email)
        return states[email]

    return state


def sign_in(browser: Browser, address: str, email: str) -> StorageState:
    """Sign in by the form, and return the cookies."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def as_role(browser: Browser, address: str, signed_in: Callable[[str], StorageState]) -> Iterator[Visitor]:
    """Return a page of a person, or of a visitor: as_role('officer@example.org', 'phone').

    Nothing unexpected may happen in it: no error in the console, no violation of the policy, no address elsewhere,
    no answer of 400 or more but those in `expected`.
    """
    opened: list[BrowserContext] = []
    watches: list[looking.Watch] = []

    def visit(email: str | None = None, size: str = "desk", expected: tuple[int, ...] = (), **options: Any) -> Page:
        width, height = looking.WIDTHS[size]
        state = signed_in(email) if email else None
        given: dict[str, Any] = {
            "viewport": {"width": width, "height": height},
            "locale": "en-GB",
            "base_url": address,
            "reduced_motion": "reduce",
        }
        context = browser.new_context(storage_state=state, **given | options)
        opened.append(context)
        page = context.new_page()
        watches.append(looking.Watch(address, expected=expected))
        watches[-1].over(page)
        return page

    yield visit
    for context in opened:
        context.close()
    seen = [line for watch in watches for line in watch.seen]
    if seen:
        pytest.fail("\n".join(seen))


@pytest.fixture
def script() -> Iterator[scripted.Script]:
    """A server that answers as the test tells it."""
    with scripted.serving() as script:
        yield script


@pytest.fixture
def page(browser: Browser, script: scripted.Script) -> Iterator[Page]:
    """A page at the scripted form that saves itself; nothing unexpected may happen in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    watch = looking.Watch(script.home, expected=(400, 401, 409, 410, 413, 422, 503, 507))
    watch.over(page)
    page.goto(f"{script.home}/report")
    yield page
    context.close()
    assert watch.seen == []
