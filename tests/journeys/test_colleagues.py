"""Two people of one country in one draft, and a server that dies while somebody writes."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from secretariat import queue
from secretariat.database import transaction
from secretariat.models.deliverables import Answer
from secretariat.models.people import Role
from tests import factories
from tests.faults.crew import Crew
from tests.faults.wire import web
from tests.journeys import looking
from tests.journeys.conftest import Visitor, sign_in

pytestmark = pytest.mark.browser
LOOKED = 16_000  # milliseconds after which a page has looked what colleagues have saved
SAVED = re.compile(r"\d\d:\d\d")


def same_draft(as_role: Visitor, country: str, size: str = "desk") -> tuple[Page, Page]:
    """Return the page of a focal point and that of the approver, on the same draft."""
    rosa = as_role(f"focal.{country}@example.org", size, expected=(409,))
    ana = as_role(f"approver.{country}@example.org")
    for page in (rosa, ana):
        page.clock.install()
    for page in (rosa, ana):
        page.goto("/?lang=en")
    rosa.goto(str(rosa.locator(".owe a.btn").first.get_attribute("href")))
    ana.goto(rosa.url)
    return rosa, ana


def box(page: Page, place: int):
    return page.locator("[data-save] :is(textarea, input[type=text], input:not([type]))").nth(place)


def typed(page: Page, place: int, words: str) -> None:
    """Type into a field and wait until the server has it."""
    with page.expect_response(lambda answer: answer.url.endswith("/save") and answer.ok):
        box(page, place).fill(words)
        page.clock.run_for(3_000)


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_words_of_a_colleague_in_another_field_come_in_by_themselves(as_role: Visitor, size: str):
    rosa, ana = same_draft(as_role, "gt" if size == "desk" else "pa", size)
    typed(rosa, 0, "Rosa writes the first answer.")
    typed(ana, 1, "Ana writes the second.")
    box(rosa, 0).focus()
    rosa.clock.run_for(LOOKED)
    expect(box(rosa, 1)).to_have_value("Ana writes the second.")
    expect(rosa.locator("[data-part=meanwhile]")).to_contain_text("is writing here")
    expect(box(rosa, 0)).to_be_focused()
    assert (looking.axe(rosa), looking.sideways(rosa)) == ([], 0)
    rosa.reload()
    expect(box(rosa, 0)).to_have_value("Rosa writes the first answer.")
    expect(box(rosa, 1)).to_have_value("Ana writes the second.")


def test_whoever_is_in_a_field_is_told_of_a_colleague_there_and_then_shown_both_texts(as_role: Visitor):
    rosa, ana = same_draft(as_role, "co")
    box(rosa, 0).focus()
    typed(ana, 0, "Ana's words.")
    rosa.clock.run_for(LOOKED)
    expect(rosa.locator("[data-part=meanwhile]")).to_contain_text("is writing here")
    expect(box(rosa, 0)).not_to_have_value("Ana's words.")
    pages: list[str] = []
    rosa.on("request", lambda one: one.resource_type == "fetch" and "/save" not in one.url and pages.append(one.url))
    for _again in range(3):
        with rosa.expect_response(lambda answer: "/save?" in answer.url and answer.ok):
            rosa.clock.run_for(LOOKED)
    rosa.wait_for_timeout(300)
    assert pages == []  # no news is no reason to fetch the page
    box(rosa, 0).fill("Rosa's words.")
    rosa.clock.run_for(3_000)
    choice = rosa.locator("[data-part=conflict]")
    expect(choice).to_contain_text("Ana's words.")
    choice.locator("[data-do=theirs]").click()
    rosa.clock.run_for(3_000)
    expect(box(rosa, 0)).to_have_value("Ana's words.")


@pytest.fixture
def crew(settings, broom, tmp_path):
    """A web server that a test may kill; its letters go nowhere."""
    del broom
    queue.connect(settings)
    crew = Crew.of(settings, tmp_path, "smtp://127.0.0.1:9")
    yield crew
    crew.end()


def test_what_was_typed_before_and_during_the_death_of_the_server_is_there_afterwards(
    session, crew: Crew, browser: Browser
):
    person = factories.user(Role.FOCAL_POINT)
    text = factories.deliverable(factories.call(due_at=factories.NOW.replace(year=2100), fields=("summary", "plan")))
    session.commit()
    port = web(crew)
    address = f"http://localhost:{port}"
    context = browser.new_context(storage_state=sign_in(browser, address, person.email), locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/deliverables/{text.id}")
    box(page, 0).fill("Typed before.")
    expect(page.locator("[data-saved-words]")).to_contain_text(SAVED)
    crew.kill(crew.running[-1])
    box(page, 1).fill("Typed while it was dead.")
    expect(page.locator("[data-saved-words]")).to_contain_text("kept on this device")
    assert saved(text.id) == ["Typed before."]
    web(crew, port)
    expect(page.locator("[data-saved-words]")).to_contain_text(SAVED)
    assert saved(text.id) == ["Typed before.", "Typed while it was dead."]
    context.close()


def saved(text: int) -> list[str]:
    with transaction(keep=False) as session:
        found = session.query(Answer).filter_by(deliverable_id=text).order_by(Answer.field_id)
        return [one.value for one in found]


# Of the demonstration's fourth call, which asks for a table and commitments; nobody else begins these.
TABLES = {"desk": "gy", "phone": "ht"}


def table(page: Page) -> None:
    """Open the draft with a table, in English, at a clock that a test moves."""
    page.clock.install()
    page.goto("/deliverables/?lang=en")
    page.locator(".owe > li").filter(has_text="Update of commitments").locator("a.btn").click()
    expect(page.locator("form[data-save-url]")).to_be_visible()


def cell(page: Page, row: int):
    return page.locator("[data-save=activities] [data-row]").nth(row).locator("input").first


def written(page: Page, **cells: str) -> None:
    """Type into the first cells of rows, and wait until the server has answered."""
    with page.expect_response(lambda answer: answer.url.endswith("/save") and answer.request.method == "POST"):
        for name, words in cells.items():
            row = int(name.removeprefix("row"))
            if page.locator("[data-save=activities] [data-row]").count() <= row:
                page.locator("[data-save=activities] [data-add-row]").click()
            cell(page, row).fill(words)
        page.clock.run_for(3_000)


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_rows_of_two_stand_together_and_one_that_both_changed_is_asked_about(as_role: Visitor, size: str):
    rosa = as_role(f"focal.{TABLES[size]}@example.org", size, expected=(409,))
    ana = as_role(f"approver.{TABLES[size]}@example.org", size)
    table(rosa)
    written(rosa, row0="First", row1="Second")
    ana.clock.install()
    ana.goto(rosa.url)
    written(ana, row0="First by Ana", row2="Third by Ana")
    written(rosa, row1="Second by Rosa")
    expect(cell(rosa, 0)).to_have_value("First")  # no row moves while somebody is in the answer
    cell(rosa, 1).blur()
    rosa.clock.run_for(100)
    for row, words in enumerate(("First by Ana", "Second by Rosa", "Third by Ana")):
        expect(cell(rosa, row)).to_have_value(words)
    expect(rosa.locator("[data-save=activities] [data-part=meanwhile]")).to_contain_text("written elsewhere")
    written(ana, row0="First again by Ana", row3="Fourth by Ana")
    written(rosa, row0="First by Rosa", row3="Fourth by Rosa")
    choice = rosa.locator("[data-save=activities] [data-part=conflict]")
    expect(choice).to_contain_text("Two texts for one row")
    expect(choice).to_contain_text("First again by Ana")
    expect(choice).not_to_contain_text("Fourth")
    assert (looking.axe(rosa), looking.sideways(rosa)) == ([], 0)
    choice.get_by_label("Keep both").check()
    with rosa.expect_response(lambda answer: answer.url.endswith("/save") and answer.ok):
        choice.get_by_role("button", name="Save what I have chosen").click()
        rosa.clock.run_for(3_000)
    rosa.reload()
    stand = [cell(rosa, row).input_value() for row in range(6)]
    assert stand == [
        "First again by Ana", "First by Rosa", "Second by Rosa", "Third by Ana", "Fourth by Ana", "Fourth by Rosa",
    ]  # fmt: skip


def test_what_was_typed_after_a_clash_comes_back_once_its_tab_was_closed_and_is_asked_about_again(as_role: Visitor):
    rosa = as_role("focal.ec@example.org", expected=(409,))
    ana = as_role("approver.ec@example.org")
    table(rosa)
    written(rosa, row0="First", row1="Second")
    ana.clock.install()
    ana.goto(rosa.url)
    written(ana, row0="First by Ana")
    written(rosa, row0="First by Rosa")
    expect(rosa.locator("[data-save=activities] [data-part=conflict]")).to_be_visible()
    cell(rosa, 0).fill("First by Rosa, and more")
    cell(rosa, 1).fill("Second, after the clash")
    again, address = rosa.context.new_page(), rosa.url
    rosa.close()
    again.goto(address)
    assert [cell(again, row).input_value() for row in range(2)] == ["First by Ana", "Second"]
    kept = again.locator("[data-save=activities] [data-part=restore]")
    expect(kept).to_contain_text("First by Rosa, and more")
    with again.expect_response(lambda answer: answer.url.endswith("/save") and answer.status == 409):
        kept.locator("[data-do=restore]").click()
        again.clock.run_for(3_000)
    choice = again.locator("[data-save=activities] [data-part=conflict]")
    expect(choice).to_contain_text("First by Rosa, and more")
    choice.get_by_label("Keep what is written here").check()
    with again.expect_response(lambda answer: answer.url.endswith("/save") and answer.ok):
        choice.get_by_role("button", name="Save what I have chosen").click()
        again.clock.run_for(3_000)
    again.reload()
    stand = [cell(again, row).input_value() for row in range(2)]
    assert stand == ["First by Rosa, and more", "Second, after the clash"]
