"""A page that shows what was typed once more: whoever asks for that stands where they were, however often."""

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
