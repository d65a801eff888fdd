"""Who reads what: by hand, or shared out evenly, of all texts, of a call or of a pillar; and taken over."""

from collections.abc import Collection, Sequence

from flask import jsonify
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.reviews import one
from secretariat.blueprints.api.schemas import many, maybe, of, ref, typed
from secretariat.blueprints.api.steps import fresh
from secretariat.blueprints.api.telling import tells
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import Role, User
from secretariat.pages import Answer, action, me, who
from secretariat.queries import assigning as queries
from secretariat.queries import calls, people
from secretariat.rules.actions import Action
from secretariat.workflow import assigning as workflow
from secretariat.workflow import hands
from secretariat.workflow.assigning import Pair

MOST_AT_ONCE = 500
OUTCOME = of({"done": schemas.NUMBER, "conflicts": many(schemas.ID), "moved": many(schemas.ID)})


@bp.post("/assignments")
@action(Action.ASSIGN)
@tells(
    OUTCOME,
    body=of(
        {
            "assignments": many(of({"deliverable": schemas.ID, "reviewer": maybe(typed(254))}, closed=True))
            | {"maxItems": MOST_AT_ONCE, "description": "A reviewer by address; null: back into the queue."}
        },
        closed=True,
    ),
)
def assign() -> Answer:
    """Give texts to reviewers. Each is told once; `conflicts` of interest are left as they are."""
    wanted = {pair["deliverable"]: pair["reviewer"] for pair in sent()["assignments"]}
    known = {one.email.casefold(): one for one in _reviewers([name for name in wanted.values() if name])}
    found = queries.of_ids(who(), wanted)
    pairs: list[Pair] = [(text, known[name.casefold()] if (name := wanted[text.id]) else None) for text in found]
    return _told(pairs, gone=wanted.keys() - {text.id for text in found})


@bp.post("/assignments/even")
@action(Action.ASSIGN)
@tells(
    OUTCOME | {"description": "`conflicts`: nobody of them may read these."},
    body=of(
        {
            "reviewers": many(typed(254)) | {"minItems": 1, "maxItems": MOST_AT_ONCE, "description": "Addresses."},
            "call": maybe(schemas.ID),
            "pillar": maybe(schemas.ID) | {"description": "Its number."},
            "whose": {"type": "string", "enum": ["", "free"], "description": "free: only what nobody has."},
        },
        optional=("call", "pillar", "whose"),
        closed=True,
    ),
)
def assign_evenly() -> Answer:
    """Share what waits for a verdict out among reviewers, evenly with what each has already."""
    body = sent()
    reviewers = _reviewers(body["reviewers"])
    asked = queries.texts(
        who(), whose=body.get("whose", ""), call_id=body.get("call"), pillar_id=_pillar(body.get("pillar"))
    )
    found = db.session.scalars(asked).unique().all()
    pairs = workflow.share(found, reviewers, queries.load(reviewers, who()), clock.now())
    left = {text.id for text in found} - {text.id for text, _reviewer in pairs}
    return _told(pairs, conflicts=left)


@bp.post("/deliverables/<int:id>/take-over")
@action(Action.TAKE, one)
@tells(
    ref("DeliverableInFull"),
    body=of(
        {"from": typed(254, least=3) | {"description": "Who has it, as the queue tells: `reviewer`."}}, closed=True
    ),
)
def take_text_over(found: Deliverable) -> Answer:
    """Take a text from the colleague who has it, who is told once; only then can one decide on it.

    `from` is the address of whoever had it when the program asked: where it is somebody else by now, the answer is 409.
    """
    hands.take_over(found, seen=sent()["from"], by=me(), at=clock.now())
    return jsonify(shapes.deliverable_in_full(fresh(found)))


def _told(pairs: Sequence[Pair], *, conflicts: Collection[int] = (), gone: Collection[int] = ()) -> Answer:
    """Assign, and return what was done and what was not. conflicts, gone: ids that were not even tried."""
    outcome = workflow.assign(pairs, by=me(), at=clock.now())
    return jsonify(
        done=outcome.changed,
        conflicts=sorted({*(text.id for text in outcome.conflicts), *conflicts}),
        moved=[*(text.id for text in outcome.moved), *sorted(gone)],
    )


def _reviewers(addresses: Collection[str]) -> list[User]:
    """Return the reviewers of some addresses; raise Refused where one is nobody's."""
    known = {person.email.casefold(): person for person in people.with_role(clock.now(), Role.REVIEWER)}
    unknown = next((one for one in addresses if one.casefold() not in known), None)
    if unknown is not None:
        raise Refused(_("Nobody reviews under the address %(address)s.", address=unknown), field="reviewers")
    return list({(one := known[address.casefold()]).id: one for address in addresses}.values())


def _pillar(number: int | None) -> int | None:
    found = next((one.id for one in calls.pillars() if one.number == number), None)
    if number is not None and found is None:
        raise Refused(_("There is no such pillar."), field="pillar")
    return found
