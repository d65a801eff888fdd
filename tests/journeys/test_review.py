"""Changes are asked for and made, what is new is seen and approved, and the slower reviewer is told."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
# One text for each size, since a text can be approved once only.
TEXTS = {"desk": ("El Salvador", "focal.sv@example.org"), "phone": ("Jamaica", "focal.jm@example.org")}
REVIEWER, SECOND = "reviewer@example.org", "reviewer2@example.org"


def test_keys_lead_through_the_queue_until_they_are_switched_off(as_role: Visitor):
    page = as_role(REVIEWER)
    page.goto("/reviews/")
    first, second = (page.locator("tbody th a").nth(place).get_attribute("href") for place in (0, 1))
    page.goto(str(first))
    ready = page.get_by_role("button", name="Switch keys off")
    expect(ready).to_be_visible()
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(rf"{second}$"))
    expect(ready).to_be_visible()
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile(rf"{first}$"))
    expect(ready).to_be_visible()
    page.keyboard.press("i")
    expect(page.locator("#internal")).to_be_focused()
    page.keyboard.type("jk")
    expect(page.locator("#internal")).to_have_value("jk")
    ready.click()
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(rf"{first}$"))


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_text_goes_back_and_forth_until_it_is_approved(as_role: Visitor, size: str):
    country, focal = TEXTS[size]
    reviewer = as_role(REVIEWER, size)
    text = take(reviewer, country)
    reviewer.locator("#key").select_option(index=1)
    reviewer.locator("#internal").fill("Only for us.")
    reviewer.locator("#point").fill("Please say when.")
    slower = as_role(SECOND, size, expected=(409,))
    slower.goto(f"/reviews/{text}")
    assert (looking.axe(reviewer), looking.sideways(reviewer)) == ([], 0)
    decide(reviewer, "request-changes")

    answer(as_role(focal, size), text)

    reviewer.goto(f"/reviews/{text}")
    reviewer.get_by_role("button", name="Take it").click()
    expect(reviewer.locator("main")).to_contain_text("You have taken it")
    expect(reviewer.locator("ins")).to_have_count(1)
    expect(reviewer.locator("main")).to_contain_text("In September.")
    slower.goto(f"/reviews/{text}")
    decide(reviewer, "approve")
    with slower.expect_response(re.compile(r"/reviews/\d+/take-over$")):
        slower.get_by_role("button", name="Take it over from Daniel Ortiz").first.click()
    expect(slower.locator("main")).to_contain_text("Daniel Ortiz was faster")


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_while_words_for_the_country_stand_in_their_box_asking_for_changes_leads(as_role: Visitor, size: str):
    page = as_role(REVIEWER, size)
    page.goto("/reviews/?whose=free")
    page.locator("tbody th a").first.click()
    leads = page.locator(".act .btn-primary")
    expect(leads).to_have_text("Approve")
    page.locator("#point").fill("Please say when.")
    expect(leads).to_have_text("Ask for changes")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reviews")
    page.go_back()
    expect(page.locator("#point")).to_have_value("Please say when.")
    expect(leads).to_have_text("Ask for changes")
    page.locator("#point").fill("")
    expect(leads).to_have_text("Approve")


def take(page: Page, country: str) -> str:
    """Take a country's text from the queue, and return its number."""
    page.goto("/reviews/")
    row = page.get_by_role("row").filter(has_text=country).filter(has_text="Submitted")
    row.get_by_role("link").first.click()
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("#point")).to_be_visible()
    return re.findall(r"\d+", page.url)[-1]


def answer(page: Page, text: str) -> None:
    """Answer the one point, change the first answer, and send the text again."""
    page.goto(f"/deliverables/{text}")
    points = page.locator("#points li")
    expect(points).to_have_count(1)
    expect(points).to_contain_text("Please say when.")
    expect(page.locator("main")).not_to_contain_text("Only for us.")
    points.locator("textarea").fill("In September.")
    points.locator("button.btn").click()
    expect(page.locator("#points textarea")).to_have_count(0)
    first = page.locator("[data-save] textarea").first
    first.fill(first.input_value() + " It was done in September.")
    expect(page.locator("[data-saved-words]")).to_contain_text(re.compile(r"\d\d:\d\d"))
    page.locator(".act .btn-primary").click()
    page.wait_for_url(re.compile("receipt"))


def decide(page: Page, verdict: str) -> None:
    """Press a verdict, and wait until the server has answered: another strip may be there already."""
    with page.expect_response(re.compile(rf"/reviews/\d+/{verdict}$")):
        page.locator(f".act [formaction$={verdict}]").click()
