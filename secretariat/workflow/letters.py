"""What officers do with the words of letters: write a version, take one back, return to the house's own."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.errors import Hidden, Refused, Stale
from secretariat.mail import checks
from secretariat.mail.compose import wording
from secretariat.mail.compose.words import Text, Words
from secretariat.models.letters import LetterText
from secretariat.models.people import User
from secretariat.queries import letters as queries
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step
from secretariat.workflow.faster import when

NOTHING = Words("", "", "")


def save(text: Text, language: str, words: Words, *, seen: int, reader: str, by: User, at: datetime) -> LetterText:
    """Write a new version of a letter's words; letters that are written from now on say it.

    seen: the number of the version that was shown, 0 where there was none · reader: the language in which to say what
    is wrong. Raises Refused, naming the control, where a letter cannot say this; Stale where somebody was faster.
    """
    step.ask(Action.EDIT_TEXTS, None, by=by, at=at)
    checks.check(text, words, reader=reader)
    before = queries.newest(text.key, language)
    own = before is not None and before.own
    if words == (wording.words(before) if before and own else text.plain(language)):
        raise Refused(_("Nothing was changed: these words are in force already."), field="opening")
    return _write(text, language, words, seen, before, by=by, at=at)


def take_back(text: Text, language: str, number: int, *, seen: int, by: User, at: datetime) -> LetterText:
    """Let an earlier version hold again, as a new one. Raises Hidden where there is none, Stale as save() does."""
    step.ask(Action.EDIT_TEXTS, None, by=by, at=at)
    earlier = queries.version(text.key, language, number)
    if earlier is None or not earlier.own:
        raise Hidden
    before = queries.newest(text.key, language)
    return _write(text, language, wording.words(earlier), seen, before, by=by, at=at, back_to=number)


def to_house(text: Text, language: str, *, seen: int, by: User, at: datetime) -> LetterText:
    """Let the standard words hold again, as a new version. Raises Stale as save() does."""
    step.ask(Action.EDIT_TEXTS, None, by=by, at=at)
    before = queries.newest(text.key, language)
    if before is None or not before.own:
        raise Stale(_("The standard words are in force already."))
    return _write(text, language, NOTHING, seen, before, by=by, at=at)


def _write(
    text: Text,
    language: str,
    words: Words,
    seen: int,
    before: LetterText | None,
    *,
    by: User,
    at: datetime,
    back_to: int | None = None,
) -> LetterText:
    if seen != (before.number if before else 0):
        raise _stale(before, by)
    values = {
        "key": text.key, "language": language, "number": seen + 1, "own": words != NOTHING, "subject": words.subject,
        "opening": words.opening, "closing": words.closing, "back_to": back_to, "at": at, "by_id": by.id,
    }  # fmt: skip
    made = db.session.scalar(insert(LetterText).values(values).on_conflict_do_nothing().returning(LetterText))
    if made is None:
        raise _stale(queries.newest(text.key, language), by)
    wording.forget()
    audit.write(
        Action.EDIT_TEXTS, made, by=by, at=at, letter=text.key, language=language, number=made.number, own=made.own,
        back_to=back_to,
    )  # fmt: skip
    return made


def _stale(other: LetterText | None, by: User) -> Stale:
    """Return what says who saved meanwhile."""
    if other is None:
        return Stale(_("These words have changed in the meantime; look at them again."))
    if other.by_id == by.id:
        said = {"number": other.number, "when": when(other.at, by)}
        return Stale(_("You saved version %(number)s yourself in another tab, %(when)s.", **said), own=True)
    return Stale(_("%(name)s saved version %(number)s meanwhile.", name=other.by.name, number=other.number))
