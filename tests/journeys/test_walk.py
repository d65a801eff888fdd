"""Every page of every role, on a desk and on a phone: what a visitor may not stumble over, and what it weighs."""

import re
from collections import Counter, deque

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
# Of pages that differ in their number only, the first few stand for all.
ALIKE = 2
MORE_ALIKE = {"/deliverables/N": 6}
MOST_PAGES = 60


@pytest.mark.parametrize("size", looking.WIDTHS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_read_by_everybody_and_fits(as_role: Visitor, address: str, role: str, size: str):
    page = as_role(ROLES[role], size)
    assert faults(page, address) == []


def test_every_page_can_be_read_in_the_dark(as_role: Visitor, address: str):
    page = as_role(ROLES["officer"], color_scheme="dark")
    assert faults(page, address) == []


@pytest.mark.parametrize("role", ["focal point", "officer"])
def test_no_page_scrolls_sideways_at_320_pixels_as_with_zoom_of_200_percent(as_role: Visitor, address: str, role: str):
    page = as_role(ROLES[role], viewport={"width": 320, "height": 256}, device_scale_factor=2)
    assert faults(page, address, with_axe=False) == []


def faults(page: Page, address: str, *, with_axe: bool = True) -> list[str]:
    """Walk all pages that can be reached, and return what is wrong with any."""
    found: list[str] = []
    for path in walk(page, address):
        lines = looking.axe(page) if with_axe else []
        over = looking.sideways(page)
        if over > 0:
            lines.append(f"wider than the window by {over} px: {looking.widest(page)}")
        lines += style_and_script(page)
        found += [f"{path}: {line}" for line in lines]
    return found


def style_and_script(page: Page) -> list[str]:
    """Return the inline styles and handlers of a page, which the policy would stop anyway."""
    return page.evaluate(
        """[...document.querySelectorAll('main [style], [onclick], [onchange], [onsubmit], body style, body script')]
        .map(one => 'inline: ' + one.outerHTML.slice(0, 120))"""
    )


def walk(page: Page, address: str):
    """Open each page once, from the first page on by its links; the page stands open while it is yielded."""
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
        yield path


def opened(page: Page, path: str) -> Response | None:
    """Open a page; None for a file, which the browser would download."""
    head = page.request.head(path)
    if not head.headers.get("content-type", "").startswith("text/html"):
        return None
    response = page.goto(path)
    assert response is not None
    assert response.status == 200, f"{response.status} at {path}"
    return response


def shape(path: str) -> str:
    """Return an address without what tells pages of one kind apart: /deliverables/N?state."""
    place, _, query = path.partition("?")
    names = sorted(pair.partition("=")[0] for pair in query.split("&") if pair)
    return re.sub(r"\d+|(?<=/meetings/)[^/]+", "N", place) + ("?" + "&".join(names) if names else "")
