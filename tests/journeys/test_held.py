"""An officer holds a mail that waits, changes its words, reads it as its reader will, and lets it leave."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_changing import open_to

pytestmark = pytest.mark.browser
DAYS = {"desk": "2025-10-16", "phone": "2025-10-17"}
COUNTRIES = {"desk": "Barbados", "phone": "Jamaica"}


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_held_mail_leaves_with_the_words_of_the_officer(as_role: Visitor, size: str):
    page, country = as_role("officer@example.org", size, expected=(422,)), COUNTRIES[size]
    change_a_call(page, country, f"Places, asked on a {size}", DAYS[size])
    page.goto(f"/messages?state=waiting&q={country}")
    page.get_by_role("link", name=re.compile(f"Places, asked on a {size}")).click()
    page.get_by_role("button", name="Hold it").click()
    expect(page.locator(".status")).to_contain_text("Somebody holds it")
    whole(page)

    page.get_by_role("link", name="Edit it").click()
    words = page.get_by_label("Text")
    text = words.input_value()
    whole(page)
    words.fill(text.replace("http", "nothing", 1))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".wrong")).to_contain_text("A mail has one link")
    whole(page)
    words.fill(f"{text}\n\nThe hall has moved to the first floor.")
    page.get_by_label("Subject").fill("Read before Thursday: another hall")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("h1")).to_have_text("Read before Thursday: another hall")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("The hall has moved to the first floor.")
    expect(page.locator(".facts")).to_contain_text("Edited")
    whole(page)
    page.get_by_role("button", name="Release it").click()
    expect(page.locator(".strip[role=status]")).to_contain_text("Released.")
    expect(page.get_by_role("link", name="Edit it")).to_have_count(0)


def change_a_call(page: Page, country: str, title: str, day: str) -> None:
    """Open a call to a country and ask one thing more, whose letter waits for what else is changed."""
    open_to(page, country, title, day)
    page.get_by_role("link", name="Add a question").click()
    page.locator("#label-en").fill("How many seats?")
    page.get_by_label("Kind of answer").select_option("number")
    page.locator(".act .btn-primary").click()
    expect(page.locator("#questions")).to_contain_text("How many seats?")


def whole(page: Page) -> None:
    """Check that everybody can read the page that stands open, and that it fits."""
    page.evaluate(looking.axe_source())
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
