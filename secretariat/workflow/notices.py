"""Writing to whoever stands on a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, fields, outbox, plain
from secretariat.mail.compose import notices as letters
from secretariat.models.countries import LANGUAGES
from secretariat.models.notices import Notice
from secretariat.models.people import User
from secretariat.queries import overview, people
from secretariat.queries.overview import Addressed
from secretariat.rules.actions import Action
from secretariat.rules.filters import View
from secretariat.workflow import audit, step

LONGEST_SUBJECT = 150
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Words:
    """What an officer wrote: subjects and texts by language; a language is whole or it is empty."""

    subjects: dict[str, str]
    texts: dict[str, str]

    @classmethod
    def of(cls, subjects: Mapping[str, str], texts: Mapping[str, str], *, reader: str) -> "Words":
        """Return the words, or raise Refused, naming the control, where they cannot be sent.

        reader: the language in which to say what is wrong.
        """
        titles = {one: " ".join(subjects.get(one, "").split()) for one in LANGUAGES}
        bodies = {one: texts.get(one, "").replace("\r\n", "\n").strip() for one in LANGUAGES}
        for language in LANGUAGES:
            _check(titles[language], bodies[language], language, reader)
        if not any(bodies.values()):
            raise Refused(_("Write something in at least one language."), field="text.en")
        return cls(*({one: text for one, text in found.items() if text} for found in (titles, bodies)))


def _check(subject: str, text: str, language: str, reader: str) -> None:
    if bool(subject) != bool(text):
        control = f"text.{language}" if subject else f"subject.{language}"
        raise Refused(_("A letter needs a subject and a text; leave both empty for no letter."), field=control)
    for control, words, most in (("subject", subject, LONGEST_SUBJECT), ("text", text, LONGEST_TEXT)):
        name = f"{control}.{language}"
        fields.check(words, letters.FIELDS, language=reader, field=name)
        if len(words) > most:
            raise Refused(_("%(count)s characters; at most %(most)s fit.", count=len(words), most=most), field=name)
        try:
            plain.words(words.replace("\n", " ").replace("\t", " "))
        except Refused as error:
            raise Refused(error.sentence, field=name) from None


def send(view: View, words: Words, *, once: str, by: User, at: datetime) -> tuple[Notice, Addressed | None]:
    """Write to the focal points of the texts that stand on a list now; return the notice, and whom it is written to.

    The same key sends once: a second time returns the notice alone. Whoever is on the list no more when a letter leaves
    does not get it. Raises Refused where nobody stands on it.
    """
    step.ask(Action.WRITE_TO, None, by=by, at=at)
    values = {
        "once": once, "view": view.address(), "subjects": words.subjects, "texts": words.texts, "at": at,
        "by_id": by.id,
    }  # fmt: skip
    made = db.session.scalar(insert(Notice).values(values).on_conflict_do_nothing().returning(Notice))
    if made is None:
        return db.session.scalars(select(Notice).where(Notice.once == once)).one(), None
    found = overview.addressed(view, people.who(by, at))
    if not found.people:
        raise Refused(_("Nobody stands on this list any more; nothing was sent."))
    for one in found.people:
        outbox.put(
            compose.notice(made, one.user, one.texts, at),
            to=one.user,
            at=at,
            about=[text.id for text in one.texts],
            once=f"notice:{made.id}:{one.user.id}",
        )
    audit.write(Action.WRITE_TO, made, by=by, at=at, people=len(found.people), view=view.address())
    return made, found
