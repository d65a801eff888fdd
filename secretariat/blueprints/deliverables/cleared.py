"""What the capital has cleared of a text, set against the text as it stands."""

from dataclasses import dataclass

from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable
from secretariat.pages import language
from secretariat.queries import clearances as queries
from secretariat.rules import clearances as rules
from secretariat.workflow import deliverables as workflow


@dataclass(frozen=True)
class Cleared:
    """The clearance that was given last, what changed since, and the page that waits for its signature.

    since: None where nothing was cleared.
    """

    given: Clearance | None
    since: rules.Since | None
    waiting: Clearance | None


def clearance_of(deliverable: Deliverable) -> Cleared:
    """Return what is known of a draft's clearance."""
    frozen, files = workflow.snapshot(deliverable)
    now = workflow.fingerprint(frozen, files)
    last = queries.given(deliverable)
    return Cleared(
        given=last,
        since=rules.since((last.answers, last.files), (frozen, files), language()) if last else None,
        waiting=queries.asked(deliverable, now),
    )
