"""`secretariat invite` and `secretariat token`: letting people and programs in."""

import click
from flask import current_app
from sqlalchemy import select

from secretariat import clock, links
from secretariat.cli.beside import working
from secretariat.database import db
from secretariat.errors import Misconfigured
from secretariat.models.countries import LANGUAGES, Country, Organisation
from secretariat.models.people import Role
from secretariat.queries import people as queries
from secretariat.workflow import accounts, audit, people

BY_COMMAND = audit.Source("command")


@click.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([one.value for one in Role]))
@click.option("--country", metavar="XX", help="ISO code, for focal points, approvers and delegates.")
@click.option("--organisation", metavar="CODE", help="Host or partner organisation, such as PADF or IOM.")
@click.option("--name", help="The person's name; the address's first part if it is left out.")
@click.option("--language", type=click.Choice(LANGUAGES), help="That of the country if it is left out.")
def invite(  # one option each
    email: str, role: str, country: str | None, organisation: str | None, name: str | None, language: str | None
) -> None:
    """Give a person a role and send them a link with which they choose a password; print the link."""
    with working():
        audit.source.set(BY_COMMAND)
        of = _country(country)
        guest = people.Guest(
            email=email.strip(),
            name=name or email.partition("@")[0],
            language=language or (of.language if of else "en"),
            role=Role(role),
            country=of,
            organisation=_organisation(organisation),
        )
        secret = current_app.config["SETTINGS"].secret_key
        invited = people.invite(guest, by=None, secret=secret, at=clock.real(), house=clock.now())
        if invited.path is None:
            click.echo(f"{email} has an account already and now has this role too.", err=True)
            return
        click.echo(
            f"The mail is on its way; the link works once, until {clock.now() + people.LIFE:%d %B %Y}:", err=True
        )
        click.echo(links.absolute(invited.path))


def _country(code: str | None) -> Country | None:
    if code is None:
        return None
    found = db.session.scalar(select(Country).where(Country.alpha2 == code.upper()))
    if found is None:
        raise Misconfigured(f"{code!r} is no endorsing country; write its two letters, such as PE.")
    return found


def _organisation(code: str | None) -> Organisation | None:
    if code is None:
        return None
    found = db.session.scalar(select(Organisation).where(Organisation.code == code.upper()))
    if found is None:
        known = ", ".join(sorted(db.session.scalars(select(Organisation.code))))
        raise Misconfigured(f"{code!r} is no organisation here; there are {known}.")
    return found


@click.group()
def token() -> None:
    """Tokens with which programs use the API."""


@token.command()
@click.argument("email")
@click.option("--label", default="command line", show_default=True, help="What will use it.")
def create(email: str, label: str) -> None:
    """Make a token that may do what the person may do; print it, this once."""
    with working():
        audit.source.set(BY_COMMAND)
        user = queries.by_email(email)
        if user is None:
            raise Misconfigured(f"There is no account with the address {email}.")
        made = accounts.make_token(user, label, by=None, at=clock.real(), house=clock.now())
    click.echo(made)
