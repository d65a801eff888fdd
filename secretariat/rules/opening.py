"""What an officer had better look at in a call: what would stop its opening, and what is merely odd."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import LANGUAGES
from secretariat.rules import consequences, meant, questions


@dataclass(frozen=True)
class Look:
    """A sentence about a call or one of its questions; `stops` where it cannot be opened before that is mended.

    control: where it is mended in the form of the call, as its anchor; '' where it is not one control.
    """

    sentence: str
    field: CallField | None = None
    stops: bool = False
    control: str = ""


def worth_a_look(call: Call, at: datetime, language: str) -> list[Look]:
    """Return what an officer is asked about a call at a moment, what stops its opening first."""
    today = _washington(at)
    held = [] if call.opened_at else always_fixed(call, today)
    return [
        *_stopping(call, held, today, language),
        *_due(call, today, language),
        *(
            Look(sentence, one)
            for one in call.fields
            for sentence in _odd(one, call, today, language, held=one in held)
        ),
        *_twins(call, language),
        *_ladder(call, language),
        *([] if call.opened_at else _unsaid(call, language)),
    ]


def _stopping(call: Call, held: list[CallField], today: date, language: str) -> Iterator[Look]:
    due = due_day(call.due_on, call.due_at)
    if call.opened_at is None and due < today:
        yield Look(_("it would be due on %(day)s, which has passed", day=formats.day(due, language)), stops=True)
    for one in held:
        yield Look(unanswerable(one, language), one, stops=True)
    yield from contradictions(call, language)


def contradictions(call: Call, language: str) -> Iterator[Look]:
    """Return what contradicts itself in a call: it may be older than the rule, or come to it when its meeting moved.

    Such a call is not opened; of an open one all else can be changed meanwhile.
    """
    stops = call.opened_at is None
    due = due_day(call.due_on, call.due_at)
    for fault in consequences.faults(call.ladder, due=due, soft=call.soft, language=language):
        sentence = _("what the date decides, line %(number)s: %(why)s", number=fault.place + 1, why=fault.sentence)
        yield Look(sentence, stops=stops, control=f"rung-{fault.place}-{fault.part}")
    for field in call.fields:
        for why in questions.contradictions(field):
            yield Look(_("‘%(question)s’: %(why)s", question=field.label(language), why=why), field, stops=stops)


def decided(call: Call) -> consequences.Decided:
    """Return what the date of a call decides now."""
    return consequences.decided(call.ladder, due=due_day(call.due_on, call.due_at), soft=call.soft)


def _due(call: Call, today: date, language: str) -> Iterator[Look]:
    due = due_day(call.due_on, call.due_at)
    if call.due_days is None and due < date.max:
        asked = meant.doubt(due, ends_on=call.meeting.ends_on, today=today, language=language)
        if asked:
            yield Look(asked)


def _odd(field: CallField, call: Call, today: date, language: str, *, held: bool) -> Iterator[str]:
    due, name = due_day(call.due_on, call.due_at), field.label(language)
    fixed = field.frozen_from
    if fixed and fixed <= due and not held and not (call.opened_at and fixed <= today):
        yield _(
            "‘%(question)s’ can be answered only before %(day)s; the call is due on %(due)s",
            question=name,
            day=formats.day(fixed, language),
            due=formats.day(due, language),
        )
    if field.required_from and field.required_from > due:
        yield _(
            "‘%(question)s’ must be answered only from %(day)s on; who sends by the due day, %(due)s, may leave it out",
            question=name,
            day=formats.day(field.required_from, language),
            due=formats.day(due, language),
        )
    yield from _limits(field, name, language)


def _limits(field: CallField, name: str, language: str) -> Iterator[str]:
    words, characters = field.limit_words, field.limit_characters
    if words and characters and characters < 2 * words - 1:  # words of one letter, with a space between two
        yield _(
            "‘%(question)s’: %(characters)s characters never hold %(words)s words, so that one limit says nothing",
            question=name,
            characters=formats.number(Decimal(characters), language),
            words=formats.number(Decimal(words), language),
        )
    least, most = ((field.details or {}).get(bound) for bound in ("least", "most"))
    if least and most and Decimal(least) == Decimal(most):
        only = formats.number(Decimal(least), language)
        yield _("‘%(question)s’ takes one number only: %(number)s", question=name, number=only)


def _twins(call: Call, language: str) -> Iterator[Look]:
    seen: set[str] = set()
    for one in call.fields:
        words = one.label(language).casefold()
        if words in seen:
            yield Look(_("‘%(question)s’ is asked twice", question=one.label(language)), one)
        seen.add(words)


def _ladder(call: Call, language: str) -> Iterator[Look]:
    last = consequences.unsaid_after(call.ladder, soft=call.soft)
    if last:
        day = formats.day(last, language)
        yield Look(_("what the date decides ends on %(day)s; the last line then holds for whatever is later", day=day))


def _unsaid(call: Call, language: str) -> Iterator[Look]:
    """Return what of a call is not said in all four languages."""
    parts: list[tuple[str, dict[str, str], CallField | None]] = [
        (_("the title"), call.titles, None),
        (_("the instructions"), call.instructions, None),
        *((_("‘%(question)s’", question=one.label(language)), one.labels, one) for one in call.fields),
    ]
    for name, texts, field in parts:
        missing = [formats.tongue(code, language) for code in LANGUAGES if texts and code not in texts]
        if missing:
            named = formats.listing(missing, language)
            sentence = _(
                "%(part)s: not written in %(languages)s; whoever reads that gets another language",
                part=name,
                languages=named,
            )
            yield Look(sentence, field)


def always_fixed(call: Call, today: date) -> list[CallField]:
    """Return the questions that must be answered and never can be: by today they are fixed."""
    return [
        one
        for one in call.fields
        if one.frozen_from and one.frozen_from <= today and (one.required or one.required_from)
    ]


def unanswerable(field: CallField, language: str) -> str:
    """Say that nobody can answer a question that must be answered."""
    day = formats.day(field.frozen_from, language) if field.frozen_from else ""
    return _(
        "‘%(question)s’ must be answered, but is fixed from %(day)s on: nobody could answer it",
        question=field.label(language),
        day=day,
    )


def due_day(due_on: date | None, due_at: datetime | None) -> date:
    """Return the day on which a call is due: of the capitals, or that of its instant in Washington."""
    if due_on:
        return due_on
    return _washington(due_at) if due_at else date.max


def _washington(moment: datetime) -> date:
    return moment.astimezone(clock.zone(clock.SECRETARIAT_ZONE)).date()
