"""What becomes of a mail: one transaction; where that fails, the mail is kept as it came and the officers are told."""

from datetime import datetime
from typing import IO

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from secretariat import clock
from secretariat.database import transaction
from secretariat.errors import TryAgain
from secretariat.failpoints import reach
from secretariat.inbox import door, filing
from secretariat.inbox.door import Taken
from secretariat.mail import reasons, reply_to
from secretariat.mail.incoming import heard
from secretariat.mail.incoming.bounces import NAMED
from secretariat.mail.incoming.bounds import TooManyLines, TooManyParts
from secretariat.mail.incoming.heard import Heard, Mark
from secretariat.mail.reply_to import Named
from secretariat.models.people import User
from secretariat.models.received import Outcome, ReceivedMail
from secretariat.queries import people
from secretariat.settings import Settings
from secretariat.workflow import audit, received
from secretariat.workflow.received import Said

log = structlog.get_logger()
MOST_HOPS = 50
MOST_NAMED = 5  # addresses in a mail that are looked up
MAIL = audit.Source("mail")
HEAD = 64 * 1024


def receive(stream: IO[bytes], settings: Settings, *, recipient: str | None = None) -> bool:
    """Take a mail; return False where it is refused for good. recipient: as the server says, beside the headers.

    Raises TryAgain where the database is away: the server keeps the mail and hands it in again.
    """
    taken = door.take(stream)
    reach("mail_read")
    source = audit.source.set(MAIL)
    try:
        with transaction():
            done = process(taken, settings, recipient, at=clock.now())
            reach("mail_noted")
        reach("mail_taken")
    except (OperationalError, InterfaceError) as error:
        raise TryAgain from error
    except Exception as error:
        log.exception("mail_not_processed", size=taken.size, error=type(error).__name__)
        return keep(taken)
    else:
        return done
    finally:
        audit.source.reset(source)


def keep(taken: Taken) -> bool:
    """Keep a mail as it came, whatever it is. Raises TryAgain where even that fails."""
    try:
        with transaction():
            at = clock.now()
            mail = received.note(Said(sha256=taken.sha256, size=taken.size, raw=taken.content), sender=None, at=at)
            if mail:
                received.conclude(mail, Outcome.KEPT, reasons.UNREADABLE, at=at)
    except Exception as error:
        raise TryAgain from error
    return True


def process(taken: Taken, settings: Settings, recipient: str | None, *, at: datetime) -> bool:
    """Note a mail and do what it asks; return False where it is refused for good."""
    mine, refused = listen(taken)
    sender = people.by_email(mine.sender) if mine.sender else None
    named = reply_to.read([*([recipient] if recipient else []), *mine.to], settings)
    kept = not impersonal(mine, named, sender)
    said = Said(
        sha256=taken.sha256,
        size=taken.size,
        sender=mine.sender,
        subject=mine.subject,
        message_id=mine.message_id,
        text=mine.text if kept else "",
        raw=taken.content if taken.whole and kept else None,
    )
    mail = received.note(said, sender=sender, at=at)
    if mail is None:
        return refused is None  # handed in again after an answer that got lost
    refused = refused or looped(mine, settings)
    if refused:
        received.conclude(mail, Outcome.TURNED_AWAY, refused, at=at)
        return False
    decide(mail, mine, named, at=at)
    return True


def listen(taken: Taken) -> tuple[Heard, str | None]:
    """Return what a mail says, and why it is refused if it is; of one that is refused the headers are enough."""
    if not taken.whole:
        return heard.headers(taken.content[:HEAD]), reasons.TOO_LARGE
    try:
        return heard.read(taken.content), None
    except (TooManyParts, TooManyLines) as error:
        why = reasons.TOO_MANY_PARTS if isinstance(error, TooManyParts) else reasons.TOO_MANY_LINES
        return heard.headers(taken.content[:HEAD]), why


def impersonal(mine: Heard, named: Named, sender: User | None) -> bool:
    """Tell whether no person needs to read it: a report, a machine's answer, or what goes to many and not to us.

    What is sent to the address of a text is meant for us, whatever list it came over.
    """
    if mine.report is not None:
        return True
    if Mark.RETURNED in mine.marks:
        return False
    aside = Mark.BULK in mine.marks or (Mark.LISTED in mine.marks and sender is None)
    return Mark.AUTOMATIC in mine.marks or (aside and named.text is None)


def unsigned(mine: Heard, named: Named, *, at: datetime) -> str:
    """Return what is thought of a mail with an empty return path and no other sign of a machine.

    A machine's answer has neither files nor answers, and a server's notice names whom the mail went to.
    """
    if any(people.by_email(one.strip("<>")) for one in NAMED.findall(mine.text)[:MOST_NAMED]):
        return reasons.SEEMS_BACK
    return reasons.HOLDS if filing.holds(mine, named.text, at=at) else reasons.PROBABLY


def looped(mine: Heard, settings: Settings) -> str | None:
    """Return why a mail is refused that goes in circles, or says that it is from the house."""
    own = reply_to.ours(mine.sender, settings) or received.ours(mine.message_id)
    return reasons.LOOP if own or mine.hops > MOST_HOPS else None


def decide(mail: ReceivedMail, mine: Heard, named: Named, *, at: datetime) -> None:
    """Do what a mail asks that was taken: a bounce, a machine's answer, or a person's."""
    sender = mail.user if mail.user and mail.user.active else None
    if mine.report is not None:
        received.came_back(mail, mine.report, at=at)
    elif impersonal(mine, named, mail.user):
        received.conclude(mail, Outcome.IGNORED, reasons.AUTOMATIC, at=at)
    elif Mark.RETURNED in mine.marks:
        received.conclude(mail, Outcome.KEPT, reasons.SEEMS_BACK, at=at)
    elif Mark.NOBODY in mine.marks:
        received.conclude(mail, Outcome.KEPT, unsigned(mine, named, at=at), at=at)
    elif sender is None:
        received.conclude(mail, Outcome.KEPT, reasons.STRANGER, at=at)
    elif received.too_many(sender, at=at):
        received.conclude(mail, Outcome.KEPT, reasons.TOO_MANY, at=at)
    elif named.text is None:
        received.conclude(mail, Outcome.KEPT, reasons.FORGED if named.forged else reasons.NO_TEXT, at=at)
    else:
        filing.file(mail, mine, named.text, sender=sender, at=at)
