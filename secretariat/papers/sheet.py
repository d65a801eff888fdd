"""A form on paper, whatever it is written on."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat import formats
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import Deliverable
from secretariat.papers.boxes import Question, questions


@dataclass(frozen=True)
class Sheet:
    """What a form says before its questions, and these. line: country, date and the code by which it is known again."""

    title: str
    line: str
    guide: tuple[str, ...]
    questions: list[Question]
    language: str
    code: str


def sheet(deliverable: Deliverable, code: str, language: str, *, at: datetime, mails: bool = False) -> Sheet:
    """Return the form of a text, filled in as far as it is written. To be called in the reader's language.

    mails: whether whoever takes it may return it by mail.
    """
    country, call = deliverable.country, deliverable.call
    due = formats.when(deliverable.due_at, country.time_zone, language, year=True)
    made = formats.when(at, country.time_zone, language, year=True)
    values = {one.field_id: one.value for one in deliverable.answers}
    return Sheet(
        title=f"{call.title(language)} – {country.name(language)}",
        line=_(
            "%(symbol)s · due %(due)s %(city)s · form #%(code)s of %(made)s",
            symbol=deliverable.symbol,
            due=due,
            city=country.capital(language),
            code=code,
            made=made,
        ),
        guide=(
            _("Write behind or below the names in brackets and leave those as they are; an answer may be long."),
            _("Send the form back on the site, at your text. You see what was understood before anything counts."),
            *(
                (_("Or attach it to an answer to any mail about this text, from the address of your account."),)
                if mails
                else ()
            ),
        ),
        questions=questions(call.fields, values, country, language, at=at),
        language=language,
        code=code,
    )


def printed(deliverable: Deliverable, *, at: datetime) -> set[str]:
    """Return the lines that the house itself writes on a form, in every language: whoever filled it in wrote others."""
    return {" ".join(line.split()) for language in LANGUAGES for line in house_lines(deliverable, language, at)} - {""}


def house_lines(deliverable: Deliverable, language: str, at: datetime) -> list[str]:
    """Return the lines that the house itself writes on a form in a language."""
    with force_locale(language):
        asked = sheet(deliverable, "", language, at=at, mails=True)
        # What is fixed by now was printed before that as something to come.
        earlier = sheet(deliverable, "", language, at=deliverable.call.opened_at or at)
        boxes = [box for one in asked.questions for row in one.rows for box in row]
        heads = [words for box in boxes for words in (box.label, box.asked)]
        questions = [line for one in asked.questions for line in (f"{one.number}. {one.label}", one.help)]
        end = _("End of the form")
        return [asked.title, *asked.guide, end, *questions, *(one.help for one in earlier.questions), *heads]
