"""Packets of a meeting: ordering a version, looking how far it is, stopping, publishing and reading it."""

from flask import jsonify, request
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, meeting, sent
from secretariat.blueprints.api.schemas import AUDIENCE, ID, LANGUAGE, many, maybe, of, ref
from secretariat.blueprints.api.telling import PDF, tells
from secretariat.errors import Hidden, Refused
from secretariat.models.meetings import Meeting
from secretariat.models.packets import Build, Packet
from secretariat.packets import orders
from secretariat.pages import Answer, action, given, me, who
from secretariat.queries import packets as queries
from secretariat.rules.actions import Action


def version(slug: str, build_id: int) -> Packet | None:
    """Load the packet of a version, if this person may know of the version."""
    build = queries.build(build_id)
    known = build is not None and build.packet.meeting.slug == slug and queries.known(build, who())
    return build.packet if build and known else None


@bp.get("/meetings/<slug>/packets")
@action(Action.SEE_AGENDA, meeting)
@tells(of({"builds": many(ref("Build"))}))
def packets(found: Meeting) -> Answer:
    """Return the versions of a meeting's packets that one may know of, the newest first."""
    return jsonify(builds=[_shape(one) for one in queries.of_meeting(found, who())])


@bp.post("/meetings/<slug>/packets")
@action(Action.BUILD_PACKET, meeting)
@tells(
    ref("Build"),
    body=of(
        {
            "language": LANGUAGE,
            "audience": AUDIENCE,
            "calls": maybe(many(ID)) | {"maxItems": 500, "description": "Whose texts go in; nothing: all calls'."},
        },
        optional=("calls",),
        closed=True,
    ),
)
def order_packet(found: Meeting) -> Answer:
    """Order a new version of a packet. A worker compiles it; look at it again until its state is `ready`."""
    body, opened = sent(), {one.id for one in queries.calls(found)}
    chosen = set(body["calls"]) if body.get("calls") is not None else opened
    if chosen - opened:
        raise Refused(_("There is no such call."), field="calls")
    calls = None if chosen == opened else chosen
    made = orders.order(found, body["language"], body["audience"], by=me(), at=clock.now(), calls=calls)
    return jsonify(_shape(made))


@bp.get("/meetings/<slug>/packets/<int:build_id>")
@action(Action.SEE_PACKET, version)
@tells(ref("Build"))
def one_build(packet: Packet) -> Answer:
    """Return how far a version is: `done` of `total` parts, and which one is being compiled."""
    return jsonify(_shape(_build(packet)))


@bp.post("/meetings/<slug>/packets/<int:build_id>/transitions")
@action(Action.BUILD_PACKET, version)
@tells(ref("Build"), body=of({"action": {"type": "string", "enum": ["stop", "publish"]}}, closed=True))
def steer_build(packet: Packet) -> Answer:
    """Stop compiling a version, or publish one that is ready to those for whom the packet is."""
    build, deed = _build(packet), sent()["action"]
    steer = orders.stop if deed == "stop" else orders.publish
    return jsonify(_shape(steer(build, by=me(), at=clock.now())))


@bp.get("/meetings/<slug>/packets/<int:build_id>/packet.pdf")
@action(Action.READ_PACKET, version)
@tells(None, media=PDF)
def read_packet(packet: Packet) -> Answer:
    """Return a version to read."""
    build = _build(packet)
    if build.state not in queries.READABLE or build.file is None:
        raise Hidden
    return given(build.file, f"{packet.meeting.slug}-{packet.language}-{build.number}.pdf", media_type=PDF)


def _build(packet: Packet) -> Build:
    """Return the version that the address names."""
    build = queries.build((request.view_args or {})["build_id"])
    if build is None or build.packet_id != packet.id:
        raise Hidden
    return build


def _shape(found: Build) -> schemas.Shape:
    packet = found.packet
    return {
        "id": found.id,
        "packet": {"symbol": packet.symbol, "language": packet.language, "audience": packet.audience},
        "version": found.number,
        "state": found.state,
        "done": found.done,
        "total": found.total,
        "part": found.part,
        "ordered_at": shapes.instant(found.ordered_at),
        "ended_at": shapes.instant(found.ended_at),
        "size": found.file.size if found.file else None,
        "sha256": found.file.sha256 if found.file else None,
    }
