"""A verdict that is pressed twice decides once, and never on the text that comes in its place. In a house apart."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import looking
from tests.journeys.apart import address, signed_in  # noqa: F401  fixtures
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
# One text for each size, since a text can be approved once only.
TWICE = {"desk": "Uruguay", "phone": "United States"}
REVIEWER = "reviewer@example.org"


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_the_second_of_two_quick_presses_never_decides_on_the_next_text(as_role: Visitor, size: str):
    page = as_role(REVIEWER, size, has_touch=size == "phone")
    page.clock.set_fixed_time("2025-09-08T14:00:00Z")
    page.goto("/reviews/?whose=free")
    page.get_by_role("row").filter(has_text=TWICE[size]).get_by_role("link").first.click()
    place = middle(page.locator(".act .btn-primary"))
    with page.expect_response(re.compile(r"/reviews/\d+/approve$")):
        press(page, place, size, 1)
    expect(page.locator("main")).to_contain_text("approved. Back to it")
    expect(page.locator(".act .btn-primary")).to_have_text("Approve")
    page.wait_for_load_state()
    decided: list[str] = []
    page.on("request", lambda request: request.url.endswith("/approve") and decided.append(request.url))
    press(page, place, size, 2)
    page.reload()
    assert decided == []
    # One press decides again, also where the clock of a telephone was put right meanwhile.
    page.clock.set_fixed_time("2025-09-08T13:00:00Z")
    page.route("**/approve", lambda route: route.fulfill(status=503))
    with page.expect_request("**/approve", timeout=5000):
        press(page, place, size, 1)


def middle(button: Locator) -> tuple[float, float]:
    """Return where a button is hit in its middle."""
    box = button.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press(page: Page, place: tuple[float, float], size: str, count: int) -> None:
    """Press at a place, as the first or the second of two quick presses."""
    if size == "phone":
        page.touchscreen.tap(*place)
    else:
        page.mouse.move(*place)
        page.mouse.down(click_count=count)
        page.mouse.up(click_count=count)
