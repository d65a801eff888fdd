"""The letters of the house, one function each; a letter is composed in the language of its reader."""

from secretariat.mail.compose.accounts import address_corrected, password_reset
from secretariat.mail.compose.changing import call_changed, due_moved
from secretariat.mail.compose.deliverables import (
    approved,
    changes_requested,
    extended,
    incomplete,
    receipt,
    rejected,
    reopened,
    waived,
)
from secretariat.mail.compose.house import address_refused, call_opened, circulated, invitation
from secretariat.mail.compose.incoming import form_read, mail_kept, mail_not_filed
from secretariat.mail.compose.notices import notice
from secretariat.mail.compose.reminders import overdue, reminder
from secretariat.mail.compose.reviewing import assigned, released
from secretariat.mail.compose.submission import (
    Link,
    accepted,
    clearance_asked,
    cleared,
    handed,
    handed_back,
    invited_to_answer,
    withdrawn,
)
from secretariat.mail.compose.trials import trial
from secretariat.mail.letter import Item, Kind, Letter

__all__ = [
    "Item",
    "Kind",
    "Letter",
    "Link",
    "accepted",
    "address_corrected",
    "address_refused",
    "approved",
    "assigned",
    "call_changed",
    "call_opened",
    "changes_requested",
    "circulated",
    "clearance_asked",
    "cleared",
    "due_moved",
    "extended",
    "form_read",
    "handed",
    "handed_back",
    "incomplete",
    "invitation",
    "invited_to_answer",
    "mail_kept",
    "mail_not_filed",
    "notice",
    "overdue",
    "password_reset",
    "receipt",
    "rejected",
    "released",
    "reminder",
    "reopened",
    "trial",
    "waived",
    "withdrawn",
]
