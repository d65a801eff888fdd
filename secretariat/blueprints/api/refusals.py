"""What a program is told where it sent something that a schema refuses: which part, and what it must be, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

Shape = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """Where a value breaks a schema: the part, the rule, what the rule wants, the value, and the schema of the part."""

    place: str
    rule: str
    wanted: Any
    value: Any
    shape: Shape

    @property
    def field(self) -> str:
        """The part that is to be sent otherwise: of what is missing, the first."""
        return self.inside(self.missing[0]) if self.rule == "required" else self.place

    @property
    def missing(self) -> list[str]:
        """The parts that an object lacks, in their order."""
        return [name for name in self.wanted if name not in self.value]

    def inside(self, name: str) -> str:
        """Return where a part of this one stands."""
        return f"{self.place}.{name}" if self.place else name


def sentence(fault: Fault) -> str:
    """Say what is wrong, so that whoever reads it knows what to send instead."""
    return SENTENCES[fault.rule](fault)


def _kinds(names: str | Sequence[str]) -> str:
    known = {
        "string": _("a text"), "integer": _("a whole number"), "number": _("a number"),
        "boolean": _("true or false"), "object": _("an object in braces"), "array": _("a list in brackets"),
        "null": "null",
    }  # fmt: skip
    return _either([known[name] for name in ([names] if isinstance(names, str) else names)])


def _either(words: Sequence[str]) -> str:
    *first, last = words
    return _("%(these)s or %(last)s", these=", ".join(first), last=last) if first else last


def _word(value: Any) -> str:
    return {"": _("nothing"), "None": "null", "True": "true", "False": "false"}.get(str(value), str(value))


def _type(of: Fault) -> str:
    return _("‘%(part)s’ must be %(kinds)s.", part=of.place or _("what is sent"), kinds=_kinds(of.wanted))


def _enum(of: Fault) -> str:
    return _("‘%(name)s’ must be one of %(known)s.", name=of.place, known=", ".join(_word(one) for one in of.wanted))


def _too_short(of: Fault) -> str:
    if of.wanted == 1:
        return _("‘%(part)s’ may not be empty.", part=of.place)
    return ngettext(
        "‘%(part)s’ needs at least one character.", "‘%(part)s’ needs at least %(num)s characters.", of.wanted,
        part=of.place,
    )  # fmt: skip


def _too_long(of: Fault) -> str:
    return _(
        "‘%(part)s’ has %(count)s characters; at most %(most)s fit.",
        part=of.place, count=len(of.value), most=of.wanted,
    )  # fmt: skip


def _pattern(of: Fault) -> str:
    like = _either([f"‘{one}’" for one in of.shape["examples"]])
    return _("‘%(part)s’ must look like %(examples)s.", part=of.place, examples=like)


def _bound(of: Fault) -> str:
    least, most = of.shape.get("minimum"), of.shape.get("maximum")
    if least is None:
        return _("‘%(part)s’ may be at most %(most)s.", part=of.place, most=most)
    if most is None:
        return _("‘%(part)s’ must be at least %(least)s.", part=of.place, least=least)
    return _("‘%(part)s’ must lie between %(least)s and %(most)s.", part=of.place, least=least, most=most)


def _required(of: Fault) -> str:
    names = ", ".join(of.inside(name) for name in of.missing)
    return ngettext("‘%(parts)s’ is missing.", "These are missing: %(parts)s.", len(of.missing), parts=names)


def _too_few_parts(of: Fault) -> str:
    known = ", ".join(of.shape.get("properties", {}))
    return ngettext(
        "‘%(part)s’ needs at least one of %(known)s.", "‘%(part)s’ needs at least %(num)s of %(known)s.", of.wanted,
        part=of.place, known=known,
    )  # fmt: skip


def _too_few(of: Fault) -> str:
    return ngettext(
        "‘%(part)s’ needs at least one entry.", "‘%(part)s’ needs at least %(num)s entries.", of.wanted, part=of.place
    )


def _too_many(of: Fault) -> str:
    return _(
        "‘%(part)s’ has %(count)s entries; at most %(most)s fit.", part=of.place, count=len(of.value), most=of.wanted
    )


def _twice(of: Fault) -> str:
    again = next(one for place, one in enumerate(of.value) if one in of.value[:place])
    return _("‘%(part)s’ names %(entry)s twice.", part=of.place, entry=_word(again))


def _unknown(of: Fault) -> str:
    known = ", ".join(of.wanted)
    if not known:
        return _("‘%(part)s’ is not known here; nothing is.", part=of.place)
    return _("‘%(part)s’ is not known here; known are %(known)s.", part=of.place, known=known)


SENTENCES: dict[str, Callable[[Fault], str]] = {
    "type": _type,
    "enum": _enum,
    "minLength": _too_short,
    "maxLength": _too_long,
    "pattern": _pattern,
    "minimum": _bound,
    "maximum": _bound,
    "required": _required,
    "minProperties": _too_few_parts,
    "minItems": _too_few,
    "maxItems": _too_many,
    "uniqueItems": _twice,
    "additionalProperties": _unknown,
}
