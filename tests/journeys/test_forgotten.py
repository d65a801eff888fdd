"""Somebody has forgotten the password: from the page of signing in, by the link of a letter, to being in again."""

import re

import pytest
from playwright.sync_api import Page, expect

from secretariat import links
from secretariat.settings import DEMO_KEY
from tests.journeys import letters, looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
PEOPLE = {"desk": "delegate.gy@example.org", "phone": "delegate.bz@example.org"}
NEW = "the sea is green before rain"


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_link_by_mail_leads_once_to_a_new_password(as_role: Visitor, size: str):
    page, person = as_role(None, size, expected=(404,)), PEOPLE[size]
    page.goto("/login")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Address for mail").fill(person)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator("h1")).to_have_text("Look into your mail")
    whole(page)

    link = sent_to(as_role("officer@example.org"), person)
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password, again").fill(NEW)
    whole(page)
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator(".strip[role=status]")).to_contain_text("Sign in with the new one")

    page.fill("#email", person)
    page.fill("#password", NEW)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(link)
    expect(page.locator("h1")).to_have_text("This link works no longer")
    whole(page)


def sent_to(officer: Page, person: str) -> str:
    """Return the link as the mail brings it: what an officer reads of the mail has no token."""
    letter = letters.read(officer, person, "Choose a new password")
    found = re.search(r"/reset/(\d+)", letter)
    assert found, officer.url
    assert f"{found[0]}/" not in letter
    return links.with_token(int(found[1]), DEMO_KEY, links.RESET)


def whole(page: Page) -> None:
    """Check that everybody can read the page that stands open, and that it fits."""
    page.evaluate(looking.axe_source())
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
