"""A letter: what is said, before it becomes the text and the page of a mail."""

from dataclasses import dataclass
from enum import StrEnum

from secretariat.mail.events import Date
from secretariat.models.people import COUNTRY_ROLES, Role


class Kind(StrEnum):
    """What a letter is for. Each kind has a subject that no other kind can have."""

    RECEIPT = "receipt"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXTENDED = "extended"
    WAIVED = "waived"
    REOPENED = "reopened"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    CIRCULATED = "circulated"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  a kind of letter
    ADDRESS_CORRECTED = "address_corrected"
    ADDRESS_REFUSED = "address_refused"
    CALL_OPENED = "call_opened"
    CALL_CHANGED = "call_changed"
    DUE_MOVED = "due_moved"
    INCOMPLETE = "incomplete"
    ASSIGNED = "assigned"
    RELEASED = "released"
    ACCEPTED = "accepted"
    CLEARANCE_ASKED = "clearance_asked"
    CLEARED = "cleared"
    HANDED = "handed"
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"
    NOTICE = "notice"
    FORM_READ = "form_read"
    MAIL_NOT_FILED = "mail_not_filed"
    MAIL_KEPT = "mail_kept"
    TRIAL = "trial"


# What one may have stop, and who gets it. All of it stands on a page that they open anyway: what is owed, the
# agenda, the queue. Never: receipts and decisions (the proof of what was sent and what became of it), dates that
# move, clearances and questions handed over (nobody else says them), what keeps an account safe, a refused address
# (nobody would learn that mail is lost), and what an officer writes in person to whoever owes something.
MUTABLE: dict[str, frozenset[Role]] = {
    Kind.REMINDER: frozenset(COUNTRY_ROLES),
    Kind.CALL_OPENED: frozenset({Role.FOCAL_POINT}),
    Kind.CALL_CHANGED: frozenset({Role.FOCAL_POINT}),
    Kind.CIRCULATED: frozenset(COUNTRY_ROLES),
    Kind.HANDED_BACK: frozenset({Role.FOCAL_POINT, Role.APPROVER}),
    Kind.ASSIGNED: frozenset({Role.REVIEWER}),
    Kind.RELEASED: frozenset({Role.REVIEWER}),
    Kind.OVERDUE: frozenset({Role.OFFICER}),
}


# What nobody edits: it proves what came, or lets somebody into an account.
PROOFS = frozenset(
    {Kind.RECEIPT, Kind.ACCEPTED, Kind.FORM_READ, Kind.INVITATION, Kind.PASSWORD_RESET, Kind.ADDRESS_CORRECTED}
)


# Where the reader's name comes in a letter that is written once for many: a character that no text has.
READER = "\ue000"


@dataclass(frozen=True)
class Item:
    """A numbered thing in a letter: its title, and lines about it. number: its own, where its place is none."""

    title: str
    lines: tuple[str, ...] = ()
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one person is told, in their language. `path` is where the button leads: the only link.

    The heading repeats the subject, which starts with the action and the date. `more`: paragraphs between the lead and
    the items · `date` is attached for the reader's calendar, where the letter is about one.
    """

    kind: Kind
    subject: str
    heading: str
    greeting: str
    lead: str
    button: str
    path: str
    more: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    paragraphs: tuple[str, ...] = ()
    date: Date | None = None
