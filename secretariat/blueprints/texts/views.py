"""/messages/texts: all kinds of letter, and in which languages officers' words stand instead of the house's."""

from itertools import groupby

from flask import render_template

from secretariat.blueprints.texts import editing, versions
from secretariat.blueprints.texts.place import bp
from secretariat.mail.compose import wording
from secretariat.mail.kinds import KINDS
from secretariat.models.countries import LANGUAGES, OWN_NAMES
from secretariat.pages import Answer, action
from secretariat.rules.actions import Action

ROOMS = (editing, versions)
__all__ = ["ROOMS", "bp"]


@bp.get("")
@action(Action.SEE_TEXTS)
def index() -> Answer:
    """List the kinds of letter by who gets them."""
    latest = wording.latest()
    own = {key: [one for one in LANGUAGES if (it := latest.get((key, one))) and it.own] for key in KINDS}
    groups = [(label, list(rows)) for label, rows in groupby(KINDS.items(), key=lambda it: it[1][0])]
    return render_template(
        "texts/index.html",
        groups=groups,
        latest=latest,
        own=own,
        edited=[key for key in KINDS if own[key]],
        others=lambda codes: [name for code, name in OWN_NAMES.items() if code not in codes],
        partly=[key for key in KINDS if 0 < len(own[key]) < len(LANGUAGES)],
    )
