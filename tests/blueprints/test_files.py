"""Files of a text: what is kept of them, what readers are given, and what the auditor may have."""

import hashlib
import io
import os
import time
from dataclasses import replace

import pikepdf
import pytest
from sqlalchemy import select

from secretariat import clock
from secretariat.database import db
from secretariat.models.deliverables import Attachment
from secretariat.models.files import Shown, StoredFile
from secretariat.models.people import Role
from secretariat.packets import office, showing
from secretariat.packets.parts import Reason
from secretariat.storage import Folder
from secretariat.workflow import files
from tests import made
from tests.factories import call, country, deliverable, field, how_many, user
from tests.visitors import Visit


class Desk:
    """A focal point at a text that asks for a file, the auditor, and what lies on the disk."""

    def __init__(self, app):
        asked = call(fields=("summary",))
        field(asked, "report", kind="file")
        self.settings = app.config["SETTINGS"]
        self.storage = Folder(self.settings.storage)
        self.id = deliverable(asked, country("PE")).id
        people = [user(Role.FOCAL_POINT, country("PE")), user(Role.AUDITOR), user(Role.REVIEWER), user(Role.OFFICER)]
        db.session.commit()
        self.focal, self.auditor, self.reviewer, self.officer = (Visit(app, one) for one in people)

    def attach(self, content, name="report.pdf"):
        form = {"summary": "Peru leads.", "do": "save", "report": (io.BytesIO(content), name)}
        return self.focal.post(f"/deliverables/{self.id}", **form)

    def send(self):
        answer = self.focal.post(f"/deliverables/{self.id}", summary="Peru leads.", do="send", once="k")
        assert answer.status_code == 302, answer.text

    def file(self):
        db.session.expire_all()
        return db.session.scalars(select(Attachment)).one().file

    def url(self, tail=""):
        return f"/deliverables/{self.id}/files/{db.session.scalars(select(Attachment.id)).one()}{tail}"

    def on_disk(self):
        return {path.name for path in self.storage.root.rglob("*") if path.is_file()}


def bytes_of(visit, url):
    with visit.get(url) as answer:
        assert answer.status_code == 200, answer.status_code
        return answer.data


@pytest.fixture
def desk(app, session):
    return Desk(app)


def test_readers_are_given_a_copy_without_scripts_and_the_auditor_the_file_as_it_came(desk):
    sent = made.scripted_pdf()
    desk.attach(sent)
    desk.send()
    assert desk.file().sha256 == hashlib.sha256(sent).hexdigest()
    assert desk.file().removed == ["actions", "scripts"]
    for reader in (desk.focal, desk.reviewer, desk.officer, desk.auditor):
        copy = bytes_of(reader, desk.url())
        assert b"canary" not in copy
        with pikepdf.open(io.BytesIO(copy)) as pdf:
            assert (len(pdf.pages), "/OpenAction" in pdf.Root) == (1, False)
    assert bytes_of(desk.auditor, desk.url("/original")) == sent
    for reader in (desk.focal, desk.reviewer, desk.officer):
        assert reader.get(desk.url("/original")).status_code == 403


def test_the_auditor_does_not_have_the_original_of_a_draft(desk):
    desk.attach(made.pdf())
    assert desk.auditor.get(desk.url("/original")).status_code == 404


def test_where_the_bucket_takes_the_line_and_never_answers_the_page_says_what_to_do(app, desk, silent, tmp_path):
    desk.attach(made.pdf())
    app.config["SETTINGS"] = replace(desk.settings, storage=silent.bucket(tmp_path / "scratch"))
    try:
        answer = desk.focal.get(desk.url())
    finally:
        app.config["SETTINGS"] = desk.settings
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "The store of files does not answer. Try again in a minute" in answer.text


def test_the_page_says_what_the_copy_lacks(desk):
    desk.attach(made.scripted_pdf())
    assert "a copy without its scripts and active content" in desk.focal.read(f"/deliverables/{desk.id}")


def test_the_form_says_what_is_taken_before_anything_is_chosen(desk):
    assert "at most 105 MB and 2000 pages a file" in desk.focal.read(f"/deliverables/{desk.id}")


