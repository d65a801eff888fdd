"""The blueprint, and how a packet and its versions are loaded."""

from flask import Blueprint, request
from sqlalchemy.orm import object_session

from secretariat.errors import Hidden
from secretariat.models.countries import LANGUAGES
from secretariat.models.packets import Build, Packet
from secretariat.pages import language, who
from secretariat.queries import meetings
from secretariat.queries import packets as queries

bp = Blueprint("packets", __name__, url_prefix="/meetings/<slug>/packets")
AUDIENCES = ("delegations", "secretariat")


def shelf(slug: str) -> Packet | None:
    """Load the packet that an address names by meeting, language and audience; one never ordered is a blank one."""
    meeting = meetings.by_slug(slug)
    spoken = request.values.get("language") or language()
    audience = request.values.get("audience") or AUDIENCES[0]
    if meeting is None or spoken not in LANGUAGES or audience not in AUDIENCES:
        return None
    return queries.packet(meeting, spoken, audience) or Packet(meeting=meeting, language=spoken, audience=audience)


def version(slug: str, build_id: int) -> Packet | None:
    """Load the packet of the version that an address names."""
    build = queries.build(build_id)
    return build.packet if build and build.packet.meeting.slug == slug else None


def chosen() -> Build:
    """Return the version that the address names; raise Hidden where whoever asks may not see it yet."""
    build = queries.build((request.view_args or {})["build_id"])
    if build is None or not queries.known(build, who()):
        raise Hidden
    return build


def inside() -> bool:
    """Tell whether whoever asks sees versions before they are published."""
    return bool(who().roles & queries.INSIDE)


def builds(packet: Packet) -> list[Build]:
    """Return the versions that whoever asks may know of, the newest first."""
    if object_session(packet) is None:  # never ordered
        return []
    return [one for one in queries.builds(packet) if queries.known(one, who())]
