"""Writing to whoever stands on a list: seen before it leaves, and sent."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api import schemas
from secretariat.blueprints.api.lists import view
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.schemas import CODE, FILTERS, LANGUAGE, NUMBER, TEXT, Shape, many, of, typed
from secretariat.blueprints.api.telling import tells
from secretariat.mail import outbox
from secretariat.mail.compose import notices as notice_letters
from secretariat.mail.letter import Letter
from secretariat.models.countries import LANGUAGES
from secretariat.models.people import User
from secretariat.pages import Answer, action, language, me, who
from secretariat.queries import overview
from secretariat.queries.overview import Recipient
from secretariat.rules.actions import Action
from secretariat.workflow import notices
from secretariat.workflow.notices import LONGEST_SUBJECT, LONGEST_TEXT, Words


def _said(most: int) -> Shape:
    return of(dict.fromkeys(LANGUAGES, typed(most)), optional=LANGUAGES, closed=True)


WORDS: dict[str, Shape] = {"subjects": _said(LONGEST_SUBJECT), "texts": _said(LONGEST_TEXT)}
MOST_SHOWN = 50
RENDERED: dict[str, Shape] = {"language": LANGUAGE, "subject": TEXT, "text": TEXT}


def rendered(letter: Letter, reader: User) -> Shape:
    """Return a letter as its reader would get it."""
    found = outbox.rendered(letter, reader)
    return {"language": reader.language, "subject": found["subject"], "text": found["text"]}


@bp.post("/deliverables/letters/preview")
@action(Action.WRITE_TO)
@tells(
    of(
        {
            "people": NUMBER | {"description": "Those whose address reaches somebody."},
            "texts": NUMBER | {"description": "How many the filters show."},
            "unreached": many(CODE) | {"description": "Countries of such texts in which nobody is reached."},
            "letters": many(of({"country": CODE, "to": TEXT} | RENDERED)),
        }
    ),
    query=FILTERS,
    body=of(WORDS, closed=True),
)
def preview_letters() -> Answer:
    """Return to how many people a letter would go, and how it reads for the first fifty of them; nothing is sent."""
    body = sent()
    words = Words.of(body["subjects"], body["texts"], reader=language())
    found = overview.addressed(view(), who())
    return jsonify(
        people=len(found.reached),
        texts=len(found.texts),
        unreached=[one.alpha2 for one in found.unreached],
        letters=[_preview(one, words) for one in found.people[:MOST_SHOWN]],
    )


def _preview(one: Recipient, words: Words) -> Shape:
    spoken = one.user.language
    letter = notice_letters.written(words.subjects, words.texts, one.user, one.texts, clock.now(), spoken=spoken)
    about = {"country": one.texts[0].country.alpha2, "to": one.user.name}
    return about | rendered(letter, one.user)


@bp.post("/deliverables/letters")
@action(Action.WRITE_TO)
@tells(
    of({"id": schemas.ID, "letters": NUMBER, "reached": NUMBER, "unreached": many(CODE)}),
    query=FILTERS,
    body=of(
        WORDS | {"once": typed(80, least=8) | {"description": "A key of yours: sent again, nobody gets it twice."}},
        closed=True,
    ),
)
def write_to() -> Answer:
    """Write to the focal points of the deliverables that the address asks for; texts may name {country} or {due}.

    `letters` is how many were written, none where the same key was sent before; `reached` how many of their readers
    have an address that lives; `unreached` the countries in which nobody has.
    """
    body = sent()
    words = Words.of(body["subjects"], body["texts"], reader=language())
    made, found = notices.send(view(), words, once=body["once"], by=me(), at=clock.now())
    return jsonify(
        id=made.id,
        letters=len(found.people) if found else 0,
        reached=len(found.reached) if found else 0,
        unreached=[one.alpha2 for one in found.unreached] if found else [],
    )
