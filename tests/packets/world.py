"""A meeting with an agenda, papers and texts of countries, from which packets are collected."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.models.files import StoredFile
from secretariat.models.meetings import Meeting, Participant
from secretariat.models.packets import Packet
from secretariat.models.people import Role
from secretariat.storage import Folder
from secretariat.workflow import circulation
from tests import factories
from tests.factories import NOW, add
from tests.packets import paper

LABELS = {"en": "Summary", "es": "Resumen"}


@dataclass
class World:
    """What a test changes before it collects."""

    meeting: Meeting
    storage: Folder
    scratch: Path
    # Where the ladder puts the texts that are sent from now on.
    goes: str = "main"

    def file(self, name: str = "report", pages: int = 1, content: bytes | None = None) -> StoredFile:
        """Keep a PDF, or whatever bytes, and return its row."""
        bytes_ = content if content is not None else paper.pdf(self.scratch / f"{name}.pdf", pages=pages).read_bytes()
        kept = self.storage.put(BytesIO(bytes_))
        return factories.found(StoredFile, sha256=kept.sha256) or factories.stored_file(bytes_, pages=pages)

    def text(
        self, of: Call, by: str, state: State = State.APPROVED, *, files: tuple[StoredFile, ...] = (), **answers: Any
    ) -> Deliverable:
        """Return a country's text, with one version where it was sent."""
        country = factories.country(by)
        made = factories.deliverable(of, country, state=state)
        if state not in {State.NOT_STARTED, State.DRAFT}:
            self.version(made, country, files, answers or {"summary": f"Two measures of {by}."})
        return made

    def version(
        self, of: Deliverable, country: Country, files: tuple[StoredFile, ...], answers: dict[str, Any]
    ) -> Version:
        """Freeze a version as sending does."""
        kinds = {field.key: field.kind for field in of.call.fields}
        given = [
            {"key": key, "kind": kinds.get(key, "long_text"), "labels": LABELS, "value": value}
            for key, value in answers.items()
        ]
        sent = [
            {"attachment": file.id, "key": "report", "name": f"{country.alpha2} report.pdf", "sha256": file.sha256,
             "size": file.size, "pages": file.pages}
            for file in files
        ]  # fmt: skip
        return add(
            Version(
                deliverable=of, number=1, answers=given, files=sent, language=country.language,
                sha256=sha256(repr(given).encode()).hexdigest(), once="once", submitted_at=NOW,
                submitted_by=factories.user(Role.FOCAL_POINT, country), due_at=NOW, late=False,
                rung={"applied": 0, "lines": [{"until": None, "texts": {}, "goes": self.goes}]},
            )
        )  # fmt: skip

    def packet(self, language: str = "en", audience: str = "delegations") -> Packet:
        """Return a packet that nobody has ordered."""
        return Packet(meeting=self.meeting, language=language, audience=audience)


def make(storage: Folder, scratch: Path) -> World:
    """Lay an agenda of four items, two of them about pillars, with papers, and circulate it."""
    factories.presidency()
    meeting = factories.meeting(host=factories.country("CO"))
    world = World(meeting, storage, scratch)
    pillars = [factories.pillar(number) for number in (1, 2, 3)]
    financing = factories.document(meeting, "DOC.3", titles={"en": "Financing"}, file=world.file("financing", pages=2))
    asylum = factories.document(meeting, "DOC.5", titles={"en": "Asylum in figures"}, file=None)
    inner = factories.document(meeting, "DOC.9", titles={"en": "Only for us"}, distribution="secretariat")
    factories.item(meeting, "Opening")
    roots = factories.item(meeting, "Root causes", pillar=pillars[0])
    factories.item(
        meeting, "Host countries", parent=roots, pillar=pillars[0], country=factories.country("PE"),
        documents=[financing, inner],
    )  # fmt: skip
    paths = factories.item(meeting, "Legal pathways", pillar=pillars[1])
    factories.item(meeting, "Asylum", parent=paths, pillar=pillars[1], documents=[asylum])
    factories.item(meeting, "Labor mobility", parent=paths, pillar=pillars[1])
    factories.item(meeting, "Closing")
    circulation.circulate(meeting, "provisional", by=factories.user(Role.OFFICER), at=NOW)
    for home, name, rank in (
        ("PE", "Elena Vargas", "head"),
        ("PE", "Rosa Quispe", "member"),
        ("BR", "Ana Lima", "head"),
    ):
        function = {"en": "Minister" if rank == "head" else "Director"}
        add(
            Participant(meeting_id=meeting.id, country=factories.country(home), name=name, function=function, rank=rank)
        )
    return world
