"""What a person had typed into a form that did not get through, named as the page named it, so that nothing is lost."""

from flask import g, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from secretariat.models.countries import OWN_NAMES
from secretariat.models.deliverables import Deliverable
from secretariat.pages import language

LONGEST_SHOWN = 100_000
UNSHOWN = {
    # passwords, buttons, and what a form says by itself: marks of what it showed, and of what it was made for
    "password", "old", "new", "again", "csrf_token", "do", "field", "once", "state", "read", "sure", "upto", "mark",
    "shown", "seen", "version", "kept", "revision", "same", "entered", "instant", "place", "next", "from", "username",
    "done", "expect",
}  # fmt: skip
BY_ITSELF = (".revision", ".currency", ".base", ".choose")


def typed() -> list[tuple[str, str]]:
    """Return labels and texts; nothing where the body itself was refused."""
    if request.method != "POST":
        return []
    try:
        fields = request.form
    except HTTPException:
        return []
    asked = questions()
    return [
        (label(name, asked), text[:LONGEST_SHOWN])
        for name, text in fields.items()
        if text.strip() and name not in UNSHOWN and not name.endswith(BY_ITSELF)
    ]


def questions() -> dict[str, str]:
    """Return the labels of the questions, by key, where the form was that of a text."""
    thing = g.get("thing")
    return {one.key: one.label(language()) for one in thing.call.fields} if isinstance(thing, Deliverable) else {}


def label(name: str, asked: dict[str, str]) -> str:
    """Return what a control is called: by its question, or by what it holds in every form of the house."""
    first, _dot, rest = name.partition(".")
    place = rest.partition(".")[0]
    if first in asked:
        row = int(place) + 1 if place.isdecimal() else 0
        return _("%(label)s, row %(number)s", label=asked[first], number=row) if row else asked[first]
    word = words().get(first, _("Another part of the form"))
    return f"{word} ({OWN_NAMES[rest]})" if rest in OWN_NAMES else word


def words() -> dict[str, str]:
    """Return what people type in more than one form, by the name of the control."""
    return {
        "email": _("Address for mail"),
        "help": _("Help"),
        "label": _("Question"),
        "name": _("Name"),
        "point": _("The country will see this"),
        "reason": _("Reason"),
        "subject": _("Subject"),
        "text": _("Text"),
        "title": _("Title"),
    }
