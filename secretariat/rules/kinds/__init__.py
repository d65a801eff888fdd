"""The kinds of answer: whatever differs between them is said here, once, and nowhere else."""

from secretariat.models.calls import FieldKind
from secretariat.rules.kinds.base import Kind
from secretariat.rules.kinds.choices import YesNo
from secretariat.rules.kinds.files import File
from secretariat.rules.kinds.numbers import Money
from secretariat.rules.kinds.texts import LongText, Text

__all__ = ["KINDS", "Kind", "of"]

# In the order in which an officer chooses among them.
KINDS: dict[FieldKind, Kind] = {
    FieldKind.TEXT: Text(),
    FieldKind.LONG_TEXT: LongText(),
    FieldKind.MONEY: Money(),
    FieldKind.YES_NO: YesNo(),
    FieldKind.FILE: File(),
}


def of(kind: str) -> Kind:
    """Return what is known of a kind of answer."""
    return KINDS[FieldKind(kind)]
