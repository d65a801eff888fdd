"""Presidencies, their handover, and what countries announced: rows of the demonstration that have no story."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from secretariat.database import db
from secretariat.models.commitments import Commitment, Progress
from secretariat.models.countries import LANGUAGES
from secretariat.models.presidencies import HandoverTask, Presidency
from secretariat.seed import data, facts
from secretariat.seed.cast import Cast

SECRETARIAT = {"en": "Secretariat", "es": "Secretaría", "pt": "Secretaria", "fr": "Secrétariat"}
# When the action packages were announced is not confirmed; the text of each says so.
PACKAGES_ON = date(2022, 10, 6)
LEADS = {
    "en": "Leads action package {number}: {what}{partners} (date to be confirmed)",
    "es": "Dirige el paquete de acción {number}: {what}{partners} (fecha por confirmar)",
    "pt": "Conduz o pacote de ação {number}: {what}{partners} (data a confirmar)",
    "fr": "Dirige le paquet d’actions {number} : {what}{partners} (date à confirmer)",
}
WITH = {"en": ", with {}", "es": ", con {}", "pt": ", com {}", "fr": ", avec {}"}


def load(cast: Cast) -> None:
    """Write the fifth ministerial, three presidencies, the handover that lies ahead, and the commitments."""
    fifth = next(one for one in data.tree("meetings")["meeting"] if "demonstration" in one)
    db.session.add(facts.meeting(fifth, cast.countries))
    load_presidencies(cast)
    load_commitments(cast)
    db.session.flush()


def load_presidencies(cast: Cast) -> None:
    """Write the terms: each ends at midnight in its own capital, and the next begins at that instant."""
    tree = data.tree("presidencies")
    since = None
    for row in tree["presidency"]:
        zone = cast.zone(row["country"])
        until = datetime.combine(date(row["year"] + 1, 1, 1), time(), zone).astimezone(UTC)
        term = Presidency(
            country=cast.countries[row["country"]],
            since=since or datetime.combine(date(row["year"], 1, 1), time(), zone).astimezone(UTC),
            until=until,
            host_city=row["city"],
            priorities=priorities(row["priorities"], cast),
        )
        db.session.add(term)
        since = until
        if row["country"] == "CO":
            term.tasks = [task(one, place, cast) for place, one in enumerate(tree["handover"], 1)]


def priorities(rows: list[dict[str, Any]], cast: Cast) -> dict[str, str]:
    """Return priorities in languages, one a line, each with the numeral of its pillar."""

    def line(row: dict[str, Any], language: str) -> str:
        numeral = f" ({cast.pillars[row['pillar']].numeral})" if "pillar" in row else ""
        return f"{row[language].removesuffix('.')}{numeral}."

    return {language: "\n".join(line(row, language) for row in rows) for language in LANGUAGES}


def task(row: dict[str, Any], place: int, cast: Cast) -> HandoverTask:
    """Return a line of the handover checklist; what was ticked off is part of the story."""
    return HandoverTask(
        position=place,
        texts=data.languages(row),
        owners={language: data.listed(owners(row["who"], language, cast), language) for language in LANGUAGES},
        due_on=row.get("due") or row["done"],
    )


def owners(who: list[str], language: str, cast: Cast) -> list[str]:
    """Return the names of who must act."""
    return [SECRETARIAT[language] if one == "S" else cast.countries[one].name(language) for one in who]


def load_commitments(cast: Cast) -> None:
    """Write what was announced, sums and their parts, and who leads which action package."""
    tree = data.tree("commitments")
    written = {row["key"]: commitment(row, cast) for row in tree["commitment"]}
    db.session.add_all(written.values())
    db.session.flush()
    for row in tree["commitment"]:
        if "part_of" in row:
            written[row["key"]].part_of_id = written[row["part_of"]].id
    db.session.add_all(package(row, cast) for row in tree["package"])


def commitment(row: dict[str, Any], cast: Cast) -> Commitment:
    """Return a commitment with its progress."""
    return Commitment(
        country=cast.countries[row["country"]],
        meeting=cast.meetings[row["meeting"]],
        pillar=cast.pillars[row["pillar"]],
        texts=data.languages(row),
        amount=Decimal(row["amount"]) if "amount" in row else None,
        currency=row.get("currency"),
        target=Decimal(row["target"]) if "target" in row else None,
        unit=row.get("unit", {}),
        due_on=row.get("due_on"),
        announced_on=row["announced_on"],
        progress=[
            Progress(
                on=one["on"],
                texts=data.languages(one),
                amount=Decimal(one["amount"]) if "amount" in one else None,
            )
            for one in row.get("progress", [])
        ],
    )


def package(row: dict[str, Any], cast: Cast) -> Commitment:
    """Return the commitment to lead an action package."""

    def text(language: str) -> str:
        partners = [cast.countries[one].name(language) for one in row["partners"]]
        joined = WITH[language].format(data.listed(partners, language)) if partners else ""
        return LEADS[language].format(number=row["number"], what=row[language], partners=joined)

    return Commitment(
        country=cast.countries[row["country"]],
        pillar=cast.pillars[row["pillar"]],
        texts={language: text(language) for language in LANGUAGES},
        unit={},
        announced_on=PACKAGES_ON,
    )
