"""A draft in other hands: links to read it, and answers of the call before."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_changing import draft, open_to, to_one
from tests.journeys.test_country import pdf

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Way:
    """How somebody looks at the house, and whose country it is: a text is handed over and sent once only."""

    size: str
    script: bool
    country: str
    code: str
    day: str

    @property
    def title(self) -> str:
        """What is asked this way."""
        return f"Hands, on a {self.size}{'' if self.script else ' without script'}"

    def options(self) -> dict[str, bool]:
        """Return what a browser is told."""
        return {} if self.script else {"java_script_enabled": False}

    def sound(self, page: Page) -> None:
        """Hold a page to what every page is held to."""
        assert looking.sideways(page) == 0
        if self.script:
            assert looking.axe(page) == []


WAYS = [
    Way("desk", True, "Argentina", "ar", "2025-10-16"),
    Way("phone", True, "Belize", "bz", "2025-10-17"),
    Way("phone", False, "Suriname", "sr", "2025-10-20"),
]
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.title)


def begun(as_role: Visitor, way: Way, title: str) -> Page:
    """Open a call with one question to a country, and return its focal point's page at the draft."""
    open_to(as_role("officer@example.org"), way.country, title, way.day)
    page = as_role(f"focal.{way.code}@example.org", way.size, expected=(422,), **way.options())
    draft(page, title)
    return page


@every_way
def test_a_link_is_opened_by_a_visitor_gives_the_file_and_is_revoked(as_role: Visitor, way: Way):
    page = as_role(f"focal.{way.code}@example.org", way.size, **way.options())
    draft_with_a_file(page, way)
    page.locator("#links summary").click()
    page.get_by_role("button", name="Make the link").click()
    address = str(page.locator(".strip a[href*='/shared/']").get_attribute("href"))
    way.sound(page)
    visitor = as_role(None, way.size, expected=(410,), **way.options())
    visitor.goto(f"{address}?lang=en")
    expect(visitor.locator(".strip")).to_contain_text("This is a draft")
    expect(visitor.locator("textarea, main button")).to_have_count(0)
    way.sound(visitor)
    with visitor.expect_download() as download:
        visitor.locator("main a[href*='/files/']").first.click()
    assert download.value.suggested_filename == "Informe.pdf"
    page.get_by_role("button", name="Revoke it").first.click()
    expect(page.locator(".strip").first).to_contain_text("The link is revoked")
    visitor.goto(address)
    expect(visitor.locator("h1")).not_to_contain_text("Contributions")


def draft_with_a_file(page: Page, way: Way) -> None:
    """Open the draft that asks for a file, and attach one."""
    draft(page, "Contributions to the fifth ministerial")
    page.locator("input[type=file]").first.set_input_files(pdf())
    if not way.script:
        page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("[data-files] li").last).to_contain_text("Informe.pdf")


@every_way
def test_answers_of_the_call_before_are_taken_over_marked_and_confirmed(as_role: Visitor, way: Way):
    before, officer = f"{way.title}, last year", as_role("officer@example.org")
    page = begun(as_role, way, before)
    page.get_by_label("1. Who speaks?").fill("The vice-minister")
    page.locator(".act .btn-primary").click()
    page.wait_for_url(re.compile("receipt"))
    officer.goto("/calls/")
    number = str(officer.get_by_role("link", name=before).first.get_attribute("href")).rpartition("/")[2]
    officer.goto(f"/calls/new?from={number}")
    again = f"{way.title}, this year"
    officer.locator("#title-en").fill(again)
    officer.locator("#day").fill(way.day)
    officer.locator(".act .btn-primary").click()
    to_one(officer, way.country)
    draft(page, again)
    expect(page.locator("main")).to_contain_text(f"was answered in “{before}” already")
    page.get_by_role("button", name="Begin with the earlier answers").click()
    expect(page.get_by_label("1. Who speaks?")).to_have_value("The vice-minister")
    expect(page.locator("main")).to_contain_text("and not confirmed yet")
    way.sound(page)
    page.get_by_role("button", name="Confirm answer 1").click()
    expect(page.locator("main")).not_to_contain_text("and not confirmed yet")
    page.locator(".act .btn-primary").click()
    page.wait_for_url(re.compile("receipt"))
