"""An officer writes the words of a letter: refused beside the text, seen for a country, tried, saved, taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
PAGE = "/messages/texts/{}/fr"
# Each size of the journey has a letter of its own: they share a house.
LETTERS = {"desk": "extended", "phone": "call_opened"}
OPENING = "Nous attendons {title} au plus tard le {due}."


def whole(page: Page) -> None:
    """Check that everybody can read the page that stands open, and that it fits."""
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def write(page: Page, opening: str, press: str) -> None:
    """Fill in the opening, and press a button."""
    page.locator("#opening").fill(opening)
    page.get_by_role("button", name=press, exact=True).click()


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_words_are_refused_seen_tried_saved_and_taken_back(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size, expected=(422,))
    page.goto("/messages/texts?lang=en")
    whole(page)
    page.goto(PAGE.format(LETTERS[size]))
    whole(page)
    write(page, "Nous attendons {titel} <b>.", "Save")
    expect(page.locator("#opening-e")).to_contain_text("looks like HTML")
    expect(page.locator("#opening")).to_have_value("Nous attendons {titel} <b>.")
    whole(page)
    write(page, "Nous attendons {titel}.", "Save")
    expect(page.locator("#opening-e")).to_contain_text("did you mean {title}?")

    page.locator("#opening").fill("Nous attendons  au plus tard le {due}.")
    page.locator("#opening").evaluate("one => one.setSelectionRange(15, 15)")
    page.get_by_role("button", name="{title}", exact=True).press("Enter")
    expect(page.locator("#opening")).to_have_value(OPENING)
    expect(page.locator("#opening")).to_be_focused()

    page.locator("#country").select_option("BR")
    page.get_by_role("button", name="Look at it again").click()
    mail = page.frame_locator("iframe").locator("b").nth(1)
    expect(mail).to_contain_text("(Brésil) au plus tard le")
    whole(page)
    # By the keyboard: a press in the moment of Playwright's own scroll goes into the frame of the mail.
    page.get_by_role("button", name="Send me a test").press("Enter")
    expect(page.locator(".strip[role=status]")).to_contain_text("A test is on its way to officer@example.org")
    expect(page.locator("#opening")).to_have_value(OPENING)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".strip[role=status]")).to_contain_text("Saved as version 1.")

    page.goto("/messages?q=Essai")
    expect(page.locator("tbody tr").first).to_contain_text("officer@example.org")
    page.goto(f"{PAGE.format(LETTERS[size])}/versions")
    whole(page)
    page.goto(PAGE.format(LETTERS[size]))
    page.get_by_role("button", name="Return to the standard words").click()
    expect(page.locator(".status")).to_contain_text("The standard words apply.")


def test_all_of_it_works_without_javascript(as_role: Visitor):
    page = as_role("officer@example.org", java_script_enabled=False, expected=(422,))
    page.goto(f"{PAGE.format('waived')}?lang=en")
    expect(page.locator("[data-field]").first).to_be_hidden()
    expect(page.locator("[data-field-plain]").first).to_be_visible()
    write(page, "Le {jour}.", "Save")
    expect(page.locator("#opening-e")).to_contain_text("There is no field {jour}")
    write(page, "{title} : rien à faire.", "Look at it again")
    expect(page.frame_locator("iframe").locator("b").nth(1)).to_contain_text("rien à faire")
    # By the keyboard: a press in the moment of Playwright's own scroll goes into the frame of the mail.
    page.get_by_role("button", name="Send me a test").press("Enter")
    expect(page.locator(".strip[role=status]")).to_contain_text("A test is on its way")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".strip[role=status]")).to_contain_text("Saved as version")
