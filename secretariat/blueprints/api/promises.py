"""Whether a promise in a country's texts is one that was entered by hand, so that it counts once."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.schemas import FLAG, ID, NUMBER, of
from secretariat.blueprints.api.telling import tells
from secretariat.models.countries import Country
from secretariat.pages import Answer, action, me
from secretariat.queries import overview
from secretariat.rules.actions import Action
from secretariat.workflow import commitments as workflow

LINK = {"commitment": ID, "deliverable": ID, "place": NUMBER | {"minimum": 0, "maximum": 10_000}, "same": FLAG}


def country(alpha2: str) -> Country | None:
    """Load a country."""
    return overview.country(alpha2)


@bp.post("/countries/<alpha2>/promises")
@action(Action.LINK_PROMISE, country)
@tells(of({"id": ID, "commitment": ID, "deliverable": ID, "same": FLAG}), body=of(LINK, closed=True))
def say_of_promise(found: Country) -> Answer:
    """Say whether a commitment and a promise of a published text are one; `place` is that of `in_texts`."""
    body = sent()
    promise = (body["deliverable"], body["place"])
    link = workflow.answer(found, body["commitment"], promise, same=body["same"], by=me(), at=clock.now())
    return jsonify(id=link.id, commitment=link.commitment_id, deliverable=link.deliverable_id, same=link.same)


@bp.delete("/countries/<alpha2>/promises/<int:link_id>")
@action(Action.LINK_PROMISE, country)
@tells(of({"id": ID}))
def take_back_of_promise(found: Country, link_id: int) -> Answer:
    """Take such an answer back."""
    workflow.take_back(found, link_id, by=me(), at=clock.now())
    return jsonify(id=link_id)
