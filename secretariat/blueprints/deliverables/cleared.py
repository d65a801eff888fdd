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

    holds: the text is still the one that was cleared.
    """

    given: Clearance | None
    changes: list[rules.Change]
    files_changed: bool
    holds: bool
    waiting: Clearance | None


def clearance_of(deliverable: Deliverable) -> Cleared:
    """Return what is known of a draft's clearance."""
    frozen, files = workflow.snapshot(deliverable)
    now = workflow.fingerprint(frozen, files)
    last = queries.given(deliverable)
    return Cleared(
        given=last,
        changes=rules.changes(last.answers, frozen, language()) if last else [],
        files_changed=rules.files_changed(last.files, files) if last else False,
        holds=bool(last and last.fingerprint == now),
        waiting=queries.asked(deliverable, now),
    )
