"""The blueprint, what the filters offer, and where the texts of a list lead."""

from typing import Any

from flask import Blueprint

from secretariat import formats, links
from secretariat.models.deliverables import WITH_A_PAGE, Deliverable
from secretariat.pages import knows_reviewers, language, who
from secretariat.queries import overview as queries
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.filters import View

bp = Blueprint("overview", __name__)


def filters(shown: View) -> dict[str, Any]:
    """Return what the filters of a page offer, and what they are set to."""
    reviewers = knows_reviewers()
    found = queries.choices(shown, reviewers=reviewers)
    by_name = formats.sort_key(language())
    return {
        "view": shown,
        "choices": found,
        "countries": sorted(found.countries, key=lambda one: by_name(one.name(language()))),
        "reviewers": reviewers,
        "address": shown.address(),
    }


def ways(texts: list[Deliverable]) -> dict[int, str]:
    """Return where each text of a list leads; what the reader may do is asked once."""
    reads, steers = (policy.allowed(who(), action) for action in (Action.SEE_QUEUE, Action.EXTEND))
    return {
        one.id: links.text(
            one.id, one.call_id, one.country.alpha2, reads=reads and one.state in WITH_A_PAGE, steers=steers
        )
        for one in texts
    }
