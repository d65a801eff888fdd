"""A form is taken away, filled in without a line, sent back, looked at and confirmed; also without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import made
from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_changing import draft as begin
from tests.journeys.test_changing import open_to

pytestmark = pytest.mark.browser
PEOPLE = {"phone": "focal.ec@example.org", "desk": "focal.cl@example.org"}
WORDS = "Written on the plane."


def draft(page: Page) -> str:
    """Open a draft; return the name of a question that is answered in words."""
    page.goto("/?lang=en")
    page.locator(".owe a.btn").first.click()
    return str(page.locator("[data-save] textarea").first.get_attribute("name"))


def take(page: Page, button: str, folder: Path) -> Path:
    """Take a form away."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def give_back(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was understood")


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_word_form_is_filled_in_looked_at_and_confirmed(as_role: Visitor, tmp_path: Path, size: str):
    page = as_role(PEOPLE[size], size)
    name = draft(page)
    page.get_by_role("link", name="Fill it in as a Word document").click()
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    path = take(page, "Word document", tmp_path)
    path.write_bytes(made.filled(path.read_bytes(), {name: WORDS}))
    give_back(page, path)
    expect(page.locator(f"#take-{name}")).to_be_checked()
    expect(page.locator("main")).to_contain_text(WORDS)
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.get_by_role("button", name="Put what is ticked").click()
    expect(page.locator(f"[name='{name}']")).to_have_value(WORDS)


@pytest.mark.parametrize(("size", "country", "code"), [("desk", "Mexico", "mx"), ("phone", "Costa Rica", "cr")])
def test_an_answer_that_is_too_long_for_a_limit_that_became_smaller_says_so(
    as_role: Visitor, tmp_path: Path, size: str, country: str, code: str
):
    officer, page = as_role("officer@example.org", size), as_role(f"focal.{code}@example.org", size)
    title = f"A smaller limit, on a {size}"
    open_to(officer, country, title, "2025-10-30")
    limit(officer, "9")
    begin(page, title)
    name = str(page.locator("[data-save]").first.get_attribute("data-save"))
    page.get_by_role("link", name="Fill it in as a Word document").click()
    path = take(page, "Word document", tmp_path)
    path.write_bytes(made.filled(path.read_bytes(), {name: WORDS}))
    limit(officer, "3")
    give_back(page, path)
    expect(page.locator(f"#q-{name.replace('_', '-')} .wrong")).to_have_text(
        "4 words; at most 3 fit. After the form was taken away the limit became smaller; it was 9 words."
    )
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def limit(officer: Page, most: str) -> None:
    """Give the one question of the call that stands on the page a limit of words."""
    officer.locator("#questions").get_by_role("link", name="Who speaks?").click()
    officer.locator("#limit_words").fill(most)
    officer.locator(".act .btn-primary").click()
    expect(officer.locator("#questions")).to_contain_text(f"at most {most} words")


def test_the_plain_form_works_without_javascript(as_role: Visitor, tmp_path: Path):
    page = as_role("focal.pa@example.org", java_script_enabled=False)
    name = draft(page)
    page.get_by_role("link", name="Fill it in as a Word document").click()
    path = take(page, "Plain text", tmp_path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(f"{one} {WORDS}" if one.startswith(f"[{name}]") else one for one in lines), "utf-8")
    give_back(page, path)
    page.locator(f"#take-{name}").check()
    page.get_by_role("button", name="Put what is ticked").click()
    expect(page.locator(f"[name='{name}']")).to_have_value(re.compile(WORDS))
