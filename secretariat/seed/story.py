"""The story of the demonstration: each country's deeds, told through the use cases at the times they happened."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from secretariat.database import db
from secretariat.models.calls import Call, CallField, FieldKind
from secretariat.models.deliverables import Answer, Deliverable, Version
from secretariat.models.files import StoredFile
from secretariat.models.people import User
from secretariat.models.reviews import Comment
from secretariat.seed import annexes, data
from secretariat.seed.annexes import Content
from secretariat.seed.cast import Cast
from secretariat.seed.events import COUNTRIES_NET, SECRETARIAT_NET, Event, through_the_web
from secretariat.workflow import answering, clearing, deliverables, reviews

# Said of each text, so that nobody takes it for a country's own.
MARKS = {
    "en": "Demonstration text",
    "es": "Texto de demostración",
    "pt": "Texto de demonstração",
    "fr": "Texte de démonstration",
}


def contents() -> dict[tuple[str, str, str], Content]:
    """Return what the attached files say, by country, call and name, for printing."""
    found = {}
    rows = {row["alpha2"]: row for row in data.table("countries")}
    for place, (alpha2, texts) in enumerate(data.country_texts().items()):
        for key, text in texts.items():
            for file in files_of(text):
                found[alpha2, key, file["name"]] = annexes.content(
                    file,
                    text=longest(text["v1"]),
                    row=rows[alpha2],
                    place=place,
                    letter=key in {"comments", "delegation"},
                )
    return found


def files_of(text: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the files of all versions of a text."""
    for name, version in text.items():
        if name != "deeds":
            yield from (value for value in version.values() if isinstance(value, dict) and "pages" in value)


def longest(version: dict[str, Any]) -> str:
    """Return the main text of a version."""
    return max((value for value in version.values() if isinstance(value, str)), key=len)


def marked(field: CallField, value: Any, language: str) -> Any:
    """Return a country's text with the mark that it is a demonstration."""
    match field.kind:
        case FieldKind.LONG_TEXT:
            return f"*{MARKS[language]}*\n\n{value.strip()}"
        case FieldKind.TEXT if "demonst" not in value and "demostr" not in value:
            return f"{value} ({MARKS[language].lower()})"
        case _:
            return value


class Storyteller:
    """Tells the deeds that the countries' files list."""

    def __init__(self, cast: Cast, calls: dict[str, Call], files: dict[tuple[str, str, str], StoredFile]) -> None:
        self.cast = cast
        self.calls = calls
        self.files = files
        self.owed: dict[str, dict[str, Deliverable]] = {}

    def events(self) -> Iterator[Event]:
        """Yield every deed as an event; the times in the files are those of the country's capital."""
        for alpha2, texts in data.country_texts().items():
            zone = self.cast.zone(alpha2)
            for key, text in texts.items():
                for deed in text["deeds"]:
                    at = deed["at"].replace(tzinfo=zone).astimezone(UTC)
                    yield Event(at, self._teller(alpha2, key, text, deed))

    def _teller(self, alpha2: str, key: str, text: dict[str, Any], deed: dict[str, Any]) -> Callable[[datetime], None]:
        def tell(at: datetime) -> None:
            deliverable = self._deliverable(alpha2, key)
            by = self.cast.of(deliverable.country, deed.get("by", "focal"))
            ours = by.membership(at)
            with through_the_web(COUNTRIES_NET if ours and ours.country_id else SECRETARIAT_NET):
                self._do(deliverable, key, text, deed, by, at)

        return tell

    def _deliverable(self, alpha2: str, key: str) -> Deliverable:
        """Return what a country owes to a call; all of a call are kept once it is open."""
        call = self.calls[key]
        if key not in self.owed:
            found = db.session.scalars(select(Deliverable).where(Deliverable.call_id == call.id))
            self.owed[key] = {one.country.alpha2: one for one in found}
        return self.owed[key][alpha2]

    def _do(
        self, deliverable: Deliverable, key: str, text: dict[str, Any], deed: dict[str, Any], by: User, at: datetime
    ) -> None:
        match deed["do"]:
            case "save":
                self._save(deliverable, key, text[deed["text"]], by, at)
            case "submit":
                once = f"demonstration-{len(deliverable.versions) + 1}"
                deliverables.submit(deliverable, by=by, at=at, arrived=at, once=once)
            case "answer":
                answering.answer(point(deliverable, deed["point"]), text=deed["text"], by=by, at=at)
            case "note":
                reviews.comment(
                    latest(deliverable), key=deed.get("key"), text=deed["text"], internal=True, by=by, at=at
                )
            case "ask" | "reject":
                for one in deed["points"]:
                    reviews.comment(latest(deliverable), key=one["key"], text=one["text"], internal=False, by=by, at=at)
                decide = reviews.request_changes if deed["do"] == "ask" else reviews.reject
                decide(deliverable, by=by, at=at)
            case "waive" | "reopen":
                decision = {"waive": deliverables.waive, "reopen": deliverables.reopen}[deed["do"]]
                decision(deliverable, reason=deed["text"], by=by, at=at)
            case "extend":
                until = deed["until"].replace(tzinfo=deliverable.country.zone).astimezone(UTC)
                deliverables.extend(deliverable, until=until, reason=deed["text"], by=by, at=at)
            case other:
                PLAIN[other](deliverable, by=by, at=at)

    def _save(self, deliverable: Deliverable, key: str, version: dict[str, Any], by: User, at: datetime) -> None:
        """Write a version of the text into the draft at once: the savings while somebody types leave no other trace."""
        deliverables.begin(deliverable, by=by, at=at)
        written = {one.field_id: one for one in deliverable.answers}
        for field in deliverable.call.fields:
            if field.key not in version:
                continue
            if field.kind == FieldKind.FILE:
                self._attach(deliverable, key, field, version[field.key]["name"], by, at)
                continue
            answer = written.get(field.id) or Answer(deliverable=deliverable, field=field, revision=0)
            answer.value = marked(field, version[field.key], deliverable.country.language)
            answer.revision += 1
            answer.saved_at, answer.saved_by_id = at, by.id
            db.session.add(answer)
        deliverable.changed_at, deliverable.changed_by_id = at, by.id
        db.session.flush()

    def _attach(self, deliverable: Deliverable, key: str, field: CallField, name: str, by: User, at: datetime) -> None:
        for old in list(deliverable.attachments):
            deliverables.detach(old, by=by, at=at)
        file = self.files[deliverable.country.alpha2, key, name]
        deliverables.attach(deliverable, field, file, name=name, by=by, at=at)


PLAIN: dict[str, Callable[..., object]] = {
    "clear": clearing.clear,
    "take": reviews.take,
    "approve": reviews.approve,
    "publish": deliverables.publish,
    "withdraw": deliverables.withdraw,
}


def latest(deliverable: Deliverable) -> Version:
    """Return the version that is being reviewed."""
    assert deliverable.latest is not None
    return deliverable.latest


def point(deliverable: Deliverable, number: int) -> Comment:
    """Return a numbered point of the version that was reviewed last."""
    return db.session.scalars(
        select(Comment).where(Comment.version_id == latest(deliverable).id, Comment.number == number)
    ).one()
