"""Every file of the corpus is tried through the real upload: refused with its reason, or harmless in the copy.

After each the web answers as before, and nothing of what was refused lies on the disk.
"""

import os
import subprocess

import pikepdf
import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.deliverables import Attachment
from secretariat.models.files import PartialUpload, Shown, StoredFile
from secretariat.models.people import Role
from secretariat.storage import Folder
from tests.factories import call, country, deliverable, field, how_many, user
from tests.malice import offices, pdfs, pictures
from tests.malice.corpus import CORPUS
from tests.visitors import Visit

ROOMS = (pdfs, offices, pictures)  # importing them fills the corpus
TRIALS = 20 if os.environ.get("TRIALS") == "many" else 1
PIECE = 4 * 2**20


class Desk(Visit):
    """Somebody before a text that asks for a file."""

    def __init__(self, app, person, number):
        super().__init__(app, person)
        self.url = f"/deliverables/{number}"
        self.storage = Folder(app.config["SETTINGS"].storage)


@pytest.fixture
def desk(app, session):
    asked = call(fields=("summary",))
    field(asked, "report", kind="file")
    text = deliverable(asked, country("PE"))
    person = user(Role.FOCAL_POINT, country("PE"))
    number = text.id
    session.commit()
    return Desk(app, person, number)


def sent(desk, content):
    """Send a file in pieces, as the page does; return the last answer."""
    begun = desk.post(f"{desk.url}/files/report/pieces", json=True, name="Report.pdf", size=str(len(content)))
    if begun.status_code != 201:
        return begun
    headers = {"X-CSRFToken": desk.token}
    for at in range(0, len(content), PIECE):
        piece = content[at : at + PIECE]
        url = f"{begun.json['url']}?at={at}"
        answer = desk.client.put(url, data=piece, headers=headers, content_type="application/octet-stream")
        assert answer.status_code == 200
    return desk.post(begun.json["url"], json=True)


def on_disk(desk):
    return {path for path in desk.storage.root.rglob("*") if path.is_file()}


def test_the_corpus_holds_sixty_files_and_more():
    assert len(CORPUS.files) >= 60


@pytest.mark.parametrize("name", CORPUS.files)
def test_a_malicious_or_broken_file_is_refused_with_its_reason_or_harmless_in_its_copy(desk, name, tmp_path):
    malice = CORPUS.files[name]
    content = malice.make()
    for _trial in range(TRIALS):
        before = on_disk(desk)
        answer = sent(desk, content)
        assert desk.get("/healthz").status_code == 200
        if malice.refused:
            assert (answer.status_code, malice.refused in answer.json["error"]) == (422, True), answer.json
            assert on_disk(desk) == before
            assert (how_many(StoredFile), how_many(PartialUpload)) == (0, 0)
        else:
            assert answer.status_code in {200, 201}, answer.json
            harmless(desk, malice, tmp_path)


def harmless(desk, malice, tmp_path):
    """Check the copy that readers are given: unpacked by another program, it lacks what acted."""
    file = db.session.scalars(select(Attachment)).one().file
    assert file.shown_state == Shown.READY
    path = desk.storage.path(file.shown.sha256)
    plain = tmp_path / "plain.pdf"
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, plain], check=True, timeout=60)
    words = plain.read_bytes().decode("latin-1")
    assert [one for one in malice.gone if one in words] == []
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
    if malice.name.startswith("pdf:") and "country" not in malice.name:
        said = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, timeout=60).stdout
        assert b"Body 1" in said


@pytest.mark.parametrize("name", [name for name, one in CORPUS.files.items() if one.gone])
def test_what_is_gone_from_a_copy_was_there_in_the_file(name, tmp_path):
    malice = CORPUS.files[name]
    whole = tmp_path / "whole"
    whole.write_bytes(malice.make())
    plain = tmp_path / "plain.pdf"
    if name.startswith("pdf:"):
        subprocess.run(["qpdf", "--qdf", "--object-streams=disable", whole, plain], check=False, timeout=60)
    words = (whole.read_bytes() + (plain.read_bytes() if plain.exists() else b"")).decode("latin-1")
    assert [one for one in malice.gone if one not in words] == []
