"""Why an address reaches nobody, and to whom a letter may go, in the language that is spoken now."""

from flask_babel import gettext as _

from secretariat import formats
from secretariat.pages import language
from secretariat.rules.reach import Address, Gone


def why(one: Address) -> str:
    """Say since when an address lives, or why it does not."""
    day = formats.day(one.since, language(), year=True) if one.since else ""
    return {
        None: _("signed in last on %(day)s", day=day) if day else _("has not signed in yet"),
        Gone.ENDED: _("the role ended on %(day)s", day=day),
        Gone.SUSPENDED: _("the account is suspended"),
        Gone.BOUNCED: _("mail has come back since %(day)s", day=day),
        Gone.UNUSED: _("not used since %(day)s", day=day),
        Gone.NEVER_USED: _("invited on %(day)s and never signed in", day=day),
    }[one.why]


def addressees() -> list[tuple[str, str]]:
    """Return to whom a letter may go."""
    return [
        ("mission", _("Permanent Mission or embassy")),
        ("head", _("Head of delegation")),
        ("ministry", _("Ministry of Foreign Affairs")),
    ]
