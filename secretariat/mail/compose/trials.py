"""A letter to look at: what somebody would get, sent to whoever writes its words."""

from dataclasses import replace

from flask_babel import gettext as _

from secretariat.mail.compose import subjects
from secretariat.mail.letter import Kind, Letter


def trial(letter: Letter) -> Letter:
    """Return a letter as a test, in the language that is spoken now: it says so, and is of a kind of its own.

    It brings no date: nobody's calendar is to show a country's.
    """
    subject = subjects.trial(letter.subject)
    facts = (_("This is a test mail; only you got it."), *letter.paragraphs)
    return replace(letter, kind=Kind.TRIAL, subject=subject, heading=subject, paragraphs=facts, date=None)
