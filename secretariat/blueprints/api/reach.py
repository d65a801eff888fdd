"""Whom mail reaches in each country, and the letter to print that asks for a focal point."""

from flask import jsonify

from secretariat import clock, reaching
from secretariat.blueprints.api import reading, shapes
from secretariat.blueprints.api.place import bp, call, sent
from secretariat.blueprints.api.schemas import (
    CODE,
    DAY,
    FLAG,
    INSTANT,
    LANGUAGE,
    NUMBER,
    TEXT,
    Shape,
    many,
    maybe,
    of,
    typed,
)  # fmt: skip
from secretariat.blueprints.api.telling import PDF, tells
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.people import COUNTRY_ROLES
from secretariat.pages import Answer, action, me
from secretariat.queries import overview
from secretariat.queries import reach as queries
from secretariat.rules import reach as rules
from secretariat.rules.actions import Action
from secretariat.rules.reach import Address, Gone, Reach

ADDRESS = of(
    {
        "name": TEXT,
        "role": {"type": "string", "enum": list(COUNTRY_ROLES)},
        "gone": maybe({"type": "string", "enum": list(Gone)}) | {"description": "Nothing where it reaches somebody."},
        "since": maybe(INSTANT) | {"description": "When that began; of one that lives the last sign-in."},
        "sentence": TEXT,
    }
)
REACH = {
    "country": CODE,
    "living": NUMBER,
    "thin": FLAG | {"description": f"Fewer than {rules.FEWEST} addresses live."},
    "addresses": many(ADDRESS),
}
LETTER = of(
    {
        "to": {"type": "string", "enum": list(reaching.ADDRESSEES)},
        "name": typed(reaching.LONGEST) | {"description": "For the attention of."},
        "language": LANGUAGE | {"description": "The country's, where it is not said."},
        "until": DAY,
        "signed": typed(reaching.LONGEST) | {"description": "Who signs: you, where it is not said."},
        "named": FLAG | {"description": "Whether it names the addresses that reach nobody."},
    },
    optional=("name", "language", "signed", "named"),
    closed=True,
)


def country(alpha2: str) -> Country | None:
    """Load the country that an address names."""
    return overview.country(alpha2)


@bp.get("/reach")
@action(Action.SEE_REACH)
@tells(of({"reach": many(of(REACH))}))
def reach() -> Answer:
    """Return for each country whom mail reaches there, and why not the others."""
    return jsonify(reach=[_shape(one) for one in queries.everywhere(clock.now())])


@bp.get("/calls/<int:id>/opening")
@action(Action.OPEN_CALL, call)
@tells(
    of(
        {
            "people": NUMBER | {"description": "Focal points whose address lives: they are mailed."},
            "unreached": many(CODE) | {"description": "Countries of which no focal point is reached."},
            "thin": many(CODE) | {"description": "Other countries in which too few addresses live."},
        }
    )
)
def reach_of_opening(found: Call) -> Answer:
    """Return whom opening a call to all countries would reach, before it is opened."""
    del found  # each call goes to the same focal points
    told = queries.focal_points(clock.now())
    unreached = [one.country.alpha2 for one in told if not one.living]
    thin = [one.country.alpha2 for one in queries.everywhere(clock.now()) if one.thin]
    return jsonify(
        people=len({it.user.id for one in told for it in one.living}),
        unreached=unreached,
        thin=[one for one in thin if one not in unreached],
    )


@bp.get("/reach/<alpha2>")
@action(Action.SEE_REACH, country)
@tells(of(REACH))
def reach_of_country(found: Country) -> Answer:
    """Return whom mail reaches in a country."""
    return jsonify(_shape(queries.of_country(found, clock.now())))


@bp.post("/reach/<alpha2>/letter")
@action(Action.PRINT_LETTER, country)
@tells(None, body=LETTER, media=PDF)
def print_reach_letter(found: Country) -> Answer:
    """Print the letter that asks a country to name a focal point; the trail keeps that it was printed."""
    return reaching.letter(found, _chosen(sent(), found), by=me(), at=clock.now())


def _chosen(body: Shape, found: Country) -> reaching.Choices:
    return reaching.Choices(
        to=body["to"],
        name=body.get("name", "").strip(),
        language=body.get("language", found.language),
        until=reading.day(body["until"], "until"),
        signed=body.get("signed", me().name).strip(),
        named=body.get("named", False),
    )


def _shape(found: Reach) -> Shape:
    return {
        "country": found.country.alpha2,
        "living": len(found.living),
        "thin": found.thin,
        "addresses": [_address(one) for one in found.addresses],
    }


def _address(one: Address) -> Shape:
    return {
        "name": one.user.name,
        "role": one.role,
        "gone": one.why,
        "since": shapes.instant(one.since),
        "sentence": reaching.why(one),
    }
