"""What is missing is completed, points are answered and closed, a verdict that was kept is published with others."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
# One text for each way, since a text is decided once only.
WAYS = [
    pytest.param("desk", {}, "United States", "focal.us@example.org", id="desk"),
    pytest.param("phone", {"java_script_enabled": False}, "Canada", "focal.ca@example.org", id="phone without script"),
]


@pytest.mark.parametrize(("size", "options", "country", "focal"), WAYS)
def test_a_text_is_completed_its_points_closed_and_its_verdict_published(
    as_role: Visitor, size: str, options: dict[str, bool], country: str, focal: str
):
    reviewer = as_role("reviewer@example.org", size, **options)
    officer = as_role("officer@example.org", size, **options)
    writer = as_role(focal, size, **options)
    text = open_text(reviewer, country)
    give_back(reviewer)
    complete(writer, text)

    reviewer.goto(f"/reviews/{text}")
    expect(reviewer.locator("#points")).to_contain_text("It stands in the first answer now.")
    reviewer.get_by_role("button", name="Close point 1").click()
    expect(reviewer.locator("#points")).to_contain_text("All are closed.")
    reviewer.locator("#completeness").get_by_role("button", name="It is complete").click()
    expect(reviewer.locator("#completeness")).to_contain_text("Complete")

    call = call_of(reviewer)
    keep_quiet(officer, call, "Keep the verdicts of call")
    reviewer.goto(f"/reviews/{text}")
    reviewer.locator(".act .btn-primary").click()
    expect(reviewer.locator(".strip")).to_contain_text("Back to it")
    writer.goto(f"/deliverables/{text}")
    expect(writer.locator("main")).not_to_contain_text("Approved")

    publish(officer)
    writer.goto(f"/deliverables/{text}")
    expect(writer.locator("main")).to_contain_text("Approved")
    keep_quiet(officer, call, "Tell the verdicts of call")


def open_text(page: Page, country: str) -> str:
    """Open a country's free text from the queue; return its number."""
    page.goto("/reviews/?whose=free")
    page.get_by_role("row").filter(has_text=country).get_by_role("link").first.click()
    expect(page.locator("#completeness")).to_be_visible()
    return re.findall(r"\d+", page.url)[-1]


def give_back(page: Page) -> None:
    """Say that the first question is not answered."""
    page.locator("summary", has_text="Something is missing").click()
    page.locator("#completeness input[name=missing]").first.check()
    good(page)
    page.get_by_role("button", name="Give it back").click()
    expect(page.locator(".strip")).to_contain_text("given back")


def complete(page: Page, text: str) -> None:
    """Tick the point off with an answer, and send again."""
    page.goto(f"/deliverables/{text}")
    points = page.locator("#points li")
    expect(points).to_have_count(1)
    points.locator("textarea").fill("It stands in the first answer now.")
    points.get_by_role("button", name="Tick off point").click()
    expect(page.locator("#points textarea")).to_have_count(0)
    page.locator(".act .btn-primary").click()
    page.wait_for_url(re.compile("receipt"))


def call_of(page: Page) -> str:
    """Return the number of the call of the text that is shown."""
    found = re.search(r"CALL\.(\d+)", page.locator(".where").inner_text())
    assert found
    return found[1]


def keep_quiet(page: Page, call: str, press: str) -> None:
    """Have a call's verdicts kept, or told at once."""
    page.goto("/reviews/decided")
    page.get_by_role("button", name=f"{press} {call}").click()
    expect(page.locator(".strip")).to_be_visible()


def publish(page: Page) -> None:
    """Look at the letters, then publish all."""
    page.goto("/reviews/decided")
    good(page)
    page.get_by_role("link", name="See every letter").click()
    expect(page.locator("main")).to_contain_text("Approved on")
    good(page)
    page.goto("/reviews/decided")
    page.get_by_role("button", name="Publish what is ticked").click()
    expect(page.locator(".strip")).to_contain_text("published")


def good(page: Page) -> None:
    """See that nothing is wrong with a page for anybody, at its width and on a phone."""
    assert looking.sideways(page) == 0
    size = page.viewport_size
    width, height = looking.WIDTHS["phone"]
    page.set_viewport_size({"width": width, "height": height})
    assert looking.sideways(page) == 0
    if size:
        page.set_viewport_size(size)
