"""A draft's form that was sent whole: what can be read is saved; of two texts for one field, both are kept in sight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from secretariat.errors import Refused
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.rules import answers
from secretariat.rules.actions import Action
from secretariat.workflow import gone, saving
from secretariat.workflow.gone import Late
from secretariat.workflow.saving import Base, Clash, standing

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Trouble:
    """What keeps a form on the page, by the field's key: sentences, and texts of colleagues beside one's own.

    gone: what was written to questions that were taken out meanwhile.
    """

    wrong: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)
    gone: list[Late] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.wrong or self.clashes or self.gone)


def save(
    deliverable: Deliverable,
    form: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    fields: Iterable[CallField] | None = None,
    deed: Action = Action.WRITE,
) -> Trouble:
    """Save every field of a form; return what stays on the page.

    form: the controls of each field, what it was sent with (`saving.Base`) or else `key.revision`, and after a clash
    `key.choose`: 'mine' or 'theirs' · fields: where the form holds not all of them; those that were
    taken out may be among it · deed: the right by which somebody writes.
    """
    late = gone.keep_all(deliverable, form, by=by, at=at, deed=deed, fields=fields)
    trouble = Trouble(gone=late)
    for one in deliverable.call.fields if fields is None else fields:
        if one.retired_at or one.kind == FieldKind.FILE or answers.frozen(one, deliverable, at):
            continue
        try:
            clash = save_field(deliverable, one, form, by=by, at=at, deed=deed)
        except Refused as error:
            if error.field != one.key:
                raise
            trouble.wrong[one.key] = error.sentence
            continue
        if clash:
            trouble.clashes[one.key] = clash
    return trouble


def save_field(
    deliverable: Deliverable, asked: CallField, form: Mapping[str, str], *, by: User, at: datetime, deed: Action
) -> Clash | None:
    """Save one field as it was typed; return what a colleague wrote there meanwhile, where nobody has chosen yet.

    What somebody left as their page was sent with is not theirs to save: whatever stands there by now stays.
    """
    value, base = answers.read(asked, form), Base.of(form, asked.key)
    before = next((one for one in deliverable.answers if one.field_id == asked.id), None)
    if before is None and answers.is_empty(asked.kind, value):
        return None
    if base and base.marks == answers.marks(asked.kind, value):
        return None
    choice = form.get(f"{asked.key}.choose", MINE)
    if before is not None and choice != MINE:
        return None if choice == THEIRS or before.value == value else standing(before, by)
    seen = form.get(f"{asked.key}.revision", "0")
    revision = int(seen) if seen.isdecimal() else 0
    saved = saving.save(deliverable, asked, value, revision=revision, by=by, at=at, deed=deed, base=base)
    return saved if isinstance(saved, Clash) else None
