"""What a country had better look at before it sends: nothing of it holds the sending back."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _

from secretariat import formats
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable
from secretariat.models.files import Shown
from secretariat.rules import answers, kinds
from secretariat.rules.answers import Gap
from secretariat.rules.kinds.base import Value

# What people write where they mean to write more, in our four languages.
UNFINISHED = re.compile(
    r"\b(?:TBC|TBD|XXX+|lorem ipsum|to be (?:confirmed|completed|added)|por (?:confirmar|completar)"
    r"|a (?:confirmar|completar)|à (?:confirmer|compléter))\b|\?\?\?+|\[\s*(?:\.{3}|…)?\s*\]",
    re.IGNORECASE,
)
NEARLY = 0.95  # of a limit: the next sentence will not fit
LARGEST = Decimal(1_000_000_000)  # in any currency: usually a slip of three zeros
HEAVY = 20_000_000  # bytes: half an hour on a slow line for each who reads it
SAME = 80  # characters from which two equal answers are no chance
SOON = timedelta(days=7)


def before_sending(deliverable: Deliverable, at: datetime, language: str) -> list[Gap]:
    """Return a sentence for each thing worth a look, in the order of the form."""
    values = {one.field_id: one.value for one in deliverable.answers}
    today = at.astimezone(deliverable.country.zone).date()
    found: list[Gap] = []
    seen: dict[str, CallField] = {}
    for field in deliverable.call.fields:
        value = values.get(field.id)
        if field.kind == FieldKind.FILE:
            sentences = _files(deliverable, field, language)
        elif answers.is_empty(field.kind, value):
            sentences = _days(field, today, language)
        else:
            sentences = _answer(field, value, seen, language)
        found += [Gap(field, sentence) for sentence in sentences]
    return found


def _answer(field: CallField, value: Value, seen: dict[str, CallField], language: str) -> Iterator[str]:
    words = kinds.of(field.kind).plain(value, field.details, language)
    if unfinished := UNFINISHED.search(words):
        yield _("something in it looks unfinished: ‘%(words)s’", words=unfinished[0])
    if field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
        yield from _length(field, value, language)
    if field.kind == FieldKind.MONEY and Decimal(value["amount"]) >= LARGEST:
        yield _("an unusually large amount; are all its zeros meant?")
    twin = seen.setdefault(words.strip(), field) if len(words) >= SAME else field
    if twin is not field:
        yield _("the same words as in ‘%(question)s’", question=twin.label(language))


def _length(field: CallField, value: str, language: str) -> Iterator[str]:
    count, length = len(value.split()), len(value.strip())
    if field.limit_words and NEARLY * field.limit_words < count <= field.limit_words:
        used, most = formats.number(count, language), formats.number(field.limit_words, language)
        yield _("%(count)s of %(most)s words are used", count=used, most=most)
    if field.limit_characters and NEARLY * field.limit_characters < length <= field.limit_characters:
        used, most = formats.number(length, language), formats.number(field.limit_characters, language)
        yield _("%(count)s of %(most)s characters are used", count=used, most=most)


def _days(field: CallField, today: date, language: str) -> Iterator[str]:
    if field.required_from and today < field.required_from:
        day = formats.day(field.required_from, language)
        yield _("must be answered from %(day)s on", day=day)
    elif field.frozen_from and today < field.frozen_from <= today + SOON:
        yield _("can be answered only before %(day)s", day=formats.day(field.frozen_from, language))


def _files(deliverable: Deliverable, field: CallField, language: str) -> Iterator[str]:
    for one in deliverable.attachments:
        if one.field_id != field.id:
            continue
        if one.file.shown_state == Shown.IMPOSSIBLE:
            yield _("%(name)s is taken, but the packet cannot show it; a PDF of it would be shown", name=one.name)
        if one.file.size > HEAVY:
            size = formats.size(one.file.size, language)
            yield _("%(name)s is large (%(size)s); many read it on a slow line", name=one.name, size=size)
