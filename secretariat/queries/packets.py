"""What packets are bound from, and what pages read of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.files import StoredFile
from secretariat.models.meetings import Document, Meeting, Participant
from secretariat.models.packets import Build, Packet
from secretariat.models.people import Role
from secretariat.models.presidencies import Presidency
from secretariat.rules import policy
from secretariat.rules.predicates import Who

OPEN = ("waiting", "building")
READABLE = ("ready", "published")
# Who knows of a version before it is published.
INSIDE = {Role.OFFICER, Role.REVIEWER, Role.AUDITOR}


def calls(meeting: Meeting) -> Sequence[Call]:
    """Return the calls of a meeting that were opened, by number, with their pillars."""
    return db.session.scalars(
        select(Call)
        .where(Call.meeting_id == meeting.id, Call.opened_at.is_not(None))
        .options(joinedload(Call.pillar), selectinload(Call.fields))
        .order_by(Call.number)
    ).all()


def texts(call_ids: Sequence[int]) -> Sequence[Deliverable]:
    """Return what all countries owe and gave to calls, with the versions they sent."""
    return db.session.scalars(
        select(Deliverable)
        .where(Deliverable.call_id.in_(call_ids))
        .options(
            joinedload(Deliverable.call).joinedload(Call.pillar),
            joinedload(Deliverable.country),
            selectinload(Deliverable.versions).lazyload(Version.deliverable),
        )
        .order_by(Deliverable.id)
    ).all()


def contents(hashes: Collection[str]) -> dict[str, StoredFile]:
    """Return contents by their SHA-256, with the clean copies that are shown of them."""
    found = db.session.scalars(select(StoredFile).where(StoredFile.sha256.in_(hashes)))
    return {one.sha256: one for one in found}


def documents(meeting: Meeting) -> Sequence[Document]:
    """Return all documents of a meeting with their files, by symbol."""
    return db.session.scalars(
        select(Document)
        .where(Document.meeting_id == meeting.id)
        .options(joinedload(Document.file))
        .order_by(Document.symbol, Document.language)
    ).all()


def participants(meeting: Meeting) -> Sequence[Participant]:
    """Return the people on a meeting's list, heads of delegation first."""
    return db.session.scalars(
        select(Participant)
        .where(Participant.meeting_id == meeting.id)
        .options(joinedload(Participant.country), joinedload(Participant.organisation))
        .order_by(Participant.rank, Participant.id)
    ).all()


def presiding(at: datetime) -> Country | None:
    """Return the country that holds the presidency at a moment."""
    term = db.session.scalar(select(Presidency).where(Presidency.since <= at, Presidency.until > at))
    return term.country if term else None


def packet(meeting: Meeting, language: str, audience: str) -> Packet | None:
    """Return a meeting's packet in a language for an audience, or None where none was ordered yet."""
    return db.session.scalar(
        select(Packet).where(Packet.meeting_id == meeting.id, Packet.language == language, Packet.audience == audience)
    )


def builds(packet: Packet) -> Sequence[Build]:
    """Return a packet's builds with their files, the newest first."""
    return db.session.scalars(
        select(Build)
        .where(Build.packet_id == packet.id)
        .options(joinedload(Build.file), joinedload(Build.ordered_by))
        .order_by(Build.number.desc())
    ).all()


def build(build_id: int) -> Build | None:
    """Return a build with its packet and its file, or None."""
    return db.session.scalar(
        select(Build).where(Build.id == build_id).options(joinedload(Build.packet), joinedload(Build.file))
    )


def known(build: Build, who: Who) -> bool:
    """Tell whether somebody may know of a version: the secretariat of each, its readers once it is published."""
    return bool(who.roles & INSIDE) or build.state == "published"


def of_meeting(meeting: Meeting, who: Who) -> list[Build]:
    """Return the versions of a meeting's packets that somebody may know of, the newest first."""
    found = (
        select(Build)
        .join(Build.packet)
        .where(Packet.meeting_id == meeting.id, policy.visible(who, Packet))
        .options(contains_eager(Build.packet), joinedload(Build.file))
        .order_by(Build.id.desc())
    )
    return [one for one in db.session.scalars(found) if known(one, who)]


def published(meeting: Meeting, audience: str) -> Sequence[Build]:
    """Return the newest published build of each language for an audience, by language."""
    return db.session.scalars(
        select(Build)
        .join(Build.packet)
        .where(Packet.meeting_id == meeting.id, Packet.audience == audience, Build.state == "published")
        .options(joinedload(Build.packet), joinedload(Build.file))
        .ext(distinct_on(Packet.language))
        .order_by(Packet.language, Build.number.desc())
    ).all()


def unfinished(at: datetime) -> Sequence[int]:
    """Return the builds that nobody works on at a moment of the machine: new ones, and those of lost workers."""
    idle = Build.lease_until.is_(None) | (Build.lease_until < at)
    return db.session.scalars(select(Build.id).where(Build.state.in_(OPEN), idle).order_by(Build.id)).all()
