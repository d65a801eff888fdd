"""A mail in the outbox, for tests that need one."""

from secrets import token_hex
from typing import Any

from secretariat.models.messages import Message
from secretariat.models.people import User
from tests.factories import NOW


def letter_to(person: User, **facts: Any) -> Message:
    """Return a mail to a person, sent; not yet added to the session."""
    given: dict[str, Any] = {
        "kind": "receipt", "user": person, "email": person.email, "language": "en", "subject": "Received: a text",
        "text": "It is here.", "html": "<p>It is <b>here</b>.</p>", "message_id": f"<{token_hex(8)}@example.org>",
        "about": [], "state": "sent", "attempts": 1, "created_at": NOW, "sent_at": NOW,
    }  # fmt: skip
    return Message(**given | facts)
