"""Ordering, stopping and publishing a version of a packet. The work itself is publish.py's."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from secretariat import queue
from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.models.meetings import Meeting
from secretariat.models.packets import Build, Packet
from secretariat.models.people import User
from secretariat.queries.packets import OPEN
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step

TASK = "packets.build"


def order(
    meeting: Meeting, language: str, audience: str, *, by: User, at: datetime, calls: Collection[int] | None = None
) -> Build:
    """Order a new version of a packet, and wake a worker for it.

    calls: the ids of those whose texts go in, None for all. Raises Refused where one is being compiled already.
    """
    packet = locked(meeting, language, audience)
    step.ask(Action.BUILD_PACKET, packet, by=by, at=at)
    if db.session.scalar(select(Build.id).where(Build.packet_id == packet.id, Build.state.in_(OPEN))):
        raise Refused(_("This packet is being compiled already."))
    last = db.session.scalar(select(func.max(Build.number)).where(Build.packet_id == packet.id)) or 0
    build = Build(
        packet=packet,
        number=last + 1,
        ordered_at=at,
        ordered_by_id=by.id,
        manifest={"calls": None if calls is None else sorted(calls)},
    )
    db.session.add(build)
    db.session.flush()
    audit.write(Action.BUILD_PACKET, packet, by=by, at=at, version=build.number)
    queue.wake(TASK, build.id)
    return build


def locked(meeting: Meeting, language: str, audience: str) -> Packet:
    """Return the packet of a meeting in a language for an audience, made where it is new, and lock it."""
    named = {"meeting_id": meeting.id, "language": language, "audience": audience}
    db.session.execute(insert(Packet).values(named).on_conflict_do_nothing())
    return db.session.scalars(select(Packet).filter_by(**named).with_for_update()).one()


def stop(build: Build, *, by: User, at: datetime) -> Build:
    """Stop compiling; what is finished is used by the next version. Raises Stale where it has ended."""
    again(build)
    step.ask(Action.BUILD_PACKET, build.packet, by=by, at=at)
    if build.state not in OPEN:
        raise Stale(_("Version %(number)s is not being compiled any more.", number=build.number))
    build.state, build.ended_at, build.lease_until = "stopped", at, None
    audit.write("stop_build", build.packet, by=by, at=at, version=build.number)
    return build


def publish(build: Build, *, by: User, at: datetime) -> Build:
    """Let the readers of a packet read a version; they read the newest that was published."""
    again(build)
    step.ask(Action.PUBLISH_PACKET, build.packet, by=by, at=at)
    if build.state != "ready":
        raise Stale(_("Version %(number)s cannot be published as it stands now.", number=build.number))
    build.state = "published"
    digest = build.file.sha256 if build.file else ""
    audit.write(Action.PUBLISH_PACKET, build.packet, by=by, at=at, version=build.number, sha256=digest)
    return build


def again(build: Build) -> None:
    """Lock a build and read it anew."""
    db.session.flush()
    db.session.refresh(build, with_for_update={"of": Build})
