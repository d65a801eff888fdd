"""Every page of every role, on a desk, on a phone and in the dark: nothing to stumble over."""

import re
from collections import Counter, deque
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ROLES = {
    "visitor": None,
    "focal point": "focal.pe@example.org",
    "approver": "approver.pe@example.org",
    "delegate": "delegate.pe@example.org",
    "chair": "focal.co@example.org",
    "reviewer": "reviewer@example.org",
    "officer": "officer@example.org",
    "observer": "observer@example.org",
    "auditor": "auditor@example.org",
}
# Between them they see every page; the colours are the same for all.
IN_THE_DARK = {"visitor", "focal point", "officer"}
# Of pages that differ in their number only, the first stands for all, or the first few where they have many states.
ALIKE = 1
MORE_ALIKE = {"/deliverables/N": 4, "/reviews/N": 2, "/calls/N": 2}
MOST_PAGES = 40
# Main parts that somebody's page had at every size; where another has the same, only what is around it is looked at.
LOOKED_AT: set[str] = set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_read_by_everybody_and_fits(as_role: Visitor, address: str, role: str):
    page = as_role(ROLES[role])
    page.add_init_script(looking.axe_source())
    found = []
    for path, status in walk(page, address):
        lines = [] if status == 200 else [f"answers {status}"]
        main = main_part(page)
        lines += at_each_size(page, beside="main" if main in LOOKED_AT else "") + style_and_script(page)
        LOOKED_AT.add(main)
        lines += in_the_dark(page) if role in IN_THE_DARK else []
        found += [f"{path}: {line}" for line in lines]
    if found:
        pytest.fail("\n".join(found))


def main_part(page: Page) -> str:
    """Return the main part of the page that stands open, but for the token of its forms."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.locator("main").evaluate("one => one.outerHTML"))


def at_each_size(page: Page, *, beside: str) -> list[str]:
    """Return what is wrong with the page that stands open on a desk, on a phone, and at 200 % on a small phone."""
    found = []
    for name, (width, height) in (looking.WIDTHS | {"320 px": (320, 256)}).items():
        page.set_viewport_size({"width": width, "height": height})
        lines = [] if name == "320 px" else looking.axe(page, beside=beside)
        over = looking.sideways(page)
        if over > 0:
            lines.append(f"wider than the window by {over} px: {looking.widest(page)}")
        found += [f"{name}: {line}" for line in lines]
    return found


def in_the_dark(page: Page) -> list[str]:
    """Return where the page that stands open cannot be read at night."""
    page.set_viewport_size(dict(zip(("width", "height"), looking.WIDTHS["desk"], strict=True)))
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {line}" for line in looking.axe(page, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    return found


def style_and_script(page: Page) -> list[str]:
    """Return the inline styles and handlers of a page, which the policy would stop anyway, and frames that may run."""
    return page.evaluate(
        """[...document.querySelectorAll('main [style], [onclick], [onchange], [onsubmit], body style, body script')]
        .map(one => 'inline: ' + one.outerHTML.slice(0, 120))
        .concat([...document.querySelectorAll("iframe:not([sandbox=''])")].map(one => 'frame: ' + one.outerHTML))"""
    )


def walk(page: Page, address: str) -> Iterator[tuple[str, int]]:
    """Open each page once, from the first page on by its links; it stands open while its status is yielded."""
    waiting, seen, alike = deque(["/"]), {"/"}, Counter()
    while waiting and len(seen) < 1000:
        path = waiting.popleft()
        kind = shape(path)
        if alike[kind] >= MORE_ALIKE.get(kind, ALIKE) or alike.total() >= MOST_PAGES:
            continue
        response = opened(page, path)
        if response is None:
            continue
        alike[kind] += 1
        for link in looking.links(page, address):
            target = link.removeprefix(address)
            if target not in seen and "lang=" not in target:
                seen.add(target)
                waiting.append(target)
        yield path, response.status


def opened(page: Page, path: str) -> Response | None:
    """Open a page; None for a file, which the browser would download."""
    # The server closes a line that nobody used for a while, perhaps just now.
    head = page.request.head(path, max_retries=2)
    if not head.headers.get("content-type", "").startswith("text/html"):
        return None
    return page.goto(path)


def shape(path: str) -> str:
    """Return an address without what tells pages of one kind apart, and without what only filters: /deliverables/N."""
    place = re.sub(r"\d+|(?<=/meetings/)[^/?]+", "N", path.partition("?")[0]).rstrip("/")
    return re.sub(r"/[A-Z]{2}$", "/XX", place)
