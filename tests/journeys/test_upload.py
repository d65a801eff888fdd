"""A file is sent in pieces: over a line that breaks, held and gone on with, and after the page was closed."""

import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from secretariat.rules.media import Media
from tests import made
from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
PEOPLE = {"phone": "focal.ht@example.org", "desk": "focal.br@example.org"}
OTHERS = {"phone": "focal.sr@example.org", "desk": "focal.ca@example.org"}
SIZE = 3_000_000


def heavy(folder: Path, name: str) -> Path:
    """Write a sound PDF of three megabytes."""
    content = made.pdf(pages=1)
    padding = b"%" + random.Random(name).randbytes(SIZE).translate(bytes(97 + n % 26 for n in range(256))) + b"\n"
    end = content.rindex(b"startxref")
    path = folder / name
    path.write_bytes(content[:end] + padding + content[end:])
    return path


class Line:
    """The line between browser and house: counts the bytes that left and those that came, and breaks where told."""

    def __init__(self, page: Page) -> None:
        self.sent = self.came = 0
        self.breaks = 0
        page.route(re.compile(r"/pieces/[\w-]+\?at="), self.piece)

    def piece(self, route: Route, request: Request) -> None:
        self.sent += len(request.post_data_buffer or b"")
        if self.breaks and self.sent > SIZE * 0.6:
            self.breaks -= 1
            route.abort("connectionreset")
        else:
            self.came += len(request.post_data_buffer or b"")
            route.continue_()


def form(page: Page) -> None:
    """Open a draft that asks for a file."""
    page.goto("/deliverables?lang=en")
    for href in [
        one.get_attribute("href") for one in page.locator("main a[href^='/deliverables/']:not([href$='.ics'])").all()
    ]:
        page.goto(str(href))
        if page.locator("input[type=file]").count():
            return
    pytest.fail("nothing asks for a file")


def listed(page: Page, name: str) -> None:
    expect(page.locator("[data-files] a", has_text=name)).to_be_visible()
    expect(page.locator(".sending")).to_have_count(0)


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_line_that_breaks_costs_a_piece_and_not_the_file(as_role: Visitor, tmp_path: Path, size: str):
    page = as_role(PEOPLE[size], size)
    form(page)
    line = Line(page)
    line.breaks = 2
    page.locator("input[type=file]").first.set_input_files(heavy(tmp_path, "Broken line.pdf"))
    expect(page.locator(".sending")).to_contain_text("It goes on by itself")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    listed(page, "Broken line.pdf")
    assert SIZE < line.sent < SIZE * 1.9
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_file_is_held_and_found_again_after_the_page_was_closed(as_role: Visitor, tmp_path: Path, size: str):
    page = as_role(OTHERS[size], size)
    form(page)
    held, line = heavy(tmp_path, "Held.pdf"), Line(page)
    line.breaks = 1
    page.locator("input[type=file]").first.set_input_files(held)
    expect(page.locator(".sending")).to_contain_text("It goes on by itself")
    page.get_by_role("button", name="Hold").click()
    expect(page.locator(".sending")).to_contain_text("it goes on from there")
    page.evaluate("localStorage.clear()")  # as on another device
    page.reload()
    expect(page.locator("[data-left]")).to_contain_text("of 3 MB have come")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Resume Held.pdf").click()
    chooser.value.set_files(held)
    listed(page, "Held.pdf")
    expect(page.locator("[data-left]")).to_have_count(0)
    assert line.came == held.stat().st_size  # nothing was sent twice


def test_a_file_that_is_stopped_is_forgotten_and_one_that_is_no_good_says_why(as_role: Visitor, tmp_path: Path):
    page = as_role(PEOPLE["desk"], expected=(422,))
    form(page)
    line = Line(page)
    line.breaks = 1
    page.locator("input[type=file]").first.set_input_files(heavy(tmp_path, "Stopped.pdf"))
    expect(page.locator(".sending")).to_contain_text("It goes on by itself")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".sending")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    program = {"name": "Report.pdf", "mimeType": "application/pdf", "buffer": b"MZ a program"}
    page.locator("input[type=file]").first.set_input_files(program)
    expect(page.locator(".sending .wrong")).to_contain_text("no PDF, picture or Office file")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""}
    )
    expect(page.locator(".sending .wrong")).to_have_count(1)
    expect(page.locator(".sending .wrong")).to_contain_text("is empty")
    page.reload()
    expect(page.locator("[data-files] a", has_text=re.compile("Stopped|Report"))).to_have_count(0)


def test_a_photograph_is_taken_and_shown_as_a_page(as_role: Visitor):
    page = as_role(PEOPLE["desk"])
    form(page)
    photo = {"name": "Foto.jpg", "mimeType": "image/jpeg", "buffer": made.picture("JPEG")}
    page.locator("input[type=file]").first.set_input_files(photo)
    listed(page, "Foto.jpg")
    with page.expect_download() as download:
        page.locator("[data-files] a", has_text="Foto.jpg").click()
    assert download.value.suggested_filename == "Foto.pdf"


def test_a_word_document_is_made_ready_by_a_worker_while_one_looks(as_role: Visitor):
    page = as_role(PEOPLE["desk"])
    form(page)
    word = {"name": "Informe.docx", "mimeType": Media.DOCX, "buffer": made.document()}
    page.locator("input[type=file]").first.set_input_files(word)
    listed(page, "Informe.docx")
    row = page.locator("[data-files] li", has_text="Informe.docx")
    # Where this machine has no office suite the file is taken all the same, and the page says what that means.
    expect(row).to_contain_text(re.compile("opens well|no PDF could be made"), timeout=60_000)
