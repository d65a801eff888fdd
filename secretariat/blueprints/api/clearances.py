"""Clearance on paper: the page to print and sign, and the picture that finds its text by the code on it.

By account it is a step of the text: `clear`.
"""

from flask import jsonify, request
from flask_babel import gettext as _

from secretariat import clock, printouts, uploads
from secretariat.blueprints.api import shapes
from secretariat.blueprints.api.place import bp, deliverable, sent
from secretariat.blueprints.api.schemas import FLAG, ID, INSTANT, TEXT, many, maybe, of, typed
from secretariat.blueprints.api.telling import BYTES, FORM, PDF, tells
from secretariat.errors import Hidden, Refused
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action, given, me, who
from secretariat.queries import clearances as queries
from secretariat.rules import clearances as rules
from secretariat.rules import policy, snapshots
from secretariat.rules.actions import Action
from secretariat.workflow import asking
from secretariat.workflow import clearing as workflow

CLEARANCE = of(
    {
        "code": TEXT | {"description": "Of the printed page."},
        "how": {"type": "string", "enum": ["account", "paper"]},
        "fingerprint": TEXT | {"description": "SHA-256 of the text that it clears."},
        "made_at": INSTANT,
        "given_at": maybe(INSTANT),
        "given_by": maybe(TEXT),
        "signed": FLAG | {"description": "Whether the picture of a signed page is here."},
        "stands": FLAG | {"description": "Whether it was given, and stands for the draft as it is asked and answered."},
    }
)

ASKED = of({"asked_at": INSTANT, "asked_by": TEXT, "asked": many(TEXT)})


@bp.get("/deliverables/<int:id>/clearances")
@action(Action.READ_DRAFT, deliverable)
@tells(of({"clearances": many(CLEARANCE)}))
def clearances(found: Deliverable) -> Answer:
    """Return the clearances of a text, given or only asked for, the newest first."""
    return jsonify(clearances=[_shape(one) for one in queries.of_text(found)])


@bp.post("/deliverables/<int:id>/clearances")
@action(Action.CLEAR_ON_PAPER, deliverable)
@tells(CLEARANCE, body=of({}, closed=True))
def ask_clearance(found: Deliverable) -> Answer:
    """Make the page that is printed and signed; the same one as long as the text stays as it is."""
    sent()
    return jsonify(_shape(workflow.ask(found, by=me(), at=clock.now())))


@bp.post("/deliverables/<int:id>/clearances/asked")
@action(Action.ASK_CLEARANCE, deliverable)
@tells(ASKED, body=of({}, closed=True))
def ask_approvers(found: Deliverable) -> Answer:
    """Ask the approvers of the country for clearance by account; each gets a mail.

    Within a day the request that stands is answered, and no second mail is written.
    """
    sent()
    return jsonify(_asked(found, asking.ask(found, by=me(), at=clock.now())))


@bp.delete("/deliverables/<int:id>/clearances/asked")
@action(Action.ASK_CLEARANCE, deliverable)
@tells(of({"taken_back": FLAG}))
def take_request_back(found: Deliverable) -> Answer:
    """Take the request back, where one stands."""
    return jsonify(taken_back=asking.take_back(found, by=me(), at=clock.now()))


def _asked(found: Deliverable, request: Clearance) -> dict[str, object]:
    names = queries.told(request, found.country_id)
    return {"asked_at": shapes.instant(request.made_at), "asked_by": request.made_by.name, "asked": names}


@bp.get("/deliverables/<int:id>/clearances/<code>.pdf")
@action(Action.READ_DRAFT, deliverable)
@tells(None, media=PDF)
def clearance_page(found: Deliverable, code: str) -> Answer:
    """Return the page to print."""
    asked = _of_this(found, code)
    return printouts.sent_page(printouts.clearance(asked), name=f"{found.symbol.replace('/', '-')}-{asked.code}.pdf")


@bp.get("/deliverables/<int:id>/clearances/<code>/signed")
@action(Action.READ_DRAFT, deliverable)
@tells(None, media=BYTES)
def signed_page(found: Deliverable, code: str) -> Answer:
    """Return the picture of a signed page."""
    file = _of_this(found, code).file
    if file is None:
        raise Hidden
    return given(file.given, f"{code}.pdf", media_type=BYTES)


@bp.post("/deliverables/<int:id>/clearances/signed")
@action(Action.CLEAR_ON_PAPER, deliverable)
@tells(
    of({"deliverable": ID, "code": TEXT, "cleared": FLAG}),
    body=of(
        {
            "photo": {"type": "string", "format": "binary"},
            "code": typed(40) | {"description": "As it stands on the page, where the square cannot be read."},
        },
        optional=("code",),
    ),
    takes=FORM,
)
def file_signed(found: Deliverable) -> Answer:
    """File the picture of a signed page with the text of the country that its code names.

    `cleared` does not hold where that text, or what its questions are called, was changed since the page was printed.
    """
    del found
    part, written = request.files.get("photo"), request.form.get("code", "")
    if part is None or not part.filename:
        raise Refused(_("Choose the photograph or the scan of the signed page."), field="photo")
    picture = uploads.receive(part.stream, field="photo", at=clock.now())
    code = rules.typed(written) if written.strip() else uploads.code_on(picture)
    page = queries.by_code(code) if code else None
    if page is None or not policy.allowed(who(), Action.CLEAR_ON_PAPER, page.deliverable):
        raise Refused(_("No page has this code, or it cannot be read: send it as ‘code’."), field="code")
    cleared = workflow.file(page, picture, by=me(), at=clock.now())
    return jsonify(deliverable=page.deliverable_id, code=page.code, cleared=cleared)


def _of_this(found: Deliverable, code: str) -> Clearance:
    asked = queries.by_code(code)
    if asked is None or asked.deliverable_id != found.id:
        raise Hidden
    return asked


def _shape(found: Clearance) -> dict[str, object]:
    now = snapshots.snapshot(found.deliverable)
    return {
        "code": found.code,
        "how": found.how,
        "fingerprint": found.fingerprint,
        "made_at": shapes.instant(found.made_at),
        "given_at": shapes.instant(found.given_at),
        "given_by": found.given_by.name if found.given_by else None,
        "signed": found.file_id is not None,
        "stands": found.given_at is not None and rules.same_text((found.answers, found.files), now),
    }
