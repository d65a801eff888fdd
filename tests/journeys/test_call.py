"""The officer sees what waits, writes a call and opens it to the countries; the matrix says who owes what."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
# The one is opened on a desk, the other on a phone.
DAYS = {"desk": "2025-10-08", "phone": "2025-10-10"}


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_call_is_written_opened_and_seen_in_the_matrix(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size)
    page.goto("/")
    expect(page.locator(".owe > li").first).to_be_visible()
    title = f"Speakers, asked on a {size}"
    write(page, title, DAYS[size])
    add_a_question(page)
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.get_by_role("link", name="Open it to the countries").click()
    expect(page.locator("input[name=countries]:checked")).to_have_count(22)
    page.locator(".act .btn-primary").click()
    expect(page.locator(".status")).to_contain_text("22 of 22 still owe it")
    page.goto("/deliverables/")
    column = page.locator("thead th").filter(has_text=re.compile("Speakers")).last
    expect(column).to_be_attached()
    expect(page.locator("tbody tr").first.locator("td").last).to_contain_text("N")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def write(page: Page, title: str, day: str) -> None:
    """Write the words and the date of a call."""
    page.goto("/calls/")
    page.get_by_role("link", name=re.compile("new call", re.IGNORECASE)).first.click()
    page.locator("#title-en").fill(title)
    page.locator("#instructions-en").fill("Name who speaks.")
    page.locator("#day").fill(day)
    page.locator(".act .btn-primary").click()
    expect(page.locator("h1")).to_contain_text(title)


def add_a_question(page: Page) -> None:
    """Add a question, with a first try that is refused beside the field."""
    page.get_by_role("link", name="Add a question").first.click()
    page.locator("#label-en").fill("Who speaks?")
    page.locator(".act .btn-primary").click()
    expect(page.locator("#questions")).to_contain_text("Who speaks?")


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_the_matrix_keeps_its_view_in_the_address(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size)
    page.goto("/deliverables/")
    everything = page.locator("tbody tr").count()
    if size == "phone":
        page.locator("summary", has_text="Filters").click()
    page.locator("#f-state").select_option(label="overdue")
    page.locator(".tools button").click()
    expect(page).to_have_url(re.compile("state=overdue"))
    page.wait_for_load_state()
    assert 0 < page.locator("tbody tr").count() < everything
