"""Writing the priorities of a term."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.presidency.place import bp, term
from secretariat.errors import Stale
from secretariat.models.countries import LANGUAGES
from secretariat.models.presidencies import Presidency
from secretariat.pages import Answer, action, me
from secretariat.rules.actions import Action
from secretariat.workflow import presidencies as workflow

LONGEST = 3000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@bp.get("/<int:presidency_id>/priorities")
@action(Action.EDIT_PRESIDENCY, term)
def edit(presidency: Presidency) -> Answer:
    """Show the form."""
    return page(presidency, presidency.priorities, {})


@bp.post("/<int:presidency_id>/priorities")
@action(Action.EDIT_PRESIDENCY, term)
def save(presidency: Presidency) -> Answer:
    """Write the priorities; where somebody was faster, show both texts and keep what was typed."""
    typed = {one: request.form.get(one, "").replace("\r\n", "\n").strip() for one in LANGUAGES}
    wrong = errors(typed)
    if wrong:
        return page(presidency, typed, wrong, code=422)
    written = {one: text for one, text in typed.items() if text}
    shown = request.form.get("shown", "")
    try:
        workflow.set_priorities(presidency, written, by=me(), at=clock.now(), shown=shown)
    except Stale as error:
        return page(presidency, typed, {}, code=409, faster=error.sentence)
    flash(_("The priorities are saved."), "done")
    return redirect(url_for(".index", _anchor="priorities"))


def errors(typed: dict[str, str]) -> dict[str, str]:
    """Return what is wrong, by language."""
    wrong = {}
    for one, text in typed.items():
        count = len(text)
        if CONTROL.search(text):
            wrong[one] = _("This text contains control characters; paste it again as plain text.")
        elif count > LONGEST:
            wrong[one] = _("This text has %(count)s characters; at most %(most)s fit.", count=count, most=LONGEST)
    if not typed["en"]:
        wrong["en"] = _("Write at least one priority in English; the other languages may stay empty.")
    return wrong


def page(
    presidency: Presidency,
    typed: dict[str, str],
    wrong: dict[str, str],
    *,
    code: int = 200,
    faster: str | None = None,
) -> Answer:
    """Show the form. faster: says that somebody else wrote meanwhile; their text then stands beside mine."""
    theirs = presidency.priorities if faster else {}
    answer = render_template(
        "presidency/priorities.html",
        presidency=presidency,
        typed=typed,
        wrong=wrong,
        theirs={one: theirs.get(one, "") for one in LANGUAGES if faster and theirs.get(one, "") != typed.get(one, "")},
        faster=faster,
        shown=workflow.mark(presidency),
    )
    return answer, code
