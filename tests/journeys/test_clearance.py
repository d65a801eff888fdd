"""A capital without an account clears a text: the page is printed, signed, photographed, and filed by its code."""

import io
import re
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_changing import draft, open_to
from tests.journeys.test_country import fill_in, pdf

pytestmark = pytest.mark.browser


def complete(page: Page, *, script: bool) -> str:
    """Fill in what is missing of the contribution to the meeting; return the address of the draft."""
    page.goto("/?lang=en")
    page.locator(".owe li", has_text="Contributions to the fifth ministerial").locator("a.btn").click()
    fill_in(page)
    address = urlsplit(page.url).path
    page.locator("input[type=file]").set_input_files(pdf())
    if script:
        expect(page.locator("[data-files] li")).to_have_count(1)
    page.locator("button[name=do][value=save]").click()
    expect(page.locator("aside b.st-overdue")).to_have_count(0)
    return address


def photograph(content: bytes) -> dict[str, object]:
    """Return the printed page as a telephone takes it."""
    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=2).to_pil().rotate(7, expand=True, fillcolor="grey")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=60)
    return {"name": "IMG_2210.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


@pytest.mark.parametrize(("size", "script"), [("desk", True), ("phone", True), ("phone", False)])
def test_a_page_is_made_signed_photographed_and_clears_its_text(as_role: Visitor, size: str, script: bool):
    country = {("desk", True): "sv", ("phone", True): "jm", ("phone", False): "bb"}.get((size, script), "ec")
    page = as_role(f"focal.{country}@example.org", size, java_script_enabled=script)
    address = complete(page, script=script)
    section = page.locator("#clearance")
    section.locator("form[action$='/clearance'] button").click()
    link = section.locator("a[href$='.pdf']")
    expect(link).to_be_visible()
    if script:
        assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    printed = page.request.get(str(link.get_attribute("href")), max_retries=2).body()
    section.locator("a[href$='/photo']").click()
    page.locator("input[name=photo]").set_input_files(photograph(printed))
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(f"{address}#clearance"))
    expect(page.locator(".strip[role=status]")).to_be_visible()
    expect(page.locator("#clearance a[href$='/signed']")).to_be_visible()


@pytest.mark.parametrize(("size", "country", "code"), [("desk", "Guatemala", "gt"), ("phone", "Uruguay", "uy")])
def test_a_signed_page_clears_nothing_once_a_question_was_renamed_and_both_names_are_said(
    as_role: Visitor, size: str, country: str, code: str
):
    officer, page = as_role("officer@example.org", size), as_role(f"focal.{code}@example.org", size)
    title = f"Renamed, on a {size}"
    open_to(officer, country, title, "2025-10-29")
    draft(page, title)
    with page.expect_response("**/save"):
        page.get_by_label("1. Who speaks?").fill("The minister")
    page.reload()
    page.locator("#clearance form[action$='/clearance'] button").click()
    link = page.locator("#clearance a[href$='.pdf']")
    printed = page.request.get(str(link.get_attribute("href")), max_retries=2).body()
    officer.locator("#questions").get_by_role("link", name="Who speaks?").click()
    officer.locator("#label-en").fill("Who will speak?")
    officer.locator(".act .btn-primary").click()
    expect(officer.locator("#questions")).to_contain_text("Who will speak?")

    renamed = "Question 1 was renamed since: “Who speaks?” is now “Who will speak?”."
    page.reload()
    expect(page.locator("#clearance")).to_contain_text("no longer clears this text")
    expect(page.locator("#clearance")).to_contain_text(renamed)
    expect(page.locator("#clearance").get_by_role("button", name="Make another page to sign")).to_be_visible()
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.locator("#clearance a[href$='/photo']").click()
    page.locator("input[name=photo]").set_input_files(photograph(printed))
    page.locator("main form button").click()
    expect(page.locator(".strip[role=status]")).to_contain_text("so that it does not clear the text")
    expect(page.locator("#clearance")).to_contain_text(renamed)
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


@pytest.mark.parametrize(("size", "script"), [("desk", True), ("phone", True), ("phone", False)])
def test_the_approver_is_asked_by_one_press_and_finds_the_text_first(as_role: Visitor, size: str, script: bool):
    country = {("desk", True): "hn", ("phone", True): "gy"}.get((size, script), "py")
    page = as_role(f"focal.{country}@example.org", size, java_script_enabled=script)
    address = complete(page, script=script)
    press = page.locator("#clearance button[value=ask]")
    press.dblclick() if script else press.click()
    expect(page.locator(".strip[role=status] form")).to_be_visible()
    expect(press).to_have_count(0)
    approver = as_role(f"approver.{country}@example.org", size, java_script_enabled=script)
    approver.goto("/?lang=en")
    expect(approver.locator("h1")).to_have_text("One text waits for your clearance")
    if script:
        assert (looking.axe(approver), looking.sideways(approver)) == ([], 0)
    approver.locator(".act a").click()
    approver.locator(".act form button.btn-primary").click()
    expect(approver).to_have_url(re.compile(f"{address}$"))
    approver.goto("/?lang=en")
    expect(approver.locator("h1")).not_to_contain_text("clearance")
    page.goto(f"{address}?lang=en")
    expect(page.locator(".status")).to_contain_text("Cleared and complete")
