"""A message that reports a deed and offers to undo it."""

from flask import flash, get_template_attribute
from flask_babel import gettext as _


def offer(sentence: str, url: str, *, label: str | None = None, **fields: str | int) -> None:
    """Say on the next page what was done, with a button that posts `fields` to `url`.

    The message travels in the session's cookie, so the fields are few and short; the trail knows the rest.
    """
    undo = get_template_attribute("meetings/undo.html", "undo")
    flash(str(undo(sentence, url, fields, label or _("Undo"))), "undo")
