"""What the filters of matrix, list and picture offer, and what they are set to."""

from typing import Any

from secretariat import formats
from secretariat.pages import knows_reviewers, language
from secretariat.queries import overview as queries
from secretariat.rules.filters import View


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
