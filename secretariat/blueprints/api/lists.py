"""Lists: calls, deliverables by the filters of their pages, countries, promises, and what waits for a reviewer."""

from flask import jsonify
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from secretariat import clock
from secretariat.blueprints.api import schemas, shapes
from secretariat.blueprints.api.place import bp
from secretariat.blueprints.api.reviews import one
from secretariat.blueprints.api.schemas import DAY, FILTERS, ID, INSTANT, NUMBER, PAGE, many, maybe, of, page_of, ref
from secretariat.blueprints.api.telling import asked, tells
from secretariat.models.calls import Call
from secretariat.models.commitments import PromiseLink
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.models.meetings import Meeting
from secretariat.pages import Answer, action, knows_reviewers, paged, who
from secretariat.queries import calls as call_queries
from secretariat.queries import commitments as commitment_queries
from secretariat.queries import neighbours, search
from secretariat.queries import overview as queries
from secretariat.queries import reviews as review_queries
from secretariat.queries import unsent as unsent_queries
from secretariat.queries.arrivals import arrivals
from secretariat.queries.commitments import Promise
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.filters import View

SIZE = 100
WHOSE: schemas.Shape = {"type": "string", "pattern": "^(mine|free|[0-9]{1,9})$", "examples": ["mine", "free", "12"]}


def view() -> View:
    """Return the view of the address."""
    return View.read(asked(), reviewers=knows_reviewers())


@bp.get("/calls")
@action(Action.USE_ACCOUNT)
@tells(page_of("calls", ref("Call")), query={"meeting": FILTERS["meeting"], "page": PAGE})
def calls() -> Answer:
    """Return the calls that one may see, newest first, a hundred at a time."""
    found = select(Call).where(policy.visible(who(), Call)).options(joinedload(Call.pillar)).order_by(Call.id.desc())
    if asked().get("meeting"):
        found = found.where(Call.meeting.has(Meeting.slug == asked()["meeting"]))
    return jsonify(shapes.page(paged(found, size=SIZE), "calls", shapes.call))


@bp.get("/deliverables")
@action(Action.USE_ACCOUNT)
@tells(
    page_of("deliverables", ref("Deliverable")),
    query=FILTERS | {"page": PAGE, "sort": {"type": "string", "enum": list(queries.SORTS)}},
)
def deliverables() -> Answer:
    """Return the deliverables that one may see, a hundred at a time, narrowed as their page is."""
    found = queries.rows(view(), who(), sort=asked().get("sort", "due"))
    total = queries.counts(view(), who()).total
    return jsonify(shapes.page(paged(found, size=SIZE, total=total), "deliverables", shapes.deliverable))


@bp.get("/deliverables/unsent")
@action(Action.ACCEPT_UNSENT)
@tells(of({"deliverables": many(ref("Deliverable"))}))
def unsent() -> Answer:
    """Return the drafts that lack nothing, whose date has passed and that nobody sent: `accept_unsent` takes one."""
    return jsonify(deliverables=[shapes.deliverable(one) for one in unsent_queries.complete(clock.now())])


@bp.get("/deliverables/search")
@action(Action.USE_ACCOUNT)
@tells(
    of(
        {
            "found": many(
                of(
                    {
                        "deliverable": ref("Deliverable"),
                        "language": schemas.LANGUAGE,
                        "pieces": many(of({"text": schemas.TEXT, "found": schemas.FLAG})),
                    }
                )
            ),
            "more": schemas.FLAG,
        }
    ),
    query=FILTERS | {"q": schemas.typed(search.LONGEST), "page": PAGE | {"maximum": 50}},
)
def search_texts() -> Answer:
    """Return the texts that one may read in which all words of `q` stand, as they were sent last, twenty at a time."""
    words, page = asked().get("q", "").strip(), int(asked().get("page", 1))
    found = search.look(words, who(), view(), page=page) if words else search.Found([], more=False)
    return jsonify(
        found=[
            {
                "deliverable": shapes.deliverable(hit.text),
                "language": hit.language,
                "pieces": [{"text": text, "found": it} for text, it in hit.pieces],
            }
            for hit in found.hits
        ],
        more=found.more,
    )


@bp.get("/deliverables/counts")
@action(Action.USE_ACCOUNT)
@tells(ref("Counts"), query=FILTERS)
def counts() -> Answer:
    """Return how many deliverables that one may see are in, owed, overdue, waiting, late."""
    return jsonify(vars(queries.counts(view(), who())))


