"""Why the house did with a mail what it did; kept in English, shown in every language."""

from flask_babel import lazy_gettext as _l

from secretariat.models import received
from secretariat.models.received import ReceivedMail

AUTOMATIC = "a machine answered, not a person"
NOT_OURS = "it says that a mail came back, but of no mail of ours"
OTHER_ADDRESS = "it says that a mail came back, but of another address than ours went to"
ARRIVED = "it says that a mail arrived"
SEEMS_BACK = "a mail seems to have come back; read it"
PROBABLY = received.PROBABLY
HOLDS = "probably automatic, its return path being empty; but it holds files or answers: read it"
KNOWN = "that the mail came back was noted already"
CAME_BACK = "a mail of ours came back for good"
GIVEN_UP = "a server gave up a mail of ours"
DELAYED = "a mail of ours is late; the server goes on trying"
TOO_LARGE = "it is larger than what is taken by mail"
TOO_MANY_PARTS = "it has more parts than what is taken by mail"
TOO_MANY_LINES = "it has more lines or headers than what is taken by mail"
LOOP = "it goes round in circles, or says that it comes from the house itself"
UNREADABLE = "the house failed to process it"
STRANGER = "nobody here has the address that it came from"
FORGED = "the address it was sent to was not signed by the house"
NO_TEXT = "it answers no mail about a text"
TOO_MANY = "this sender wrote more today than the house answers"
NOT_FILED = "nothing was filed, and the sender was told why"
WORDS_ONLY = "somebody of ours wrote words, but no answer"
FILES_ONLY = "somebody of ours sent files, but no form and no words"
FILED = "answers were read, and wait to be confirmed"
CONFIRMED = "answers were read, and are confirmed"

WORDS = {
    AUTOMATIC: _l("a machine answered, not a person"),
    NOT_OURS: _l("it says that a mail came back, but of no mail of ours"),
    OTHER_ADDRESS: _l("it says that a mail came back, but of another address than ours went to"),
    ARRIVED: _l("it says that a mail arrived"),
    SEEMS_BACK: _l("a mail seems to have come back; read it"),
    PROBABLY: _l("probably automatic: its return path is empty; nobody was told of it"),
    HOLDS: _l("probably automatic, its return path being empty; but it holds files or answers: read it"),
    KNOWN: _l("that the mail came back was noted already"),
    CAME_BACK: _l("a mail of ours came back for good"),
    GIVEN_UP: _l("a server gave up a mail of ours"),
    DELAYED: _l("a mail of ours is late; the server goes on trying"),
    TOO_LARGE: _l("it is larger than what is taken by mail"),
    TOO_MANY_PARTS: _l("it has more parts than what is taken by mail"),
    TOO_MANY_LINES: _l("it has more lines or headers than what is taken by mail"),
    LOOP: _l("it goes round in circles, or says that it comes from this system itself"),
    UNREADABLE: _l("the system failed to process it"),
    STRANGER: _l("nobody here has the address that it came from"),
    FORGED: _l("the address it was sent to was not signed by this system"),
    NO_TEXT: _l("it answers no mail about a text"),
    TOO_MANY: _l("this sender wrote more today than is answered"),
    NOT_FILED: _l("nothing was filed, and the sender was told why"),
    WORDS_ONLY: _l("somebody of ours wrote words, but no answer"),
    FILES_ONLY: _l("somebody of ours sent files, but no form and no words"),
    FILED: _l("answers were read, and wait to be confirmed"),
    CONFIRMED: _l("answers were read, and are confirmed"),
}


def said(mail: ReceivedMail) -> str:
    """Say why the house did with a mail what it did, as things stand now."""
    why = CONFIRMED if mail.standing == received.CONFIRMED else mail.why
    return str(WORDS.get(why, why))
