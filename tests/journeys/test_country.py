"""A focal point does its part, on a desk and on a phone: sees what is owed, writes, sends once, has a receipt."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.hands import Hands

pytestmark = pytest.mark.browser
# One country for each size, since a text can be sent once only.
COUNTRIES = {"phone": ("focal.pe@example.org", "Lima"), "desk": ("focal.py@example.org", "Asunción")}
MOST = 8  # interactions; pretalx takes 19 and Indico 11 for a proposal with one file
SHA256 = re.compile(r"([0-9a-f]{4} ){15}[0-9a-f]{4}")


def pdf(pages: int = 2) -> dict[str, object]:
    """Return a sound PDF as a file to choose."""
    made, content = pikepdf.new(), io.BytesIO()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.save(content)
    return {"name": "Informe.pdf", "mimeType": "application/pdf", "buffer": content.getvalue()}


def fill_in(page: Page) -> None:
    """Answer what has no answer yet, field by field, as the page shows them."""
    page.wait_for_load_state()
    expect(page.locator("[data-save]").first).to_be_visible()
    for field in page.locator("[data-save]").all():
        for control in field.locator("textarea, input[type=text], input:not([type])").all():
            if not control.input_value() and "amount" not in (control.get_attribute("name") or ""):
                control.fill("El país presentará su experiencia en la reunión.")
        radios = field.locator("input[type=radio]")
        if radios.count() and not field.locator("input:checked").count():
            radios.first.check()


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_country_writes_attaches_and_sends_once(as_role: Visitor, size: str):
    email, capital = COUNTRIES[size]
    page = as_role(email, size, locale="es-PE")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".status")).to_contain_text(re.compile(rf"18:00 (?:de )?{capital}.*Washington"))
    page.locator(".owe a.btn").first.click()
    fill_in(page)
    expect(page.locator("[data-saved-words]")).to_contain_text(re.compile(r"\d\d:\d\d"))
    wants_a_file = page.locator("input[type=file]").count() and not page.locator("[data-files] li").count()
    expect(page.locator("aside b.st-overdue")).to_have_count(1 if wants_a_file else 0)
    if wants_a_file:
        page.locator("input[type=file]").first.set_input_files(pdf())
        expect(page.locator("[data-files] li")).to_have_count(1)
    expect(page.locator("[data-follows] .st-overdue")).to_have_count(0)
    assert looking.axe(page) == []
    page.locator(".act .btn-primary").dblclick()
    page.wait_for_url(re.compile("receipt"))
    expect(page.locator("main")).to_contain_text(SHA256)
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def test_a_text_with_a_file_takes_at_most_eight_interactions_from_home_to_receipt(as_role: Visitor):
    page = as_role("focal.gt@example.org")
    page.goto("/")
    hands = Hands(page)
    hands.click(page.locator(".owe li", has_text="Contribuciones").locator("a.btn"))
    for box in ("summary", "text"):
        hands.fill(page.locator(f"[name={box}]"), "El país presentará su experiencia en la reunión.")
    hands.fill(page.locator("[name='amount.amount']"), "120000")
    hands.click(page.locator("[name='presents.answer']"))
    hands.attach(page.locator("input[type=file]").first, pdf())
    expect(page.locator("[data-files] li")).to_have_count(1)
    expect(page.locator("[data-follows] .st-overdue")).to_have_count(0)
    hands.click(".act .btn-primary")
    page.wait_for_url(re.compile("receipt"))
    assert hands.count <= MOST


def test_an_expired_session_in_the_middle_of_typing_loses_nothing(as_role: Visitor):
    page = as_role("focal.bz@example.org", expected=(400, 401))
    page.goto("/")
    page.locator(".owe a.btn").first.click()
    expect(page.locator("form[data-save-url]")).to_be_visible()
    page.context.clear_cookies()
    field = page.locator("[data-save] textarea").first
    field.fill("Typed after the session had ended.")
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=email]").fill("focal.bz@example.org")
    dialog.locator("input[type=password]").fill("demo")
    dialog.locator(".btn-primary").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-saved-words]")).to_contain_text(re.compile(r"\d\d:\d\d"))
    page.reload()
    expect(field).to_have_value("Typed after the session had ended.")
    assert page.evaluate("localStorage.length") == 0


def test_two_who_write_in_one_field_are_shown_both_texts(as_role: Visitor):
    first, second = as_role("focal.mx@example.org"), as_role("focal.mx@example.org", expected=(409,))
    for page in (first, second):
        page.goto("/")
        page.locator(".owe a.btn").first.click()
        expect(page.locator("form[data-save-url]")).to_be_visible()
    with first.expect_response("**/save"):
        first.locator("[data-save] textarea").first.fill("The first was faster.")
    second.locator("[data-save] textarea").first.fill("The second was slower.")
    choice = second.locator("[data-part=conflict]")
    expect(choice).to_contain_text("The first was faster.")
    with second.expect_response("**/save"):
        choice.locator("[data-do=mine]").click()
    expect(choice).to_have_count(0)
    first.reload()
    expect(first.locator("[data-save] textarea").first).to_have_value("The second was slower.")
