"""Questions that were taken out of a call while somebody wrote: what came late is kept to be copied, and never sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from secretariat.errors import Hidden, Refused, Stale
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Answer, Deliverable
from secretariat.models.people import User
from secretariat.queries import deliverables as queries
from secretariat.rules import answers
from secretariat.rules.actions import Action
from secretariat.workflow import saving
from secretariat.workflow.saving import Base


@dataclass(frozen=True)
class Late:
    """What was written to a question that is no longer asked; kept: whether the draft has it now, else as typed.

    taken: who took the question back from whoever wrote, where it is still asked.
    """

    field: CallField
    typed: str
    kept: bool
    taken: str = ""


def asked(deliverable: Deliverable, key: str) -> CallField:
    """Return a question of a text. Raises Refused for one that was taken out, Hidden for what never was one."""
    field = queries.field(deliverable, key)
    if field is None and queries.retired(deliverable, [key]):
        raise Refused(_("This question is no longer asked."), field=key)
    if field is None:
        raise Hidden
    return field


def sentence(*, kept: bool) -> str:
    """Say beside a question that it is no longer asked, and where what was written is."""
    if kept:
        return _("This question is no longer asked. What you wrote is kept in the draft to be copied; it is not sent.")
    return _("This question is no longer asked, and what you wrote is not in the draft; copy what you still need.")


def keep(
    deliverable: Deliverable,
    field: CallField,
    form: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    deed: Action = Action.WRITE,
) -> Answer | None:
    """Keep what came for a question that is no longer asked.

    None for what cannot be read, and for words beside a colleague's. Raises Stale where the text is no draft.
    """
    revision, base = form.get("revision") or form.get(f"{field.key}.revision", "0"), Base.of(form, field.key)
    try:
        value, seen = answers.read(field, form), int(revision) if revision.isdecimal() else 0
        saved = saving.save(deliverable, field, value, revision=seen, by=by, at=at, deed=deed, base=base)
    except Stale:
        raise
    except Refused:
        return None
    return saved if isinstance(saved, Answer) else None


def keep_all(
    deliverable: Deliverable,
    form: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    deed: Action = Action.WRITE,
    fields: Iterable[CallField] | None = None,
) -> list[Late]:
    """Keep what a whole form says to questions that were taken out since it was sent; untouched ones are passed over.

    fields: those that the form may hold, where not any.
    """
    asked = {field.key for field in deliverable.call.fields}
    keys = [one.removesuffix(".base") for one in form if one.endswith(".base")]
    gone = queries.retired(deliverable, [one for one in keys if one not in asked])
    mine = None if fields is None else {one.id for one in fields}
    return [
        Late(one, typed(one, form), kept=bool(keep(deliverable, one, form, by=by, at=at, deed=deed)))
        for one in gone
        if (mine is None or one.id in mine) and one.kind != FieldKind.FILE and changed(one, form)
    ]


def typed(field: CallField, form: Mapping[str, str]) -> str:
    """Return what was typed, as lines to be copied."""
    names = (f"{field.key}.base", f"{field.key}.revision")
    return "\n".join(text for name, text in answers.typed(field, form).items() if text and name not in names)


def changed(field: CallField, form: Mapping[str, str]) -> bool:
    """Tell whether a form says something else of a question than what it was sent with."""
    try:
        return answers.marks(field.kind, answers.read(field, form)) != form.get(f"{field.key}.base")
    except Refused:
        return True
