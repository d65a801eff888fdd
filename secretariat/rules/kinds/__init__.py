"""The kinds of answer: whatever differs between them is said here, once, and nowhere else."""

from secretariat.models.calls import CallField, FieldKind
from secretariat.rules.kinds.base import Controls, Kind
from secretariat.rules.kinds.batches import Batch, batched
from secretariat.rules.kinds.choices import Choice, Choices, YesNo
from secretariat.rules.kinds.dates import Day
from secretariat.rules.kinds.files import File
from secretariat.rules.kinds.numbers import Money, Number
from secretariat.rules.kinds.rows import Rows
from secretariat.rules.kinds.tables import Commitments, Table
from secretariat.rules.kinds.texts import LongText, Text

__all__ = ["KINDS", "Kind", "batches", "of"]

# In the order in which an officer chooses among them.
KINDS: dict[FieldKind, Kind] = {
    FieldKind.TEXT: Text(),
    FieldKind.LONG_TEXT: LongText(),
    FieldKind.NUMBER: Number(),
    FieldKind.MONEY: Money(),
    FieldKind.DATE: Day(),
    FieldKind.CHOICE: Choice(),
    FieldKind.CHOICES: Choices(),
    FieldKind.YES_NO: YesNo(),
    FieldKind.TABLE: Table(),
    FieldKind.COMMITMENTS: Commitments(),
    FieldKind.FILE: File(),
}


def of(kind: str) -> Kind:
    """Return what is known of a kind of answer."""
    return KINDS[FieldKind(kind)]


def batches(field: CallField, controls: Controls) -> list[Batch]:
    """Return the rows that a form shows of an answer in rows, a few at a time: the written ones, and some more."""
    kind = of(field.kind)
    if not isinstance(kind, Rows):
        return []
    return batched(kind.shown(field, controls), kind.wrong(field, controls), size=kind.at_once)
