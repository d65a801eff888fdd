"""A mail in the outbox, for tests that need one."""

from secrets import token_hex
from typing import Any

from secretariat.mail import reasons
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.models.received import Outcome, ReceivedMail
from tests.factories import NOW

# What an officer may edit: as text, and as the page from which editing begins.
WORDS = {
    "text": "Secretariat\nDeclaration\n\nOld\n\nDear Rosa,\n\nOpen it\nhttp://localhost:8000/x\n\n-- \nFoot.",
    "html": '<h1>Old</h1><p>Dear Rosa,</p><p><a href="http://localhost:8000/x">Open it</a></p><hr><p>Foot.</p>',
}


def letter_to(person: User, **facts: Any) -> Message:
    """Return a mail to a person, sent; not yet added to the session."""
    given: dict[str, Any] = {
        "kind": "receipt", "user": person, "email": person.email, "language": "en", "subject": "Received: a text",
        "text": "It is here.", "html": "<p>It is <b>here</b>.</p>", "message_id": f"<{token_hex(8)}@example.org>",
        "about": [], "state": "sent", "attempts": 1, "created_at": NOW, "sent_at": NOW,
    }  # fmt: skip
    return Message(**given | facts)


def received_mail(**facts: Any) -> ReceivedMail:
    """Return a mail that came in from a stranger; not yet added to the session."""
    given: dict[str, Any] = {
        "at": NOW, "sha256": token_hex(32), "size": 900, "sender": "somebody@example.com", "subject": "A question",
        "message_id": "<1@example.com>", "outcome": Outcome.KEPT, "why": reasons.STRANGER, "text": "Who are you?",
    }  # fmt: skip
    return ReceivedMail(**given | facts)
