"""What a route tells of itself: what it takes and what it answers. The document and the checks are made from this."""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _

from secretariat.blueprints.api import checking, refusals
from secretariat.blueprints.api.refusals import Fault, Shape
from secretariat.errors import Refused

View = Callable[..., Any]
JSON = "application/json"
FORM = "multipart/form-data"
BYTES = "application/octet-stream"
PDF = "application/pdf"
LANGUAGE = "lang"  # every address of the house may name it
NUMERAL = re.compile(r"-?[0-9]{1,20}")


@dataclass(frozen=True)
class Told:
    """The JSON schemas of a route.

    answer: of what it returns, or None for a file · query: of each value that its address may name after '?' ·
    body: of what it takes · takes: the media type of that: JSON, a form with a file, or bytes · media: of the answer.
    """

    answer: Shape | None
    query: Mapping[str, Shape] = field(default_factory=dict)
    body: Shape | None = None
    takes: str = JSON
    media: str = JSON


NOTHING = Told({})


def tells(answer: Shape | None, **more: Any) -> Callable[[View], View]:
    """Say what a route takes and answers, as `Told` names it; what stands after '?' is held against it."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def told_view(*things: Any, **values: Any) -> Any:
            asked()
            return view(*things, **values)

        told_view.__dict__["told"] = Told(answer, **more)
        return told_view

    return wrap


def told_by(endpoint: str) -> Told:
    """Return what a route tells of itself."""
    return current_app.view_functions[endpoint].__dict__.get("told", NOTHING)


def told() -> Told:
    """Return what the route of this request tells of itself."""
    return told_by(request.endpoint or "")


def asked() -> dict[str, str]:
    """Return what stands in the address after '?'; raise Refused where it is not as the route tells it.

    What it does not know is refused too: a filter with a slip in its name would show everything.
    """
    known = told().query
    for name, texts in request.args.lists():
        if name != LANGUAGE and name not in known:
            unknown = Fault(name, "additionalProperties", list(known), texts[0], {})
            raise Refused(refusals.sentence(unknown), field=name)
        if name != LANGUAGE and len(texts) > 1:
            raise Refused(_("‘%(name)s’ may not stand here twice.", name=name), field=name)
    for name, shape in known.items():
        if name in request.args:
            text = request.args[name]
            number = shape.get("type") == "integer" and NUMERAL.fullmatch(text)
            checking.check({name: int(text) if number else text}, {"properties": {name: shape}})
    return request.args.to_dict()
