"""The letter to whoever stands on a list: an officer's words, with the reader's own texts below them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from secretariat import formats, links
from secretariat.mail import fields, lines
from secretariat.mail.compose import subjects, voice
from secretariat.mail.compose.words import paragraphs
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.countries import said
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.models.notices import Notice
from secretariat.models.people import User

FIELDS = ("name", "country", "calls", "day", "due", "texts")
MOST_ITEMS = 25
MOST_CALLS = 3


def notice(about: Notice, user: User, texts: Sequence[Deliverable], at: datetime) -> Letter:
    """Write to a person about their texts on the list, the first due first, in the language of the person."""
    return written(about.subjects, about.texts, user, texts, at, spoken=user.language)


def written(
    titles: Mapping[str, str],
    words: Mapping[str, str],
    user: User,
    texts: Sequence[Deliverable],
    at: datetime,
    *,
    spoken: str,
) -> Letter:
    """Return the letter in a language; one in which nothing was written speaks another that was."""
    with force_locale(spoken):
        values = filled(user, texts)
        subject = lines.one(fields.fill(said(dict(titles), spoken), values))
        lead, *more = paragraphs(fields.fill(said(dict(words), spoken), values)) or [""]
        first = texts[0]
        return Letter(
            kind=Kind.NOTICE,
            subject=subject,
            heading=subject,
            greeting=voice.greeting(user),
            lead=lead,
            items=tuple(_item(one, at) for one in texts[:MOST_ITEMS]),
            button=_button(first),
            path=links.deliverable(first.id) if len(texts) == 1 else links.MINE,
            paragraphs=tuple(more),
        )


def filled(user: User, texts: Sequence[Deliverable]) -> dict[str, str]:
    """Return what stands for each field, in the language that is spoken now."""
    spoken, first = voice.language(), texts[0]
    calls = list(dict.fromkeys(one.call.title(spoken) for one in texts))
    named = calls[:MOST_CALLS] + ["…"] * (len(calls) > MOST_CALLS)
    countries = sorted({one.country.name(spoken) for one in texts})
    return {
        "name": user.name,
        "country": formats.listing(countries, spoken),
        "calls": formats.listing(named, spoken),
        "day": voice.day(first.due_at, first.country),
        "due": voice.moment(first.due_at, first.country),
        "texts": ngettext("%(num)s text", "%(num)s texts", len(texts)),
    }


def suggested(*, overdue: bool, owed: bool) -> tuple[str, str]:
    """Return a subject and a text to begin with, in the language that is spoken now.

    overdue: the list holds texts whose date has passed · owed: it holds texts that are with the countries.
    """
    subject = subjects.notice("{day}", "{calls}")
    if overdue:
        return subject, _(
            "{country} still owes the Secretariat {texts}, and the date has passed: {due}.\n\n"
            "Please send what is missing now, or answer this mail and say by when we may expect it; we can help."
        )
    if owed:
        return subject, _(
            "{country} owes the Secretariat {texts}; please send what is missing by {due}.\n\n"
            "If something holds you up, answer this mail: we can help, or give more time."
        )
    return "", ""


def _item(deliverable: Deliverable, at: datetime) -> Item:
    if deliverable.overdue(at):
        return Item(voice.title(deliverable), (voice.overdue_since(deliverable),))
    owed = deliverable.state in WITH_THE_COUNTRY
    return Item(voice.title(deliverable), (voice.due(deliverable),) if owed else ())


def _button(first: Deliverable) -> str:
    title = first.call.title(voice.language())
    if first.state == State.NOT_STARTED:
        return _("Begin: %(title)s", title=title)
    if first.state in WITH_THE_COUNTRY:
        return _("Continue: %(title)s", title=title)
    return _("Open: %(title)s", title=title)
