"""What an officer had better look at in the questions of a call before any country sees it."""

from datetime import date

from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.models.calls import Call, CallField
from secretariat.rules.answers import Gap


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


def fixed_early(call: Call, today: date, language: str) -> list[Gap]:
    """Return the other questions that are fixed before the call is due, or on that day."""
    due, held = due_day(call), always_fixed(call, today)
    return [
        Gap(one, _early(one, one.frozen_from, due, language))
        for one in call.fields
        if one.frozen_from and one.frozen_from <= due and one not in held
    ]


def _early(field: CallField, fixed: date, due: date, language: str) -> str:
    return _(
        "‘%(question)s’ can be answered only before %(day)s; the call is due on %(due)s",
        question=field.label(language),
        day=formats.day(fixed, language),
        due=formats.day(due, language),
    )


def due_day(call: Call) -> date:
    """Return the day on which a call is due: of the capitals, or that of its instant in Washington."""
    if call.due_on:
        return call.due_on
    return call.due_at.astimezone(clock.zone(clock.SECRETARIAT_ZONE)).date() if call.due_at else date.max