@pytest.mark.parametrize("content", [b"", b"MZ\x90 a program", made.pdf()[:300]], ids=["empty", "program", "cut"])
def test_nothing_of_a_file_that_is_not_taken_stays_on_the_disk(desk, content):
    before = desk.on_disk()
    assert desk.attach(content).status_code == 422
    assert desk.on_disk() == before
    assert how_many(StoredFile) == 0


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tif"), ("WEBP", "webp")])
def test_a_picture_is_taken_by_its_content_and_shown_as_a_page(desk, kind, ending):
    desk.attach(made.picture(kind), f"Foto.{ending}")
    assert (desk.file().shown_state, desk.file().pages) == (Shown.READY, 1)
    with desk.focal.get(desk.url()) as answer:
        assert answer.mimetype == "application/pdf"
        assert "Foto.pdf" in answer.headers["Content-Disposition"]
        with pikepdf.open(io.BytesIO(answer.data)) as pdf:
            assert len(pdf.pages[0].get_images()) == 1


def test_a_photograph_of_an_iphone_is_shown_upright_as_a_page_without_where_it_was_taken(desk):
    desk.attach(made.photograph(), "IMG_0042.HEIC")
    assert (desk.file().media_type, desk.file().shown_state) == ("image/heic", Shown.READY)
    copy = bytes_of(desk.focal, desk.url())
    assert b"canary" not in copy
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        [image] = pdf.pages[0].get_images().values()
        picture = pikepdf.PdfImage(image).as_pil_image()
    assert picture.size == (64, 96)
    assert picture.getpixel((5, 5))[0] > picture.getpixel((5, 5))[1] + 100  # red above
    assert min(picture.getpixel((60, 90))) > 230  # and white below


def test_a_word_document_waits_and_is_then_shown_as_pdf_or_said_to_be_impossible(desk):
    desk.attach(made.document(), "Informe.docx")
    assert desk.file().shown_state == Shown.WAITING
    assert "it is being made ready to read" in desk.focal.read(f"/deliverables/{desk.id}")
    assert desk.focal.get(desk.url()).status_code == 422
    number = desk.file().id
    db.session.commit()
    showing.run(number, desk.settings)
    if office.able():
        assert (desk.file().shown_state, desk.file().pages) == (Shown.READY, 1)
        assert bytes_of(desk.focal, desk.url()).startswith(b"%PDF-")
    else:
        assert (desk.file().shown_state, desk.file().damage) == (Shown.IMPOSSIBLE, Reason.NO_OFFICE)
        assert bytes_of(desk.focal, desk.url()).startswith(b"PK")
        assert "the packet will say so" in desk.focal.read(f"/deliverables/{desk.id}")


def test_a_copy_is_made_by_one_worker_at_a_time(desk):
    desk.attach(made.document(), "Informe.docx")
    number = desk.file().id
    db.session.commit()
    turn = showing.claim(number)
    assert (turn.media, showing.claim(number), showing.waiting(clock.real())) == (desk.file().media_type, None, [])


def test_what_ended_three_workers_is_given_to_no_fourth(desk):
    desk.attach(made.document(), "Informe.docx")
    file = desk.file()
    file.attempts = showing.TRIES
    number = file.id
    db.session.commit()
    assert showing.claim(number) is None
    assert (desk.file().shown_state, desk.file().damage) == (Shown.IMPOSSIBLE, Reason.TOO_HEAVY)


def test_a_file_from_before_is_given_to_nobody_until_it_was_cleaned(desk):
    desk.attach(made.scripted_pdf())
    file = desk.file()
    file.shown, file.shown_state = None, Shown.WAITING
    number = file.id
    db.session.commit()
    assert desk.focal.get(desk.url()).status_code == 422
    showing.run(number, desk.settings)
    assert b"canary" not in bytes_of(desk.focal, desk.url())


def test_contents_without_a_row_are_removed_when_they_are_old_and_others_stay(desk):
    before = desk.on_disk()  # of other tests, whose rows are gone
    desk.attach(made.pdf())
    kept = desk.on_disk() - before
    lost = desk.storage.put(io.BytesIO(b"nobody knows me"))
    unfinished = desk.storage.root / ".part-left"
    unfinished.write_bytes(b"half")
    (desk.storage.root / "parts").mkdir(exist_ok=True)
    (desk.storage.root / "parts" / "without-a-row-at-all").write_bytes(b"half")
    files.tidy(desk.storage.root, before=time.time() - 60, now=clock.real())
    assert {lost.sha256, unfinished.name} <= desk.on_disk()
    for path in (desk.storage.path(lost.sha256), unfinished):
        os.utime(path, (1, 1))
    files.tidy(desk.storage.root, before=time.time() - 60, now=clock.real())
    assert desk.on_disk() & {lost.sha256, unfinished.name, "without-a-row-at-all"} == set()
    assert kept <= desk.on_disk()
