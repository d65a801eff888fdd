"""Pages that show what was typed once more: whoever asks for that stands at what they asked for, however often."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
WAYS = [("desk", True), ("phone", True), ("phone", False)]


def press(page: Page, name: str) -> None:
    """Press a button of the form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def stands_at(there: Locator) -> None:
    """Check that whoever reads the page stands there, and sees it."""
    expect(there).to_be_focused()
    expect(there).to_be_in_viewport()


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_whoever_asks_what_a_day_is_stands_at_the_day_again(as_role: Visitor, size: str, script: bool):
    page = as_role("officer@example.org", size, java_script_enabled=script)
    page.goto("/calls/new?lang=en")
    for day, said in (("2025-10-04", "22 countries"), ("2025-10-07", "")):
        page.locator("#day").fill(day)
        press(page, "What is that day?")
        stands_at(page.locator("#day"))
        expect(page.locator("#day")).to_have_value(day)
        expect(page.locator("#day-words")).to_contain_text(said)
    page.locator("#due-distance").check()
    page.locator("#days").fill("10")
    press(page, "What is that day?")
    stands_at(page.locator("#days"))


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_whoever_looks_again_stands_at_how_it_reads_and_goes_on_from_there(as_role: Visitor, size: str, script: bool):
    page = as_role("officer@example.org", size, java_script_enabled=script)
    page.goto("/messages/texts/handed/en?lang=en")
    page.locator("a[href='#main']").press("Enter")  # so that the page's own address has a fragment
    for words in ("Once {due}.", "Twice {due}."):
        page.locator("#opening").fill(words)
        press(page, "Look at it again")
        stands_at(page.locator("#reads h2"))
        expect(page.locator("#opening")).to_have_value(words)
    # Up as a person goes: where Playwright has scrolled in the same moment, Chromium still takes what stood there for
    # the frame of the mail, and gives it the press.
    button = page.get_by_role("button", name="Send me a test")
    up(page, button)
    button.click()
    expect(page.locator(".strip[role=status]")).to_contain_text("A test is on its way")


def up(page: Page, there: Locator) -> None:
    """Turn the wheel until something above is in sight."""
    page.locator("#reads h2").hover()
    while not in_sight(page, there):
        page.mouse.wheel(0, -200)
        page.wait_for_timeout(50)  # a wheel's scroll is another thread's


def in_sight(page: Page, there: Locator) -> bool:
    box, size = there.bounding_box(), page.viewport_size
    return bool(box and size and 100 <= box["y"] <= size["height"] - 200)
