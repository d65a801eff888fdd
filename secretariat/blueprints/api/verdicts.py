"""Completeness, closing points, and verdicts that are kept and published together."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.letters import RENDERED, rendered
from secretariat.blueprints.api.place import bp, call, sent
from secretariat.blueprints.api.reviews import one
from secretariat.blueprints.api.schemas import PAGE, TEXT, many, of, page_of, ref, typed
from secretariat.blueprints.api.steps import fresh
from secretariat.blueprints.api.telling import tells
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, machine, me, paged, who
from secretariat.queries import reviews
from secretariat.queries import verdicts as queries
from secretariat.rules.actions import Action
from secretariat.workflow import completeness, more_time, points, publishing, verdicts
from secretariat.workflow.reviews import Shown

MOST_AT_ONCE = 500
LETTERS = 20  # verdicts whose letters are told at once
VERDICT = {"type": "string", "enum": ["approved", "changes_requested", "rejected"]}
KEPT = of(
    {"id": schemas.ID, "deliverable": schemas.ID, "version": schemas.NUMBER, "verdict": VERDICT, "mark": schemas.KEPT}
)
SEEN = of({"id": schemas.ID, "mark": schemas.KEPT}, closed=True)


@bp.post("/deliverables/<int:id>/completeness")
@action(Action.RETURN_INCOMPLETE, one)
@tells(
    ref("DeliverableInFull"),
    body=of(
        {
            "state": schemas.STATE | {"description": "The one that you saw."},
            "version": schemas.NUMBER | {"description": "The one that you read."},
            "missing": many(typed(40)) | {"description": "Keys of questions; none: the text is complete."},
            "words": typed(5_000) | {"description": "What the country reads at each."},
        },
        optional=("words",),
        closed=True,
    ),
)
def judge(found: Deliverable) -> Answer:
    """Say that a text is complete, or give it back with what is missing.

    Given back after its date it gets a new one, `due_at`: the end of the working day in a week.
    """
    body = sent()
    shown, at = Shown(body["state"], body["version"]), clock.now()
    if body["missing"]:
        words = body.get("words", "")
        completeness.send_back(found, body["missing"], words, shown=shown, by=me(), at=at, machine=machine())
    else:
        completeness.find_complete(found, shown=shown, by=me(), at=at)
    return jsonify(shapes.deliverable_in_full(fresh(found)))


@bp.put("/deliverables/<int:id>/points/<int:comment_id>/closed")
@action(Action.COMMENT, one)
@tells(of({"id": schemas.ID, "closed": schemas.FLAG}), body=of({"closed": schemas.FLAG}, closed=True))
def close_point(found: Deliverable, comment_id: int) -> Answer:
    """Close a point that the country has, or open it again."""
    point, closed = reviews.comment(found, comment_id), sent()["closed"]
    if point is None:
        raise Hidden
    if closed:
        points.close([point], by=me(), at=clock.now())
    else:
        points.open_again(point, by=me(), at=clock.now())
    return jsonify(id=comment_id, closed=closed)


@bp.post("/deliverables/<int:id>/points/closed")
@action(Action.COMMENT, one)
@tells(of({"closed": schemas.NUMBER}), body=of({}, closed=True))
def close_points(found: Deliverable) -> Answer:
    """Close every point that the country has answered; return how many."""
    sent()
    return jsonify(closed=points.close_answered(found, by=me(), at=clock.now()))


@bp.get("/verdicts")
@action(Action.SEE_QUEUE)
@tells(of({"verdicts": many(KEPT)}))
def kept() -> Answer:
    """Return the verdicts that no country knows of yet."""
    rows = db.session.scalars(queries.for_list(queries.kept(who()))).unique()
    return jsonify(
        verdicts=[
            {
                "id": row.id,
                "deliverable": row.version.deliverable_id,
                "version": row.version.number,
                "verdict": row.verdict,
                "mark": row.mark,
            }
            for row in rows
        ]
    )


@bp.get("/verdicts/letters")
@action(Action.SEE_QUEUE)
@tells(page_of("letters", of({"verdict": schemas.ID, "to": TEXT} | RENDERED)), query={"page": PAGE})
def verdict_letters() -> Answer:
    """Return every letter as it would leave, of twenty verdicts at a time that no country knows of yet."""
    page = paged(queries.for_list(queries.kept(who())), size=LETTERS)
    readers = queries.readers(page.rows, clock.now())
    until = more_time.dates([one.version.deliverable for one in page.rows], clock.now())
    letters = [
        {"verdict": one.id, "to": person.name}
        | rendered(verdicts.letter(one, person, until=until.get(one.version.deliverable_id)), person)
        for one in page.rows
        for person in readers.get(one.version.deliverable.country_id, [])
    ]
    return jsonify(letters=letters, page=page.page, pages=page.last_page, total=page.total)


@bp.post("/verdicts/publish")
@action(Action.PUBLISH_VERDICTS)
@tells(
    of({"published": schemas.NUMBER, "left": many(schemas.ID), "changed": many(schemas.ID)}),
    body=of({"verdicts": many(SEEN) | {"maxItems": MOST_AT_ONCE}}, closed=True),
)
def publish() -> Answer:
    """Tell verdicts to their countries together, each with the `mark` that the program saw.

    `left`: the deliverables that had moved on since · `changed`: those whose verdict is another one by now.
    """
    outcome = publishing.publish({one["id"]: one["mark"] for one in sent()["verdicts"]}, by=me(), at=clock.now())
    left, changed = ([text.id for text in texts] for texts in (outcome.left, outcome.changed))
    return jsonify(published=outcome.published, left=left, changed=changed)


@bp.put("/calls/<int:id>/quiet")
@action(Action.PUBLISH_VERDICTS, call)
@tells(of({"quiet": schemas.FLAG}), body=of({"quiet": schemas.FLAG}, closed=True))
def set_quiet(found: Call) -> Answer:
    """Have the verdicts of a call kept until they are published, or told at once."""
    publishing.set_quiet(found, quiet=sent()["quiet"], by=me(), at=clock.now())
    return jsonify(quiet=found.quiet)
