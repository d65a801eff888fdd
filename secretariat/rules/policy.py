"""Who may do what: said once. An action is allowed when, for any line, all of its predicates hold.

`allowed` answers for one thing, `visible` for the rows of a list; both read the same lines.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from secretariat.errors import Forbidden, Hidden
from secretariat.models.agendas import AgendaItem
from secretariat.models.audit import AuditEntry
from secretariat.models.calendars import CalendarFeed
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.models.house import DemoClock
from secretariat.models.meetings import Document
from secretariat.models.messages import Message
from secretariat.models.packets import Packet
from secretariat.models.people import Membership, User
from secretariat.models.presidencies import HandoverTask
from secretariat.models.received import ReceivedMail
from secretariat.rules import predicates as is_
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Predicate, Who

POLICY: dict[Action, list[list[Predicate]]] = {
    Action.READ_PUBLIC: [[is_.anyone]],
    Action.SIGN_IN: [[is_.anyone]],
    Action.STOP_MAIL: [[is_.anyone]],
    Action.USE_ACCOUNT: [[is_.signed_in]],
    Action.KEEP_FEED: [[is_.addressee]],
    Action.SEE: [[is_.of_the_country], [is_.secretariat], [is_.auditor], [is_.chair, is_.handed_in]],
    Action.READ_DRAFT: [[is_.of_the_country]],
    Action.READ_VERSION: [[is_.of_the_country], [is_.secretariat], [is_.auditor], [is_.chair, is_.handed_in]],
    Action.READ_ORIGINAL: [[is_.auditor]],
    Action.SEE_MATRIX: [[is_.secretariat], [is_.auditor], [is_.chair]],
    Action.SEE_COUNTRY: [[is_.its_own], [is_.secretariat], [is_.auditor], [is_.chair]],
    Action.WRITE: [[is_.focal_point_or_approver]],
    Action.WRITE_HANDED: [[is_.focal_point_or_approver], [is_.delegate, is_.holds_a_question]],
    Action.ASK_CLEARANCE: [[is_.focal_point]],
    Action.CLEAR: [[is_.approver]],
    Action.CLEAR_ON_PAPER: [[is_.focal_point_or_approver]],
    Action.SUBMIT: [[is_.focal_point_or_approver]],
    Action.TAKE: [[is_.reviewer, is_.not_the_submitter, is_.not_of_the_country]],
    Action.RELEASE: [[is_.reviewer, is_.not_the_submitter, is_.not_of_the_country], [is_.officer]],
    Action.REQUEST_CHANGES: [[is_.reviewer, is_.not_the_submitter, is_.not_of_the_country]],
    Action.APPROVE: [[is_.reviewer, is_.not_the_submitter, is_.not_of_the_country]],
    Action.REJECT: [[is_.reviewer, is_.not_the_submitter, is_.not_of_the_country]],
    Action.PUBLISH: [[is_.officer]],
    Action.WITHDRAW: [[is_.focal_point_or_approver]],
    Action.WAIVE: [[is_.officer]],
    Action.REOPEN: [[is_.officer]],
    Action.EXTEND: [[is_.officer]],
    Action.ACCEPT_UNSENT: [[is_.officer]],
    Action.SEE_QUEUE: [[is_.reviewer], [is_.officer]],
    Action.READ_REVIEW: [[is_.reviewer, is_.not_of_the_country], [is_.officer, is_.not_of_the_country]],
    Action.COMMENT: [[is_.reviewer, is_.not_of_the_country]],
    Action.RETURN_INCOMPLETE: [
        [is_.reviewer, is_.not_the_submitter, is_.not_of_the_country],
        [is_.officer, is_.not_of_the_country],
    ],
    Action.ASSIGN: [[is_.officer]],
    Action.PUBLISH_VERDICTS: [[is_.officer]],
    Action.SEE_CALL: [[is_.secretariat], [is_.auditor], [is_.opened, is_.endorsing]],
    Action.EDIT_CALL: [[is_.officer]],
    Action.OPEN_CALL: [[is_.officer]],
    Action.SEE_AGENDA: [[is_.endorsing], [is_.secretariat], [is_.auditor], [is_.observer]],
    Action.SEE_DRAFT_AGENDA: [[is_.secretariat], [is_.auditor], [is_.chair]],
    Action.EDIT_AGENDA: [[is_.officer]],
    Action.MOVE_MEETING: [[is_.officer]],
    Action.CIRCULATE: [[is_.officer], [is_.chair]],
    Action.READ_DOCUMENT: [
        [is_.for_everyone],
        [is_.secretariat],
        [is_.auditor],
        [is_.endorsing, is_.not_internal],
        [is_.observer, is_.not_internal],
    ],
    Action.SEE_PACKET: [[is_.secretariat], [is_.auditor], [is_.endorsing, is_.for_delegations]],
    Action.READ_PACKET: [[is_.secretariat], [is_.auditor], [is_.endorsing, is_.for_delegations]],
    Action.BUILD_PACKET: [[is_.officer]],
    Action.PUBLISH_PACKET: [[is_.officer]],
    Action.SEE_HANDOVER: [[is_.endorsing], [is_.secretariat], [is_.auditor]],
    Action.EDIT_PRESIDENCY: [[is_.officer], [is_.chair, is_.held_now]],
    Action.TICK_HANDOVER: [[is_.officer], [is_.chair]],
    Action.SEE_COMMITMENTS: [[is_.anyone]],
    Action.LINK_PROMISE: [[is_.officer]],
    Action.SEE_MESSAGES: [[is_.officer], [is_.auditor], [is_.addressee]],
    Action.STEER_MESSAGES: [[is_.officer]],
    Action.SEE_REMINDERS: [[is_.officer], [is_.auditor]],
    Action.STEER_REMINDERS: [[is_.officer]],
    Action.SEE_RECEIVED: [[is_.officer], [is_.auditor]],
    Action.MARK_RECEIVED: [[is_.officer]],
    Action.WRITE_TO: [[is_.officer]],
    Action.CHECK_SENDER: [[is_.officer], [is_.auditor]],
    Action.SEE_TEXTS: [[is_.officer], [is_.auditor]],
    Action.EDIT_TEXTS: [[is_.officer]],
    Action.SEE_REACH: [[is_.officer], [is_.auditor]],
    Action.PRINT_LETTER: [[is_.officer]],
    Action.READ_AUDIT: [[is_.auditor], [is_.officer]],
    Action.MOVE_CLOCK: [[is_.officer]],
    Action.INVITE: [[is_.officer]],
}

SEEING: dict[type, Action] = {
    Deliverable: Action.SEE,
    Call: Action.SEE_CALL,
    Country: Action.SEE_COUNTRY,
    Document: Action.READ_DOCUMENT,
    Packet: Action.SEE_PACKET,
    CalendarFeed: Action.KEEP_FEED,
    Message: Action.SEE_MESSAGES,
    ReceivedMail: Action.SEE_RECEIVED,
    AuditEntry: Action.READ_AUDIT,
    DemoClock: Action.MOVE_CLOCK,
    User: Action.INVITE,
    Membership: Action.INVITE,
    AgendaItem: Action.SEE_DRAFT_AGENDA,
    HandoverTask: Action.SEE_HANDOVER,
}


def allowed(who: Who, action: Action, thing: Any = None) -> bool:
    """Tell whether a person may do something to a thing (None where the action needs none)."""
    return any(all(one.holds(who, thing) for one in line) for line in POLICY[action])


def demand(who: Who, action: Action, thing: Any = None) -> None:
    """Raise Hidden where a person may not do this and may not even see the thing, Forbidden where they may see it."""
    if allowed(who, action, thing):
        return
    seeing = SEEING.get(type(thing))
    if seeing and not allowed(who, seeing, thing):
        raise Hidden
    raise Forbidden


def open_to_visitors(action: Action) -> bool:
    """Tell whether an action may be for somebody who is not signed in, depending on the thing."""
    return any(set(line) <= {is_.anyone, is_.for_everyone} for line in POLICY[action])


def visible(who: Who, model: type, action: Action | None = None) -> ColumnElement[bool]:
    """Return the condition on a table's rows under which a person may see them, or do `action` to them."""
    lines = POLICY[action or SEEING[model]]
    return or_(false(), *(and_(*(one.where(who, model) for one in line)) for line in lines))
