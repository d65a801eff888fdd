"""The page of a packet, ordering and publishing its versions, and reading them."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from secretariat import clock
from secretariat.blueprints.packets.place import AUDIENCES, bp, builds, chosen, inside, shelf, version
from secretariat.blueprints.packets.preflight import preflight
from secretariat.blueprints.packets.sheet import Sheet, picture_words
from secretariat.errors import Hidden
from secretariat.models.countries import OWN_NAMES
from secretariat.models.packets import Packet
from secretariat.packets import orders
from secretariat.packets.front import audience_word
from secretariat.packets.words import reasons
from secretariat.pages import Answer, action, me, streamed, who
from secretariat.queries import packets as queries
from secretariat.queries.packets import READABLE
from secretariat.rules import policy
from secretariat.rules.actions import Action

__all__ = ["bp"]


@bp.get("")
@action(Action.SEE_PACKET, shelf)
def show(packet: Packet) -> Answer:
    """Show a packet: to its readers what they can read, to the secretariat how far it is and what is missing."""
    sheet = Sheet(packet, builds(packet))
    groups = sheet.groups()
    may_order = policy.allowed(who(), Action.BUILD_PACKET, packet)
    return render_template(
        "packets/show.html" if inside() else "packets/read.html",
        packet=packet,
        meeting=packet.meeting,
        sheet=sheet,
        groups=groups,
        picture=picture_words(groups),
        preflight=preflight(packet, thoroughly="check" in request.args) if may_order and not sheet.open else None,
        may_order=may_order,
        calls=queries.calls(packet.meeting) if may_order else [],
        taken=taken(sheet),
        others=queries.published(packet.meeting, packet.audience),
        reasons=reasons(),
        names=OWN_NAMES,
        audiences=[(one, audience_word(one)) for one in AUDIENCES],
        audience=audience_word(packet.audience),
    )


def taken(sheet: Sheet) -> list[int] | None:
    """Return the calls whose texts went into the version before; None for all."""
    kept = (sheet.newest.manifest or {}) if sheet.newest else {}
    calls: list[int] | None = kept.get("calls")
    return calls


@bp.post("/order")
@action(Action.BUILD_PACKET, shelf)
def order(packet: Packet) -> Answer:
    """Order a new version."""
    asked = {one.id for one in queries.calls(packet.meeting)}
    calls = {one for one in map(whole, request.form.getlist("call")) if one in asked}
    made = orders.order(
        packet.meeting,
        packet.language,
        packet.audience,
        by=me(),
        at=clock.now(),
        calls=None if calls == asked else calls,
    )
    flash(_("Version %(number)s is ordered.", number=made.number), "done")
    return back(packet)


def whole(text: str) -> int:
    """Read the number of a call."""
    if not text.isascii() or not text.isdecimal():
        raise BadRequest
    return int(text)


def back(packet: Packet) -> Response:
    """Lead to the page of a packet."""
    slug = packet.meeting.slug
    return redirect(url_for(".show", slug=slug, language=packet.language, audience=packet.audience))


@bp.post("/<int:build_id>/stop")
@action(Action.BUILD_PACKET, version)
def stop(packet: Packet) -> Answer:
    """Stop compiling a version."""
    build = orders.stop(chosen(), by=me(), at=clock.now())
    flash(_("Version %(number)s is stopped; what was finished is kept for the next one.", number=build.number), "done")
    return back(packet)


@bp.post("/<int:build_id>/publish")
@action(Action.PUBLISH_PACKET, version)
def publish(packet: Packet) -> Answer:
    """Publish a version to those for whom the packet is."""
    build = orders.publish(chosen(), by=me(), at=clock.now())
    flash(_("Version %(number)s is published.", number=build.number), "done")
    return back(packet)


@bp.get("/<int:build_id>/progress")
@action(Action.SEE_PACKET, version)
def progress(packet: Packet) -> Answer:
    """Say how far a version is, for the page that follows it."""
    del packet
    build = chosen()
    return jsonify(done=build.done, total=build.total, now=build.part, state=build.state)


@bp.get("/<int:build_id>/packet.pdf")
@action(Action.READ_PACKET, version)
def read(packet: Packet) -> Answer:
    """Give a version to read; a cut download goes on where it stopped."""
    build = chosen()
    if build.state not in READABLE or build.file is None:
        raise Hidden
    name = f"{packet.meeting.slug}-{packet.language}-{build.number}.pdf"
    return streamed(build.file, name, media_type="application/pdf")
