"""What is missing and that nothing is sent stay in sight, however far one has scrolled, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


def draft(page: Page) -> None:
    """Open a long draft in which something is missing, and go to its end."""
    page.goto("/?lang=en")
    for link in page.locator(".owe a.btn").all():
        address = link.get_attribute("href")
        page.goto(str(address))
        if page.locator("aside b.st-overdue").count():
            break
        page.goto("/")
    page.mouse.wheel(0, 20_000)


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_whoever_is_at_the_end_of_a_draft_sees_that_it_is_not_sent_and_what_is_missing(as_role: Visitor, size: str):
    page = as_role("focal.cr@example.org", size)
    draft(page)
    expect(page.locator(".strip-stop")).to_be_in_viewport(ratio=1)
    if size == "phone":
        expect(page.locator(".act .btn-primary")).to_be_in_viewport(ratio=1)
        page.locator(".checks-bar summary").click()
    missing = page.locator(".checks-bar a" if size == "phone" else "aside .checks a").first
    expect(missing).to_be_in_viewport()
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    field = page.locator(str(missing.get_attribute("href")))
    missing.click()
    expect(field).to_be_in_viewport()
    assert field.evaluate("one => one.getBoundingClientRect().top") >= page.locator(".strip-stop").evaluate(
        "one => one.getBoundingClientRect().bottom"
    )
    if size == "phone":
        expect(page.locator(".checks-bar > div")).not_to_be_visible()


def test_the_list_follows_what_is_typed(as_role: Visitor):
    page = as_role("focal.cr@example.org", "phone")
    draft(page)
    page.get_by_role("textbox").first.fill("The amount is to be confirmed.")
    expect(page.locator(".checks-bar summary")).to_contain_text("advice")
    page.get_by_role("textbox").first.fill("The amount is known.")
    expect(page.locator(".checks-bar summary")).not_to_contain_text("advice")


def test_without_javascript_the_list_opens_and_leads_to_its_field(as_role: Visitor):
    page = as_role("focal.cr@example.org", "phone", java_script_enabled=False)
    draft(page)
    page.locator(".checks-bar summary").click()
    link = page.locator(".checks-bar a").first
    expect(link).to_be_visible()
    link.click()
    expect(page.locator(str(link.get_attribute("href")))).to_be_in_viewport()
