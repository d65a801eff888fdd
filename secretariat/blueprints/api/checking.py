"""Holds what came against the schema that the document shows, so that the two cannot part.

As much of JSON Schema as our own schemas use.
"""

import re
from collections.abc import Callable
from typing import Any

from secretariat.blueprints.api import refusals
from secretariat.blueprints.api.refusals import Fault, Shape
from secretariat.errors import Refused

Rule = Callable[[Any, Any], bool]
TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda it: isinstance(it, str),
    "integer": lambda it: isinstance(it, int) and not isinstance(it, bool),
    "number": lambda it: isinstance(it, int | float) and not isinstance(it, bool),
    "boolean": lambda it: isinstance(it, bool),
    "object": lambda it: isinstance(it, dict),
    "array": lambda it: isinstance(it, list),
    "null": lambda it: it is None,
}


def _is(it: Any, names: str | list[str]) -> bool:
    return any(TYPES[name](it) for name in _listed(names))


def _is_figure(it: Any) -> bool:
    return isinstance(it, int | float) and not isinstance(it, bool)


# Each rule speaks of one type only and lets the others pass, as JSON Schema has it.
RULES: dict[str, Rule] = {
    "type": _is,
    "enum": lambda it, known: any(it == one and isinstance(it, bool) == isinstance(one, bool) for one in known),
    "minLength": lambda it, least: not isinstance(it, str) or len(it) >= least,
    "maxLength": lambda it, most: not isinstance(it, str) or len(it) <= most,
    "pattern": lambda it, pattern: not isinstance(it, str) or bool(re.search(pattern, it)),
    "minimum": lambda it, least: not _is_figure(it) or it >= least,
    "maximum": lambda it, most: not _is_figure(it) or it <= most,
    "required": lambda it, names: not isinstance(it, dict) or set(names) <= set(it),
    "minProperties": lambda it, least: not isinstance(it, dict) or len(it) >= least,
    "minItems": lambda it, least: not isinstance(it, list) or len(it) >= least,
    "maxItems": lambda it, most: not isinstance(it, list) or len(it) <= most,
    "uniqueItems": lambda it, _yes: not isinstance(it, list) or len({repr(one) for one in it}) == len(it),
    "anyOf": lambda it, shapes: any(fault(it, shape) is None for shape in shapes),
}


def fault(value: Any, shape: Shape, place: str = "") -> Fault | None:
    """Return how a value breaks a schema, or None where it keeps it."""
    for name, rule in RULES.items():
        if name in shape and not rule(value, shape[name]):
            found = Fault(place, name, shape[name], value, shape)
            return _nearest(found) if name == "anyOf" else found
    if isinstance(value, dict):
        return _in_object(value, shape, place)
    if isinstance(value, list) and "items" in shape:
        faults = (fault(one, shape["items"], f"{place}[{number}]") for number, one in enumerate(value))
        return next((one for one in faults if one), None)
    return None


def _nearest(found: Fault) -> Fault:
    """Return how a value breaks the one of several schemas that it was meant for: that of its type, if there is one."""
    faults = [fault(found.value, one, found.place) for one in found.wanted]
    other = next((one for one in faults if one and (one.rule != "type" or one.place != found.place)), None)
    types = [name for one in found.wanted for name in _listed(one.get("type", []))]
    return other or Fault(found.place, "type", list(dict.fromkeys(types)), found.value, found.shape)


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _in_object(value: Shape, shape: Shape, place: str) -> Fault | None:
    known, more = shape.get("properties", {}), shape.get("additionalProperties", True)
    for name, one in value.items():
        inside = f"{place}.{name}" if place else name
        if name not in known and more is False:
            return Fault(inside, "additionalProperties", list(known), one, shape)
        within = known.get(name, more if isinstance(more, dict) else {})
        found = fault(one, within, inside)
        if found:
            return found
    return None


def check(value: Any, shape: Shape) -> None:
    """Raise Refused, naming the part and what it must be, where a value breaks a schema."""
    found = fault(value, shape)
    if found:
        raise Refused(refusals.sentence(found), field=found.field)
