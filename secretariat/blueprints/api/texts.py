"""The words of the house's letters: read, written as a new version, seen for a country, sent to oneself as a test."""

from flask import jsonify
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.api import shapes
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.schemas import (
    CODE,
    FLAG,
    ID,
    INSTANT,
    LANGUAGE,
    NUMBER,
    TEXT,
    Shape,
    many,
    maybe,
    of,
    typed,
)
from secretariat.blueprints.api.telling import tells
from secretariat.errors import Refused
from secretariat.mail import checks, kinds, outbox
from secretariat.mail.compose import wording
from secretariat.mail.compose.words import TEXTS, Text, Words
from secretariat.mail.letter import Letter
from secretariat.models.countries import LANGUAGES
from secretariat.models.letters import LetterText
from secretariat.pages import Answer, action, language, me
from secretariat.queries import letters as queries
from secretariat.queries import overview
from secretariat.rules.actions import Action
from secretariat.workflow import letters, samples, trials

WORDS: dict[str, Shape] = {name: typed(most) for name, most in checks.LONGEST.items()}
SEEN = NUMBER | {
    "minimum": 0,
    "maximum": 1_000_000,
    "description": "The version that was seen; 0 where there was none.",
}
VERSION = {"number": NUMBER, "own": FLAG, "back_to": maybe(NUMBER), "at": INSTANT, "by": TEXT}
KIND = {"kind": TEXT, "name": TEXT, "to": TEXT, "fields": many(TEXT), "required": maybe(TEXT)}
IN_FORCE = of({**KIND, "language": LANGUAGE, "house": of(WORDS), "words": of(WORDS), "own": FLAG, "number": NUMBER})
WRITTEN = of({"number": NUMBER, "own": FLAG})
FOR = {"country": CODE, "words": of(WORDS, closed=True) | {"description": "To be tried; absent: those in force."}}


def one(kind: str, language: str) -> tuple[Text, str] | None:
    """Return the kind of letter and the language that an address names."""
    return (TEXTS[kind], language) if kind in TEXTS and language in LANGUAGES else None


def said(words: Words) -> dict[str, str]:
    """Return words as the API tells them."""
    return {"subject": words.subject, "opening": words.opening, "closing": words.closing}


def kind(text: Text) -> dict[str, object]:
    """Return what a kind of letter is."""
    _group, name, sentence = kinds.KINDS[text.key]
    told = {"kind": text.key, "name": str(name), "to": str(sentence)}
    return {**told, "fields": list(text.fields), "required": text.needs}


@bp.get("/texts")
@action(Action.SEE_TEXTS)
@tells(of({"texts": many(of({**KIND, "own": many(LANGUAGE) | {"description": "Languages in officers' words."}}))}))
def all_texts() -> Answer:
    """Return all kinds of letter: who gets each, its fields, and in which languages officers' words are in force."""
    latest = wording.latest()
    own = {key: [one for one in LANGUAGES if (it := latest.get((key, one))) and it.own] for key in kinds.KINDS}
    return jsonify(texts=[{**kind(TEXTS[key]), "own": own[key]} for key in kinds.KINDS])


@bp.get("/texts/<kind>/<language>")
@action(Action.SEE_TEXTS, one)
@tells(IN_FORCE)
def one_text(found: tuple[Text, str]) -> Answer:
    """Return the words of a kind of letter in a language: those in force, and the house's own."""
    text, spoken = found
    newest, house = queries.newest(text.key, spoken), text.plain(spoken)
    words = wording.words(newest) if newest and newest.own else house
    state = {"own": bool(newest and newest.own), "number": newest.number if newest else 0}
    return jsonify(**kind(text), language=spoken, house=said(house), words=said(words), **state)


@bp.get("/texts/<kind>/<language>/versions")
@action(Action.SEE_TEXTS, one)
@tells(of({"versions": many(of({**VERSION, "words": of(WORDS)}))}))
def text_versions(found: tuple[Text, str]) -> Answer:
    """Return all versions of the words, the newest first; one that is not `own` returned to the house's."""
    return jsonify(versions=[version(one) for one in queries.versions(found[0].key, found[1])])


def version(one: LetterText) -> dict[str, object]:
    """Return a version as the API tells it."""
    facts = {"number": one.number, "own": one.own, "back_to": one.back_to, "by": one.by.name}
    return {**facts, "at": shapes.instant(one.at), "words": said(wording.words(one))}


@bp.put("/texts/<kind>/<language>")
@action(Action.EDIT_TEXTS, one)
@tells(WRITTEN, body=of({**WORDS, "seen": SEEN}, closed=True))
def write_text(found: tuple[Text, str]) -> Answer:
    """Write a new version; letters say it from then on."""
    body = sent()
    words = Words(*(body[name].replace("\r\n", "\n").strip() for name in WORDS))
    made = letters.save(*found, words, seen=body["seen"], reader=language(), by=me(), at=clock.now())
    return written(made)


@bp.post("/texts/<kind>/<language>/back")
@action(Action.EDIT_TEXTS, one)
@tells(WRITTEN, body=of({"number": ID, "seen": SEEN}, closed=True))
def take_text_back(found: tuple[Text, str]) -> Answer:
    """Let an earlier version hold again, as a new one."""
    body = sent()
    return written(letters.take_back(*found, body["number"], seen=body["seen"], by=me(), at=clock.now()))


@bp.delete("/texts/<kind>/<language>")
@action(Action.EDIT_TEXTS, one)
@tells(WRITTEN, body=of({"seen": SEEN}, closed=True))
def to_house(found: tuple[Text, str]) -> Answer:
    """Return to the standard words; the versions stay."""
    return written(letters.to_house(*found, seen=sent()["seen"], by=me(), at=clock.now()))


def written(made: LetterText) -> Answer:
    """Return what was written."""
    return jsonify(number=made.number, own=made.own)


@bp.post("/texts/<kind>/<language>/preview")
@action(Action.SEE_TEXTS, one)
@tells(of({"subject": TEXT, "text": TEXT, "html": TEXT}), body=of(FOR, optional=("words",), closed=True))
def preview_text(found: tuple[Text, str]) -> Answer:
    """Return a letter as it reads for a real country."""
    return jsonify(**outbox.rendered(tried(found), me(), found[1]))


@bp.post("/texts/<kind>/<language>/test")
@action(Action.EDIT_TEXTS, one)
@tells(of({"id": ID}), body=of(FOR, optional=("words",), closed=True))
def test_text(found: tuple[Text, str]) -> Answer:
    """Send such a letter to oneself, marked as a test."""
    made = trials.send(found[0], tried(found), found[1], reader=language(), by=me(), at=clock.now())
    return jsonify(id=made.id)


def tried(found: tuple[Text, str]) -> Letter:
    """Return the letter that a request asks for. Raises Refused where it cannot be shown."""
    body, (text, spoken) = sent(), found
    country = overview.country(body["country"])
    about = samples.of(country, me(), clock.now()) if country else None
    if about is None:
        raise Refused(_("This country has no text to show a letter about."), field="country")
    words = Words(*(body["words"][name].strip() for name in WORDS)) if "words" in body else None
    if words:
        checks.check(text, words, reader=language())
    return samples.letter(text, about, spoken, words)
