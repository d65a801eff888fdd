"""Whom mail reaches, in words; and the letter that asks a country for a focal point: its choices, and its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any, Self

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from secretariat import clock, formats, printouts
from secretariat.errors import Refused
from secretariat.mail import plain
from secretariat.models.countries import LANGUAGES, Country
from secretariat.models.people import User
from secretariat.packets.single import Page
from secretariat.pages import Answer, language, settings
from secretariat.queries import reach as queries
from secretariat.rules.reach import FEWEST, Address, Gone, Reach
from secretariat.workflow import reach as workflow

LONGEST = 120
# To whom a letter may go.
ADDRESSEES: dict[str, Any] = {
    "mission": _l("Permanent Mission or embassy"),
    "head": _l("Head of delegation"),
    "ministry": _l("Ministry of Foreign Affairs"),
}


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


@dataclass(frozen=True)
class Choices:
    """What an officer chooses. to: of `ADDRESSEES` · until: None where no day was typed · named: say who."""

    to: str
    name: str
    language: str
    until: date | None
    signed: str
    named: bool

    @classmethod
    def first(cls, country: Country, officer: User, until: date) -> Self:
        """Return what the form begins with."""
        return cls("mission", "", country.language, until, officer.name, named=False)

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> Self:
        """Read a form."""
        try:
            until = date.fromisoformat(form.get("until", ""))
        except ValueError:
            until = None
        to, name, spoken, signed = (form.get(one, "").strip() for one in ("to", "name", "language", "signed"))
        return cls(to, name, spoken, until, signed, named="named" in form)

    def check(self, today: date) -> None:
        """Raise Refused, naming the field, where a choice cannot be."""
        if self.to not in ADDRESSEES:
            raise Refused(_("Choose to whom the letter goes."), field="to")
        if self.language not in LANGUAGES:
            raise Refused(_("Choose one of the four languages."), field="language")
        if self.until is None or self.until <= today:
            raise Refused(_("This day has passed already; choose a later one."), field="until")
        for field, text in (("name", self.name), ("signed", self.signed)):
            if len(text) > LONGEST:
                raise Refused(_("At most %(most)s characters fit.", most=LONGEST), field=field)
            try:
                plain.words(text)
            except Refused as error:
                raise Refused(error.sentence, field=field) from None
        if not self.signed:
            raise Refused(_("Write who signs for the Secretariat."), field="signed")


def letter(country: Country, chosen: Choices, *, by: User, at: datetime) -> Answer:
    """Print the letter, in the language that was chosen; its last lines are for the answer, and the trail keeps it.

    Raises Refused, naming the field, where a choice cannot be.
    """
    chosen.check(at.astimezone(country.zone).date())
    found = queries.of_country(country, at)
    workflow.letter_printed(country, to=chosen.to, language=chosen.language, by=by, at=at)
    with force_locale(chosen.language):
        page = _page(found, chosen, country.name(chosen.language))
    return printouts.sent_page(page, name=f"{country.alpha3}-{chosen.until:%Y-%m-%d}.pdf")


def _page(reach: Reach, chosen: Choices, country: str) -> Page:
    spoken, mail = chosen.language, parseaddr(settings().mail_from)[1]
    assert chosen.until is not None  # checked
    until = formats.day(chosen.until, spoken, year=True)
    today = formats.day(clock.now(), spoken, zone=clock.SECRETARIAT_ZONE, year=True)
    attention = ((_("For the attention of"), chosen.name),) if chosen.name else ()
    return Page(
        language=spoken,
        title=_("Please name a focal point"),
        where=_("Secretariat of the Los Angeles Declaration on Migration and Protection"),
        under="",
        facts=(
            (_("To"), f"{ADDRESSEES[chosen.to]}, {country}"),
            *attention,
            (_("Date"), today),
            (_("Answer by"), until),
            (_("Answer to"), mail),
        ),
        sections=(
            (_("Why we write"), _why(reach, chosen, country)),
            (_("What we ask"), _asked(mail, until)),
            (_("For the Secretariat"), (chosen.signed,)),
        ),
        signs=(_("Name and function of the focal point"), _("Address for mail"), _("Place, date and signature")),
        foot=_("This page can be sent back with its lines filled in."),
    )


def _why(reach: Reach, chosen: Choices, country: str) -> tuple[str, ...]:
    number = len(reach.living)
    reached = (
        ngettext(
            "At present one address reaches somebody in %(country)s.",
            "At present %(num)s addresses reach somebody in %(country)s.",
            number,
            country=country,
        )
        if number
        else _("At present no address reaches anybody in %(country)s.", country=country)
    )
    gone = tuple(f"{one.user.name}: {why(one)}." for one in reach.gone) if chosen.named else ()
    return (
        _("The Secretariat tells each country by mail of calls, dates and decisions."),
        reached,
        *gone,
        _("At least %(fewest)s are needed, so that nothing is missed while one person is away.", fewest=FEWEST),
    )


def _asked(mail: str, until: str) -> tuple[str, ...]:
    return (
        _("Please name a focal point, or two, by %(day)s: below, or by mail to %(mail)s.", day=until, mail=mail),
        _("Each gets an invitation by mail, which holds for seven days, and can then write and send your texts."),
    )
