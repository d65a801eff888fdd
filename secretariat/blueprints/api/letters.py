"""Writing to whoever stands on a list."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import schemas
from secretariat.blueprints.api.lists import view
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.schemas import FILTERS, NUMBER, of, typed
from secretariat.blueprints.api.telling import tells
from secretariat.models.countries import LANGUAGES
from secretariat.pages import Answer, action, language, me
from secretariat.rules.actions import Action
from secretariat.workflow import notices
from secretariat.workflow.notices import LONGEST_SUBJECT, LONGEST_TEXT, Words


def _said(most: int) -> dict[str, object]:
    return of(dict.fromkeys(LANGUAGES, typed(most)), optional=LANGUAGES, closed=True)


@bp.post("/deliverables/letters")
@action(Action.WRITE_TO)
@tells(
    of({"id": schemas.ID, "letters": NUMBER}),
    query=FILTERS,
    body=of(
        {
            "subjects": _said(LONGEST_SUBJECT),
            "texts": _said(LONGEST_TEXT),
            "once": typed(80, least=8) | {"description": "A key of yours: sent again, nobody gets it twice."},
        },
        closed=True,
    ),
)
def write_to() -> Answer:
    """Write to the focal points of the deliverables that the address asks for; texts may name {country} or {due}.

    `letters` is how many were written: none where the same key was sent before.
    """
    body = sent()
    words = Words.of(body["subjects"], body["texts"], reader=language())
    made, count = notices.send(view(), words, once=body["once"], by=me(), at=clock.now())
    return jsonify(id=made.id, letters=count)
