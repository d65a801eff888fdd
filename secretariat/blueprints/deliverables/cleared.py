"""What the capital has cleared of a text, set against the text as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from secretariat import clock
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.pages import language, me, who
from secretariat.queries import clearances as queries
from secretariat.rules import clearances as rules
from secretariat.rules import policy, snapshots, states
from secretariat.rules.actions import Action
from secretariat.workflow import asking


@dataclass(frozen=True)
class Cleared:
    """The clearance that was given last, what changed since, what waits for an answer, and who may be asked.

    since: None where nothing was cleared · earlier: those that were given before · lapsed: the text is cleared by what
    stands for it no more · waiting: the page that waits for its signature, `holds` being whether it
    would clear the text, and `otherwise` the questions that say something else now · asked: the request that
    approvers were sent, `told` being their names · again: it is old enough to be repeated · asked_of_this: the text is
    as it was then · approvers: whom one may ask by account.
    """

    given: Clearance | None
    since: rules.Since | None
    earlier: Sequence[Clearance]
    lapsed: bool
    waiting: Clearance | None
    holds: bool
    otherwise: list[rules.Otherwise]
    asked: Clearance | None
    told: list[str]
    again: bool
    asked_of_this: bool
    approvers: Sequence[User]


def clearance_of(deliverable: Deliverable) -> Cleared:
    """Return what is known of a draft's clearance."""
    frozen, files = snapshots.snapshot(deliverable)
    waiting = queries.waiting(deliverable, (frozen, files))
    last = queries.given(deliverable)
    asked = queries.requests([deliverable]).get(deliverable.id)
    return Cleared(
        given=last,
        since=rules.since((last.answers, last.files), (frozen, files), language()) if last else None,
        earlier=queries.before_the(last) if last else [],
        lapsed=rules.lapsed(deliverable),
        waiting=waiting,
        holds=bool(waiting and rules.same_text((waiting.answers, waiting.files), (frozen, files))),
        otherwise=rules.otherwise(waiting.answers, frozen, language()) if waiting else [],
        asked=asked,
        told=queries.told(asked, deliverable.country_id) if asked else [],
        again=bool(asked and clock.now() - asked.made_at >= rules.AGAIN),
        asked_of_this=bool(asked and rules.same_text((asked.answers, asked.files), (frozen, files))),
        approvers=approvers(deliverable),
    )


def approvers(deliverable: Deliverable) -> Sequence[User]:
    """Return whom the reader may ask to clear a text as it stands; nobody where it is not offered."""
    if not states.clearance_is_offered(deliverable) or not policy.allowed(who(), Action.ASK_CLEARANCE, deliverable):
        return []
    return asking.approvers(deliverable, by=me(), at=clock.now())
