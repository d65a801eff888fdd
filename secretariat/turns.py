"""Why a message waits though nothing is wrong with it: whose turn it is at the servers that take it."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from secretariat.models.messages import Message
from secretariat.pages import settings
from secretariat.queries import messages as queries
from secretariat.rules import limits


def of(messages: Sequence[Message]) -> Callable[[Message], str]:
    """Return what is said of a message that waits because its domain had all the mails that it gets in a minute."""
    most = settings().mail_per_minute
    full = queries.held_up(messages, most)

    def words(message: Message) -> str:
        domain = limits.domain_of(message)
        if message.state != "waiting" or message.attempts or domain not in full:
            return ""
        return _("It waits its turn: %(domain)s gets at most %(count)s mails a minute.", domain=domain, count=most)

    return words
