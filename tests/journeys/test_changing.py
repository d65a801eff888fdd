"""An open call is changed, and the country sees how; a meeting moves, and what is due before it moves along."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_call import add_a_question, write

pytestmark = pytest.mark.browser
# The one is opened on a desk, the other on a phone, each to a country of its own.
DAYS = {"desk": "2025-10-14", "phone": "2025-10-15"}
COUNTRIES = {"desk": ("Belize", "bz"), "phone": ("Suriname", "sr")}


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_country_keeps_what_it_wrote_and_sees_what_changed(as_role: Visitor, size: str):
    name, code = COUNTRIES[size]
    officer, focal = as_role("officer@example.org", size), as_role(f"focal.{code}@example.org", size)
    title = f"Rooms, asked on a {size}"
    open_to(officer, name, title, DAYS[size])
    call = officer.url.split("#")[0]
    with focal.expect_response("**/save"):
        draft(focal, title)
        focal.get_by_label("1. Who speaks?").fill("The minister")
    officer.goto(call)
    officer.get_by_role("link", name="Add a question").click()
    expect(officer.locator(".status")).to_contain_text("This call is open.")
    officer.locator("#label-en").fill("How many rooms?")
    officer.get_by_label("Kind of answer").select_option("number")
    officer.locator(".act .btn-primary").click()
    expect(officer.locator("#questions")).to_contain_text("How many rooms?")
    assert (looking.axe(officer), looking.sideways(officer)) == ([], 0)
    draft(focal, title)
    expect(focal.locator("#changes")).to_contain_text("New question: How many rooms?")
    expect(focal.get_by_label("1. Who speaks?")).to_have_value("The minister")
    assert (looking.axe(focal), looking.sideways(focal)) == ([], 0)
    focal.get_by_role("button", name="I have seen it").click()
    expect(focal.locator("#changes")).to_have_count(0)


def open_to(page: Page, country: str, title: str, day: str) -> None:
    """Write a call with one question, and open it to one country."""
    write(page, title, day)
    add_a_question(page)
    to_one(page, country)


def to_one(page: Page, country: str) -> None:
    """Open the call that stands on the page to one country."""
    page.get_by_role("link", name="Open it to the countries").click()
    for box in page.locator("input[name=countries]").all():
        box.uncheck()
    page.get_by_label(re.compile(f"^{country}")).check()
    page.locator(".act .btn-primary").click()
    expect(page.locator(".status")).to_contain_text("1 of 1 still owe it")


def draft(page: Page, title: str) -> None:
    """Open a country's draft of a call, in English."""
    page.goto("/deliverables/?lang=en")
    page.locator(".owe > li").filter(has_text=title).locator("a.btn").click()
    expect(page.locator("form[data-save-url]")).to_be_visible()


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_the_words_of_a_date_come_while_it_is_chosen_and_a_move_says_what_moves_before_it_does(
    as_role: Visitor, size: str
):
    page = as_role("officer@example.org", size)
    page.goto("/calls/new")
    page.locator("#due-distance").check()
    page.locator("#days").fill("33")
    expect(page.locator("#day-words")).to_contain_text("Saturday 20 September 2025: ")
    page.locator("#due-capitals").check()
    page.locator("#day").fill("2025-09-19")
    expect(page.locator("#day-words")).to_contain_text("Chile")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.goto("/meetings/fifth-ministerial")
    page.get_by_role("link", name="Move the meeting").click()
    page.locator("#starts_on").fill("2025-10-30")
    page.locator("#ends_on").fill("2025-10-31")
    page.get_by_role("button", name="What would move?").click()
    row = page.get_by_role("row").filter(has_text=re.compile("List of the delegation"))
    expect(row).to_contain_text("Fri 10 Oct")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
