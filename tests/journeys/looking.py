"""What a browser journey looks for on every page: axe, console, policy, width, weight."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Locator, Page, Response

# Without its windows it shows the same for half the work: a page of a new person costs a second less.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desk": (1280, 900), "phone": (360, 740)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A page on which an error was meant: the browser notes every answer of 400 and more in its console.
NOTED = "Failed to load resource"


@dataclass
class Watch:
    """Collects what must not happen on a page: errors in the console, violations of the policy, foreign addresses."""

    home: str
    seen: list[str] = field(default_factory=list)
    expected: tuple[int, ...] = ()

    def over(self, page: Page) -> None:
        """Watch a page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and NOTED not in message.text:
            self.seen.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if not response.url.startswith((self.home, "data:")):
            self.seen.append(f"left the house: {response.url}")
        if response.status >= 400 and response.status not in self.expected:
            self.seen.append(f"{response.status}: {response.url}")


def wait_after_presses() -> None:
    """From now on a press that leads to another page returns when that page has come whole, not with its first line.

    A person reads a page that is there; a test would count the rows that happen to have come.
    """
    for kind in (Locator, Page):
        for name in ("click", "press"):
            setattr(kind, name, _whole(getattr(kind, name)))


def _whole(act: Callable[..., None]) -> Callable[..., None]:
    @wraps(act)
    def pressed(target: Locator | Page, *given: Any, **options: Any) -> None:
        act(target, *given, **options)
        page = target.page if isinstance(target, Locator) else target
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")

    return pressed


def axe(page: Page, rules: Sequence[str] = RULES, *, beside: str = "") -> list[str]:
    """Return what axe finds by its tags, or by rules of that name; one line for each element.

    beside: a selector of what need not be looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    return list(page.evaluate(FINDINGS, [list(rules), [beside] if beside else []]))


# Only what is wrong comes over from the browser: a whole result is larger than the page. The frames of the house run no
# scripts, so that axe cannot look into them and need not knock.
FINDINGS = """([rules, exclude]) =>
  axe.run({exclude}, {runOnly: rules, resultTypes: ['violations'], iframes: false}).then(found =>
    found.violations.flatMap(one => one.nodes.map(node =>
      `${one.id}: ${node.html.slice(0, 200)} (${node.target})`)))"""


@cache
def axe_source() -> str:
    """Return the script of axe."""
    source = next(Path(str(files("axe_playwright_python"))).rglob("axe.min.js"))
    return source.read_text(encoding="utf-8")


def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@dataclass
class Wire:
    """What went over the line: encoded bytes and requests, as the browser's network counts them."""

    session: CDPSession
    sizes: dict[str, int] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, context: BrowserContext, page: Page) -> "Wire":
        """Count for a page from now on."""
        wire = cls(context.new_cdp_session(page))
        wire.session.on("Network.requestWillBeSent", wire._sent)
        wire.session.on("Network.requestServedFromCache", lambda event: wire.cached.add(event["requestId"]))
        wire.session.on("Network.responseReceived", wire._received)
        wire.session.on("Network.loadingFinished", wire._finished)
        wire.session.send("Network.enable")
        return wire

    def _sent(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.urls[event["requestId"]] = event["request"]["url"]

    def _received(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self.cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def clear(self) -> None:
        """Begin again, for the next page."""
        for one in (self.sizes, self.urls, self.cached):
            one.clear()

    @property
    def requests(self) -> list[str]:
        """The addresses that were asked over the line."""
        return [url for number, url in self.urls.items() if number not in self.cached]

    @property
    def bytes(self) -> int:
        """The bytes that came over the line, heads included."""
        return sum(size for number, size in self.sizes.items() if number in self.urls and number not in self.cached)


def links(page: Page, home: str) -> Iterator[str]:
    """Return the addresses of this house that a page links to, without fragments."""
    for href in page.evaluate("[...document.querySelectorAll('a[href]:not([download])')].map(a => a.href)"):
        if href.startswith(f"{home}/"):
            yield href.partition("#")[0]


def widest(page: Page) -> list[str]:
    """Return the elements that stick out on the right, for the message of a failed test."""
    return page.evaluate(
        """[...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(-3).map(one => one.outerHTML.slice(0, 160))"""
    )
