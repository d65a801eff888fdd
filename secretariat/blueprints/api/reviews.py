"""Comments of the secretariat, its phrases, what was read, and the answers of a country to its points."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, deliverable, sent
from secretariat.blueprints.api.schemas import many, of, ref, typed
from secretariat.blueprints.api.telling import tells
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.models.reviews import Comment, Phrase
from secretariat.pages import Answer, action, me, who
from secretariat.queries import reviews as queries
from secretariat.rules import passages, points
from secretariat.rules.actions import Action
from secretariat.workflow import answering, reading
from secretariat.workflow import reviews as workflow

PHRASE = of({"id": schemas.ID, "text": schemas.TEXT, "shared": schemas.FLAG, "by": schemas.TEXT})


def one(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load a text as reviewers read it; who may is the policy's to say."""
    return queries.one(id) if deliverable(id) else None


def phrase(phrase_id: int) -> Phrase | None:
    """Load a sentence that one has at hand."""
    found = db.session.get(Phrase, phrase_id)
    return found if found and (found.shared or found.user_id == me().id) else None


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
            "quote": typed(passages.LONGEST) | {"description": "The passage of the answer that it is about."},
        },
        optional=("quote",),
        closed=True,
    ),
)
def add_comment(found: Deliverable) -> Answer:
    """Comment on the latest version."""
    body, version = sent(), found.latest
    if version is None:
        raise Hidden
    written = {name: body[name] for name in ("key", "text", "internal", "quote") if name in body}
    made = workflow.comment(version, **written, by=me(), at=clock.now())
    return jsonify(id=made.id)


@bp.put("/deliverables/<int:id>/read")
@action(Action.READ_REVIEW, one)
@tells(of({"version": schemas.NUMBER}), body=of({"version": schemas.ID}, closed=True))
def mark_read(found: Deliverable) -> Answer:
    """Note that one has read a version; a later one makes the text unread again."""
    body = sent()
    version = next((each for each in found.versions if each.number == body["version"]), None)
    if version is None:
        raise Hidden
    reading.mark(version, by=me(), at=clock.now())
    return jsonify(version=version.number)


@bp.get("/phrases")
@action(Action.SEE_QUEUE)
@tells(of({"phrases": many(PHRASE)}))
def phrases() -> Answer:
    """Return the sentences that one has at hand: one's own, then those that are shared."""
    shown = [
        {"id": each.id, "text": each.text, "shared": each.shared, "by": each.user.name}
        for each in queries.phrases(who())
    ]
    return jsonify(phrases=shown)


@bp.post("/phrases")
@action(Action.SEE_QUEUE)
@tells(
    of({"text": schemas.TEXT, "shared": schemas.FLAG}),
    body=of({"text": typed(reading.LONGEST_PHRASE, least=1), "shared": schemas.FLAG}, closed=True),
)
def add_phrase() -> Answer:
    """Keep a sentence at hand, for oneself or for all reviewers."""
    body = sent()
    reading.add_phrase(body["text"], shared=body["shared"], by=me(), at=clock.now())
    return jsonify(text=body["text"].strip(), shared=body["shared"])


@bp.delete("/phrases/<int:phrase_id>")
@action(Action.SEE_QUEUE, phrase)
@tells(of({"id": schemas.ID}))
def remove_phrase(found: Phrase) -> Answer:
    """Take a sentence out of the list."""
    gone = found.id
    reading.remove_phrase(found, by=me(), at=clock.now())
    return jsonify(id=gone)


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
    body=of(
        {
            "answer": typed(5000),
            "done_in_text": schemas.FLAG | {"description": "That the text is the answer: without a word to the point."},
        },
        optional=("done_in_text",),
        closed=True,
    ),
)
def answer_point(found: Deliverable, comment_id: int) -> Answer:
    """Answer a point that the secretariat sent to the country; until the text is sent, it can be answered anew."""
    point, body = _asked(found, comment_id), sent()
    done = body.get("done_in_text", False)
    answering.answer(point, text=body["answer"], by=me(), at=clock.now(), done_in_text=done)
    return jsonify(id=comment_id, answer=point.answer)


@bp.delete("/deliverables/<int:id>/points/<int:comment_id>")
@action(Action.WRITE, deliverable)
@tells(of({"id": schemas.ID}))
def take_back_answer(found: Deliverable, comment_id: int) -> Answer:
    """Take back that a point is answered, until the text is sent; what was written stays in the draft."""
    answering.take_back(_asked(found, comment_id), by=me(), at=clock.now())
    return jsonify(id=comment_id)


def _asked(found: Deliverable, comment_id: int) -> Comment:
    """Return a point that the country has before it."""
    point = next((one for one in points.asked(found) if one.id == comment_id), None)
    if point is None:
        raise Hidden
    return point