@bp.get("/deliverables/over-time")
@action(Action.USE_ACCOUNT)
@tells(
    of(
        {
            "total": NUMBER,
            "first_due": maybe(INSTANT),
            "last_due": maybe(INSTANT),
            "days": many(of({"on": DAY, "came": NUMBER, "late": NUMBER, "sum": NUMBER})),
        }
    ),
    query=FILTERS,
)
def over_time() -> Answer:
    """Return on which days the deliverables that one may see came for the first time, in UTC."""
    found = arrivals(view(), who())
    return jsonify(
        total=found.total,
        first_due=shapes.instant(found.first_due),
        last_due=shapes.instant(found.last_due),
        days=[vars(one) | {"on": one.on.isoformat()} for one in found.days],
    )


@bp.get("/countries")
@action(Action.USE_ACCOUNT)
@tells(of({"countries": many(ref("Country"))}))
def countries() -> Answer:
    """Return the endorsing countries, in the order of their codes."""
    return jsonify(countries=[shapes.country(one) for one in call_queries.countries()])


def country(alpha2: str) -> Country | None:
    """Load a country."""
    return queries.country(alpha2)


@bp.get("/countries/<alpha2>")
@action(Action.SEE_COUNTRY, country)
@tells(
    of(
        {
            "country": ref("Country"),
            "counts": ref("Counts"),
            "owes": many(ref("Deliverable")),
            "gave": many(ref("Deliverable")),
            "promised": many(ref("Commitment")),
            "in_texts": many(ref("Promise")),
        }
    )
)
def one_country(found: Country) -> Answer:
    """Return what a country owes, gave and promised: at most a hundred each of the first two.

    in_texts: the promises of its published texts; officers and reviewers also read those not published yet. One that
    was entered by hand too bears the id of that `commitment`, and counts once.
    """
    texts = queries.of_country(found, who(), most=SIZE)
    promised = commitment_queries.rows(country=found.alpha2)
    pairs = commitment_queries.paired(promised, commitment_queries.in_texts(found, who()))
    return jsonify(
        country=shapes.country(found),
        counts=vars(queries.counts(View(country=found.alpha2), who())),
        owes=[shapes.deliverable(one) for one in texts.owes],
        gave=[shapes.deliverable(one) for one in texts.gave],
        promised=[shapes.commitment(one) for one in promised],
        in_texts=[_promise(one.promise, one.link) for one in pairs],
    )


def _promise(found: Promise, link: PromiseLink | None) -> shapes.Shape:
    """Return a promise that stands in a text."""
    return {
        "deliverable": found.version.deliverable_id,
        "version": found.version.number,
        "place": found.place,
        "commitment": link.commitment_id if link else None,
        "language": found.version.language,
        "text": found.row["text"],
        "amount": found.row["amount"] or None,
        "currency": found.row["currency"] if found.row["amount"] else None,
        "target": found.row["target"] or None,
        "due_on": found.row["due"] or None,
        "published": found.published,
    }


@bp.get("/commitments")
@action(Action.SEE_COMMITMENTS)
@tells(of({"commitments": many(ref("Commitment"))}), query={"country": schemas.CODE, "pillar": schemas.ID})
def commitments() -> Answer:
    """Return what countries promised, the latest first."""
    given = asked()
    code, pillar = given.get("country", "").upper(), given.get("pillar")
    found = commitment_queries.rows(country=code or None, pillar=int(pillar) if pillar else None)
    return jsonify(commitments=[shapes.commitment(one) for one in found])


@bp.get("/reviews")
@action(Action.SEE_QUEUE)
@tells(
    page_of("deliverables", ref("Deliverable")),
    query={"whose": WHOSE, "call": schemas.ID, "page": PAGE},
)
def queue() -> Answer:
    """Return what waits for a verdict: one's own first, then what nobody has, the oldest first."""
    given = asked()
    call_id = int(given["call"]) if given.get("call") else None
    waiting = review_queries.waiting(who(), whose=given.get("whose", ""), call_id=call_id)
    found = review_queries.for_list(waiting, symbols=True)
    return jsonify(shapes.page(paged(found, size=SIZE), "deliverables", shapes.deliverable))


@bp.get("/deliverables/<int:id>/queue")
@action(Action.READ_REVIEW, one)
@tells(
    of(
        {
            "place": NUMBER | {"description": "From 1; 0 for a text that waits no more."},
            "total": NUMBER,
            "before": maybe(ID),
            "after": maybe(ID),
            "unread": maybe(ID) | {"description": "The next one that nobody else has and that you have not read."},
            "left": NUMBER | {"description": "How many such there are besides."},
            "reviewer": maybe(schemas.TEXT) | {"description": "The address of whoever has it; nothing: nobody has."},
        }
    )
)
def place(found: Deliverable) -> Answer:
    """Return where a text stands in one's queue, what comes before and after it, and who has it."""
    has = found.reviewer.email if found.reviewer else None
    return jsonify(vars(neighbours.place(found, who())) | {"reviewer": has})
