"""Letters that one could do without stop from the address in their head, and come again once their reader wants it."""

import pytest
from playwright.sync_api import Page, expect

from secretariat import links
from secretariat.settings import DEMO_KEY
from tests.journeys import letters, looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
PEOPLE = {"desk": "focal.gy@example.org", "phone": "focal.bz@example.org"}


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_whoever_opens_the_address_is_asked_and_can_take_it_back(as_role: Visitor, size: str):
    person = PEOPLE[size]
    officer = as_role("officer@example.org")
    address = stop_address(officer, person)
    page = as_role(None, size)
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Shall these letters stop?")
    expect(page.locator(".status")).to_contain_text(f"Reminders of what your country owes. They go to {person}.")
    whole(page)
    page.get_by_role("button", name="Stop these letters").click()
    expect(page.locator("h1")).to_have_text("These letters have stopped")
    whole(page)
    page.goto(address)
    expect(page.locator("h1")).to_have_text("These letters have stopped")

    page.get_by_role("link", name="Sign in and choose again").click()
    page.fill("#email", person)
    page.fill("#password", "demo")
    page.press("#password", "Enter")
    expect(page.locator("h1")).to_have_text("Letters by mail")
    box = page.get_by_label("Reminders of what your country owes")
    expect(box).not_to_be_checked()
    box.check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".strip[role=status]")).to_contain_text("Saved.")
    expect(page.get_by_label("Reminders of what your country owes")).to_be_checked()
    whole(page)


def stop_address(officer: Page, person: str) -> str:
    """Return the address that the head of somebody's last reminder names; what an officer reads has none."""
    letter = letters.read(officer, person, "Send by")
    number = int(officer.url.rpartition("/")[2])
    assert "/stop/" not in letter
    return links.with_token(number, DEMO_KEY, links.STOP)


def whole(page: Page) -> None:
    """Check that everybody can read the page that stands open, and that it fits."""
    page.evaluate(looking.axe_source())
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
