"""Comments of the secretariat, and the answers of a country to its points."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable, sent
from secretariat.blueprints.api.schemas import many, of, ref, typed
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.models.reviews import Comment
from secretariat.pages import Answer, action, me
from secretariat.queries import deliverables as country_queries
from secretariat.queries import reviews as queries
from secretariat.rules.actions import Action
from secretariat.workflow import reviews as workflow


def one(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load a text as reviewers read it; who may is the policy's to say."""
    return queries.one(id) if deliverable(id) else None


@bp.get("/deliverables/<int:id>/comments")
@action(Action.READ_REVIEW, one)
@tells(of({"comments": many(ref("Comment"))}))
def comments(found: Deliverable) -> Answer:
    """Return what the secretariat wrote on a deliverable: internal comments, and points for the country."""
    shown = [shapes.comment(one, version.number) for version in found.versions for one in version.comments]
    return jsonify(comments=shown)


@bp.post("/deliverables/<int:id>/comments")
@action(Action.COMMENT, one)
@tells(
    of({"id": schemas.ID}),
    body=of(
        {
            "key": schemas.maybe(typed(40)) | {"description": "Of a question; nothing for the whole text."},
            "internal": schemas.FLAG | {"description": "Or a point that the country sees with the verdict."},
            "text": typed(20_000, least=1),
        },
        closed=True,
    ),
)
def add_comment(found: Deliverable) -> Answer:
    """Comment on the latest version."""
    body, version = sent(), found.latest
    if version is None:
        raise Hidden
    written = {"key": body["key"], "text": body["text"], "internal": body["internal"]}
    made = workflow.comment(version, **written, by=me(), at=clock.now())
    return jsonify(id=made.id)


@bp.delete("/deliverables/<int:id>/comments/<int:comment_id>")
@action(Action.COMMENT, one)
@tells(of({"id": schemas.ID}))
def take_out_comment(found: Deliverable, comment_id: int) -> Answer:
    """Take a comment out that the country has not seen."""
    made = queries.comment(found, comment_id)
    if made is None:
        raise Hidden
    workflow.take_out(made, by=me(), at=clock.now())
    return jsonify(id=comment_id)


@bp.put("/deliverables/<int:id>/points/<int:comment_id>")
@action(Action.WRITE, deliverable)
@tells(
    of({"id": schemas.ID, "answer": schemas.TEXT}),
    body=of({"answer": typed(4000, least=1)}, closed=True),
)
def answer_point(found: Deliverable, comment_id: int) -> Answer:
    """Answer a point that the secretariat sent to the country."""
    point = _asked(found, comment_id)
    if point is None:
        raise Hidden
    workflow.answer(point, text=sent()["answer"], by=me(), at=clock.now())
    return jsonify(id=comment_id, answer=point.answer)


def _asked(found: Deliverable, comment_id: int) -> Comment | None:
    return next((point for point in country_queries.asked(found) if point.id == comment_id), None)
