"""Writing together: earlier answers, questions in a colleague's hands, and links by which somebody reads the draft."""

from flask import jsonify, url_for

from secretariat import clock, links
from secretariat.blueprints.api import reading, schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable, sent
from secretariat.blueprints.api.schemas import DAY, ID, INSTANT, NUMBER, TEXT, many, of, typed
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, machine, me, who
from secretariat.queries import deliverables as queries
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.workflow import handing, prefilling, sharing
from secretariat.workflow.handing import Colleague

HANDED = of({"handed": many(of({"key": TEXT, "name": TEXT, "email": TEXT, "until": DAY}))})
LINK = {"id": ID, "made_at": INSTANT, "expires_at": INSTANT}


@bp.post("/deliverables/<int:id>/earlier")
@action(Action.WRITE, deliverable)
@tells(of({"taken_over": NUMBER}), body=of({}, closed=True))
def take_over(found: Deliverable) -> Answer:
    """Begin with the answers to the call that this one follows; each is marked until it is confirmed."""
    sent()
    return jsonify(taken_over=prefilling.take_over(found, by=me(), at=clock.now()))


@bp.put("/deliverables/<int:id>/earlier/confirmed")
@action(Action.WRITE, deliverable)
@tells(
    of({"confirmed": NUMBER}),
    body=of({"key": typed(40) | {"description": "Of a question; absent: all."}}, optional=("key",), closed=True),
)
def confirm_earlier(found: Deliverable) -> Answer:
    """Say that an earlier answer still holds, or that all of them do."""
    return jsonify(confirmed=prefilling.confirm(found, sent().get("key", ""), by=me(), at=clock.now()))


@bp.get("/deliverables/<int:id>/handed")
@action(Action.WRITE_HANDED, deliverable)
@tells(HANDED)
def handed(found: Deliverable) -> Answer:
    """Return which questions are in a colleague's hands, whose, and until which day; to a colleague, one's own."""
    return _handed(found)


def _handed(found: Deliverable) -> Answer:
    all_of_them = policy.allowed(who(), Action.WRITE, found)
    return jsonify(
        handed=[
            {"key": one.field.key, "name": one.user.name, "email": one.user.email, "until": one.until.isoformat()}
            for one in (found.handed if all_of_them else handing.asked_of(found, me()))
        ]
    )


@bp.post("/deliverables/<int:id>/handed/done")
@action(Action.WRITE_HANDED, deliverable)
@tells(of({"handed_back": NUMBER}), body=of({}, closed=True))
def hand_back(found: Deliverable) -> Answer:
    """Hand back the questions that one holds, since one is done; what was written stays."""
    sent()
    return jsonify(handed_back=handing.hand_back(found, by=me(), at=clock.now()))


@bp.post("/deliverables/<int:id>/handed")
@action(Action.WRITE, deliverable)
@tells(
    HANDED,
    body=of(
        {
            "keys": many(typed(40)) | {"minItems": 1, "maxItems": 40},
            "email": typed(254, least=3),
            "name": typed(200) | {"description": "Of somebody who has no account yet, and is invited."},
            "until": DAY,
        },
        optional=("name",),
        closed=True,
    ),
)
def hand(found: Deliverable) -> Answer:
    """Ask a colleague in the country to answer questions of the draft, until a day in the capital."""
    body = sent()
    fields = [field for field in found.call.fields if field.key in body["keys"]]
    to = Colleague(body["email"], body.get("name", ""))
    until = reading.day(body["until"], "until")
    handing.hand(found, fields, to, until=until, by=me(), at=clock.now(), machine=machine())
    return _handed(found)


@bp.delete("/deliverables/<int:id>/handed/<key>")
@action(Action.WRITE, deliverable)
@tells(HANDED)
def take_back(found: Deliverable, key: str) -> Answer:
    """Take a question back; what was written stays."""
    field = queries.field(found, key)
    if field is None or not handing.take_back(found, field, by=me(), at=clock.now()):
        raise Hidden
    return _handed(found)


@bp.get("/deliverables/<int:id>/links")
@action(Action.WRITE, deliverable)
@tells(of({"links": many(of(LINK))}))
def open_links(found: Deliverable) -> Answer:
    """Return the links to the draft that hold now, the newest first; never their addresses."""
    return jsonify(
        links=[
            {"id": one.id, "made_at": shapes.instant(one.made_at), "expires_at": shapes.instant(one.expires_at)}
            for one in sharing.open_links(found, clock.now())
        ]
    )


@bp.post("/deliverables/<int:id>/links")
@action(Action.WRITE, deliverable)
@tells(
    of({"url": TEXT | {"description": "Told only now."}}),
    body=of({"days": NUMBER | {"enum": list(sharing.DAYS)}}, closed=True),
)
def share(found: Deliverable) -> Answer:
    """Make a link under which whoever has it reads the draft, for some days."""
    token = sharing.share(found, days=sent()["days"], by=me(), at=clock.now())
    return jsonify(url=links.absolute(url_for("deliverables.shared", token=token)))


@bp.delete("/deliverables/<int:id>/links/<int:link_id>")
@action(Action.WRITE, deliverable)
@tells(of({"id": schemas.ID}))
def revoke_link(found: Deliverable, link_id: int) -> Answer:
    """End a link before its time."""
    link = next((one for one in sharing.open_links(found, clock.now()) if one.id == link_id), None)
    if link is None:
        raise Hidden
    sharing.revoke(link, by=me(), at=clock.now())
    return jsonify(id=link_id)
