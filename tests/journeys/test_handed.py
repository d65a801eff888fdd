"""Questions in a colleague's hands: handed over by address, answered by somebody new in the house, handed back."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from secretariat import links
from secretariat.settings import DEMO_KEY
from tests.journeys import letters, looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_call import add_a_question, write
from tests.journeys.test_changing import draft, open_to, to_one
from tests.journeys.test_country import pdf

# Ten pages of three people, looked at one by one.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PASSWORD = "the river is wide after noon"


@dataclass(frozen=True)
class Way:
    """How somebody looks at the house, and whose country it is: each way has a call and a colleague of its own."""

    size: str
    country: str
    code: str
    day: str

    @property
    def title(self) -> str:
        """What is asked this way."""
        return f"Handed over on a {self.size}"

    @property
    def colleague(self) -> str:
        """The address of somebody whom the house does not know yet."""
        return f"nueva.{self.size}@example.org"


WAYS = [Way("desk", "Guyana", "gy", "2025-10-21"), Way("phone", "Jamaica", "jm", "2025-10-22")]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.size)
def test_a_colleague_without_account_answers_with_a_file_and_hands_back(as_role: Visitor, way: Way):
    officer = as_role("officer@example.org")
    open_with_a_file(officer, way)
    focal = as_role(f"focal.{way.code}@example.org", way.size)
    hand_over(focal, way)

    colleague = as_role(None, way.size)
    come_in(colleague, mailed(officer, way.colleague))
    expect(colleague).to_have_url(re.compile(r"/deliverables/\d+/handed$"))
    expect(colleague.locator("h1")).to_have_text("You are asked for 2 answers")
    whole(colleague)
    answer(colleague)
    colleague.get_by_role("button", name="Save and hand back").click()
    expect(colleague.locator("h1")).to_have_text("Nothing is asked of you here now")
    whole(colleague)

    draft(focal, way.title)
    expect(focal.get_by_label("1. Who speaks?")).to_have_value("The vice-minister")
    expect(focal.locator("#text")).to_contain_text("Nueva Colega wrote this,")
    expect(focal.locator("#text")).to_contain_text("Nueva Colega attached Informe.pdf,")
    expect(focal.locator("#handed")).not_to_contain_text("Nueva Colega")
    whole(focal)


TAKING = [Way("desk", "Honduras", "hn", "2025-10-23"), Way("phone", "Panama", "pa", "2025-10-24")]


@pytest.mark.parametrize("way", TAKING, ids=lambda way: way.size)
def test_a_question_that_is_taken_back_while_a_colleague_writes_says_by_whom_and_keeps_the_words(
    as_role: Visitor, way: Way
):
    focal = handed_to_a_delegate(as_role, way)
    colleague = as_role(f"delegate.{way.code}@example.org", way.size, expected=(410,))
    colleague.goto(re.sub(r"[?#].*", "", focal.url) + "/handed?lang=en")
    answer = colleague.get_by_label("1. Who speaks?")
    with colleague.expect_response(lambda found: found.url.endswith("/handed/save") and found.ok):
        answer.fill("The vice-minister")

    focal.locator("#handed").get_by_role("button", name="Take it back").click()
    with colleague.expect_response(lambda found: found.url.endswith("/handed/save")):
        answer.fill("The vice-minister, and the minister")
    said = colleague.locator("[data-part=gone]")
    expect(said).to_contain_text("took this question back, ")
    expect(said.get_by_role("link")).to_have_attribute("href", re.compile(f"mailto:focal.{way.code}@example.org"))
    expect(answer).to_have_value("The vice-minister, and the minister")
    whole(colleague)
    tried: list[str] = []
    colleague.on("request", lambda request: tried.append(request.url) if request.method == "POST" else None)
    colleague.wait_for_timeout(4_000)  # after three seconds what could not be sent is tried again
    assert tried == []

    colleague.reload()
    expect(colleague.locator("h1")).to_have_text("Nothing is asked of you here now")
    expect(colleague.locator("main")).to_contain_text("took this question back, ")
    expect(colleague.locator("[data-part=restore]")).to_contain_text("The vice-minister, and the minister")
    whole(colleague)
    draft(focal, way.title)
    expect(focal.get_by_label("1. Who speaks?")).to_have_value("The vice-minister")


BACK = [Way("desk", "Ecuador", "ec", "2025-10-27"), Way("phone", "Haiti", "ht", "2025-10-28")]


@pytest.mark.parametrize("way", BACK, ids=lambda way: way.size)
def test_a_colleague_who_has_what_is_missing_is_asked_anew_once_the_text_is_given_back(as_role: Visitor, way: Way):
    focal = handed_to_a_delegate(as_role, way)
    with focal.expect_response("**/save"):
        focal.get_by_label("1. Who speaks?").fill("To be said")
    text = re.sub(r"[?#].*", "", focal.url)
    focal.locator(".act .btn-primary").click()
    focal.wait_for_url(re.compile("receipt"))
    reviewer = as_role("reviewer@example.org", way.size)
    reviewer.goto(text.replace("/deliverables/", "/reviews/"))
    reviewer.locator("summary", has_text="Something is missing").click()
    reviewer.locator("#completeness input[name=missing]").check()
    reviewer.locator("#completeness textarea").fill("Nobody is named.")
    reviewer.get_by_role("button", name="Give it back").click()
    expect(reviewer.locator(".strip")).to_contain_text("given back")

    colleague = as_role(f"delegate.{way.code}@example.org", way.size)
    colleague.goto("/?lang=en")
    whole(colleague)
    colleague.locator(".owe > li").filter(has_text=way.title).get_by_role("link", name="Fill it in").click()
    expect(colleague.locator(".strip")).to_contain_text("The Secretariat gave the text back")
    expect(colleague.locator(".strip")).to_contain_text("Nobody is named.")
    whole(colleague)
    with colleague.expect_response(lambda found: found.url.endswith("/handed/save") and found.ok):
        colleague.get_by_label("1. Who speaks?").fill("The minister")
    focal.goto(text)
    expect(focal.get_by_label("1. Who speaks?")).to_have_value("The minister")


def handed_to_a_delegate(as_role: Visitor, way: Way) -> Page:
    """Open a call with one question to a country; return its focal point's draft, the question being a delegate's."""
    open_to(as_role("officer@example.org"), way.country, way.title, way.day)
    focal = as_role(f"focal.{way.code}@example.org", way.size)
    draft(focal, way.title)
    focal.locator("#handed summary").click()
    focal.locator("#hand-email").fill(f"delegate.{way.code}@example.org")
    focal.locator("#handed input[name=keys]").check()
    focal.get_by_role("button", name="Hand them over").click()
    expect(focal.locator("#handed")).to_contain_text("Take it back")
    return focal


def open_with_a_file(officer: Page, way: Way) -> None:
    """Open a call to one country that asks for a text and for a file."""
    write(officer, way.title, way.day)
    add_a_question(officer)
    officer.get_by_role("link", name="Add a question").first.click()
    officer.locator("#label-en").fill("The programme")
    officer.get_by_label("Kind of answer").select_option("file")
    officer.locator(".act .btn-primary").click()
    to_one(officer, way.country)


def hand_over(focal: Page, way: Way) -> None:
    """Hand both questions to an address that the house does not know."""
    draft(focal, way.title)
    focal.locator("#handed summary").click()
    focal.locator("#hand-email").fill(way.colleague)
    focal.locator("#hand-name").fill("Nueva Colega")
    for box in focal.locator("#handed input[name=keys]").all():
        box.check()
    focal.locator("#hand-until").fill("2025-09-30")
    focal.get_by_role("button", name="Hand them over").click()
    expect(focal.locator("#handed")).to_contain_text("Nueva Colega, by Tue 30 Sep")
    whole(focal)


def mailed(officer: Page, person: str) -> str:
    """Return where the one mail to somebody new leads; what an officer reads of it has no token."""
    found = re.search(r"/welcome/(\d+)", letters.read(officer, person, "Choose a password and fill in"))
    assert found, officer.url
    return links.with_token(int(found[1]), DEMO_KEY)


def come_in(colleague: Page, link: str) -> None:
    """Choose a password under the link of an invitation."""
    colleague.goto(link)
    colleague.get_by_label("New password", exact=True).fill(PASSWORD)
    colleague.get_by_label("New password, again").fill(PASSWORD)
    whole(colleague)
    colleague.locator("main form button").click()
    expect(colleague.locator(".strip[role=status]")).to_contain_text("you are signed in")


def answer(colleague: Page) -> None:
    """Answer what was handed: words, and a file."""
    with colleague.expect_response(lambda found: found.url.endswith("/handed/save") and found.ok):
        colleague.get_by_label("1. Who speaks?").fill("The vice-minister")
    colleague.locator("input[type=file]").set_input_files(pdf())
    expect(colleague.locator("[data-files] li").last).to_contain_text("Informe.pdf", timeout=20_000)


def whole(page: Page) -> None:
    """Check that everybody can read the page that stands open, and that it fits."""
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
