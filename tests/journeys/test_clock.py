"""Time moves: reminders leave to those who still owe, and the presidency changes hands by itself. In a house apart."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.apart import address, signed_in  # noqa: F401  fixtures

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def subjects(page: Page) -> list[str]:
    page.goto("/messages")
    return page.locator("tbody th").all_inner_texts()


def test_moving_the_clock_sends_what_is_due_to_those_who_still_owe(as_role):
    officer = as_role("officer@example.org")
    before = subjects(officer)
    officer.goto("/clock")
    officer.get_by_label("Days").fill("4")
    officer.get_by_role("button", name="Move the clock").click()
    expect(officer.locator(".foot")).to_contain_text("Friday 12 September")
    expect_more(officer, before)
    new = officer.locator("tbody tr").filter(has_text="Send by").first
    expect(new).to_be_visible()
    assert looking.axe(officer) == []


def expect_more(page: Page, before: list[str]) -> None:
    """Wait until mails stand there that were not there before."""
    for _attempt in range(40):
        if subjects(page)[:1] != before[:1]:
            return
        page.wait_for_timeout(500)
    pytest.fail("no reminder left within 20 seconds")


# Between the two moments a link for a day ends, and so does the day of a question that was handed over.
BEFORE_AND_AFTER = {
    "desk": ("2025-09-13T14:00", "2025-09-14", "2025-09-15T14:00"),
    "phone": ("2025-09-16T14:00", "2025-09-17", "2025-09-18T14:00"),
}


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_link_and_a_question_whose_time_is_over_say_what_to_do_next(as_role, size: str):
    officer, rosa = as_role("officer@example.org"), as_role("focal.pe@example.org", size)
    before, until, after = BEFORE_AND_AFTER[size]
    set_clock(officer, before)
    rosa.goto("/?lang=en")
    rosa.goto(str(rosa.locator(".owe a.btn").first.get_attribute("href")))
    place = rosa.url
    link = a_link(rosa)
    hand_a_question(rosa, "delegate.pe@example.org", until)
    visitor = as_role(None, size, expected=(410,))
    visitor.goto(f"{link}?lang=en")
    expect(visitor.locator(".strip")).to_contain_text("This is a draft")

    set_clock(officer, after)
    visitor.goto(f"{link}?lang=en")
    expect(visitor.locator("h1")).to_have_text("This link opens nothing any more")
    expect(visitor.locator("main")).to_contain_text("Ask whoever gave you the link for a new one.")
    assert (looking.axe(visitor), looking.sideways(visitor)) == ([], 0)
    colleague = as_role("delegate.pe@example.org", size)
    colleague.goto(f"{place}/handed?lang=en")
    expect(colleague.locator(".strip")).to_contain_text("You may still write, as long as the text is a draft")
    assert (looking.axe(colleague), looking.sideways(colleague)) == ([], 0)
    rosa.goto(place)
    expect(rosa.locator("#handed")).to_contain_text("the day has passed")
    expect(rosa.locator("#links")).not_to_contain_text("Revoke it")


def a_link(page: Page) -> str:
    """Make a link that holds for a day, and return its address."""
    page.locator("#links summary").click()
    page.get_by_label("It holds for").select_option("1")
    page.get_by_role("button", name="Make the link").click()
    return str(page.locator(".strip a[href*='/shared/']").get_attribute("href"))


def hand_a_question(page: Page, email: str, until: str) -> None:
    page.locator("#handed summary").click()
    page.locator("#hand-email").fill(email)
    page.locator("#handed input[name=keys]").first.check()
    page.locator("#hand-until").fill(until)
    page.get_by_role("button", name="Hand them over").click()
    expect(page.locator(".strip[role=status]")).to_contain_text("gets a mail and fills in what you ticked")


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_the_chair_moves_by_itself_at_midnight_of_the_host(as_role, size: str):
    officer = as_role("officer@example.org")
    set_clock(officer, "2026-01-01T04:59")
    colombia, costa_rica = as_role("focal.co@example.org", size), as_role("focal.cr@example.org", size)
    assert (in_the_chair(colombia), in_the_chair(costa_rica)) == (True, False)
    set_clock(officer, "2026-01-01T05:00")
    assert (in_the_chair(colombia), in_the_chair(costa_rica)) == (False, True)
    visitor = as_role(None, size)
    visitor.goto("/presidency")
    expect(visitor.locator("h1")).to_have_text(re.compile("Costa Rica"))


def set_clock(page: Page, instant: str) -> None:
    page.goto("/clock")
    page.locator("#instant").fill(instant)
    page.get_by_role("button", name="Set the clock").click()
    expect(page.locator(".strip")).to_be_visible()


def in_the_chair(page: Page) -> bool:
    """Tell whether the page shows the chair's part of the house: the matrix of all countries."""
    page.goto("/")
    return page.locator("a[href='/presidency']").count() > 1
