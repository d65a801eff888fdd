"""A file that comes in pieces: begun, grown piece by piece over any number of broken lines, attached when whole.

Of the whole draft, or of the questions that one was handed.
"""

from flask import jsonify, request
from flask_babel import gettext as _

from secretariat import clock, uploads
from secretariat.blueprints.api import schemas
from secretariat.blueprints.api.place import bp, deliverable, sent
from secretariat.blueprints.api.schemas import FLAG, ID, NUMBER, TEXT, of, typed
from secretariat.blueprints.api.telling import BYTES, asked, tells
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Deliverable
from secretariat.models.files import PartialUpload
from secretariat.pages import Answer, action, me, settings
from secretariat.rules.actions import Action
from secretariat.workflow import gone
from secretariat.workflow import pieces as workflow

TOLD = of(
    {
        "token": TEXT | {"description": "By which this file is asked for, continued and ended."},
        "received": NUMBER | {"description": "Bytes; the next piece begins there."},
        "size": NUMBER,
        "piece": NUMBER | {"description": "The most bytes of one piece."},
        "done": FLAG,
    }
)


@bp.post("/deliverables/<int:id>/answers/<key>/pieces")
@action(Action.WRITE_HANDED, deliverable)
@tells(TOLD, body=of({"name": typed(500, least=1), "size": ID | {"minimum": 1}}, closed=True))
def begin_pieces(found: Deliverable, key: str) -> Answer:
    """Begin a file: its name and size in bytes are told before a byte of it is sent."""
    field = gone.asked(found, key)
    if field.kind != "file":
        raise Hidden
    body, most = sent(), settings().upload_limit
    if body["size"] > most:
        raise Refused(uploads.too_large(most), field="size")
    given = {"name": uploads.plain_name(body["name"]), "size": body["size"]}
    return _told(workflow.begin(found, field, **given, by=me(), at=clock.now(), place=settings().storage))


@bp.get("/deliverables/<int:id>/pieces/<token>")
@action(Action.WRITE_HANDED, deliverable)
@tells(TOLD)
def ask_pieces(found: Deliverable, token: str) -> Answer:
    """Return how much of a file has come, so that a program goes on there after a break."""
    return _told(_mine(found, token))


@bp.put("/deliverables/<int:id>/pieces/<token>")
@action(Action.WRITE_HANDED, deliverable)
@tells(TOLD, query={"at": ID}, body={"type": "string", "format": "binary"}, takes=BYTES)
def add_piece(found: Deliverable, token: str) -> Answer:
    """Take the piece that begins at byte `at`. Where another one comes next it is 409, which names the byte."""
    row, piece, start = _mine(found, token), request.get_data(), int(asked().get("at", 0))
    if not 0 < len(piece) <= workflow.MOST_PIECE:
        raise Refused(_("A piece has between one byte and %(most)s.", most=workflow.MOST_PIECE))
    if workflow.add(row, start, piece, at=clock.real(), place=settings().storage):
        return _told(row)
    return _not_yet(row)


@bp.post("/deliverables/<int:id>/pieces/<token>")
@action(Action.WRITE_HANDED, deliverable)
@tells(TOLD, body=of({}, closed=True))
def end_pieces(found: Deliverable, token: str) -> Answer:
    """Attach a file that has come whole. Asked again after an answer that was lost, it is still attached once."""
    sent()
    row = _mine(found, token)
    field = next((one for one in found.call.fields if one.id == row.field_id), None)
    if row.ended_at is not None:
        return _told(row)
    if field is None or row.received < row.size:
        return _not_yet(row)
    error = uploads.finish(row, found, field, by=me(), at=clock.now(), real=clock.real())
    if error:  # said and not raised: the pieces are forgotten with it
        return jsonify(error=error.sentence, field=field.key), 422
    return _told(row)


@bp.delete("/deliverables/<int:id>/pieces/<token>")
@action(Action.WRITE_HANDED, deliverable)
@tells(of({"token": TEXT}))
def stop_pieces(found: Deliverable, token: str) -> Answer:
    """Forget a file that its sender does not want to go on with."""
    workflow.give_up(_mine(found, token), place=settings().storage)
    return jsonify(token=token)


def _mine(found: Deliverable, token: str) -> PartialUpload:
    row = workflow.under_way(found, token, by=me())
    if row is None:
        raise Hidden
    return row


def _standing(row: PartialUpload) -> schemas.Shape:
    db.session.flush()
    stands = {"token": row.token, "received": row.received, "size": row.size, "piece": workflow.MOST_PIECE}
    return stands | {"done": row.ended_at is not None}


def _told(row: PartialUpload) -> Answer:
    return jsonify(_standing(row))


def _not_yet(row: PartialUpload) -> Answer:
    """Say where a file stands that is not as the program thinks; what was learned of it is kept."""
    sentence = _("%(received)s of %(size)s bytes have come.", received=row.received, size=row.size)
    return jsonify(error=sentence, **_standing(row)), 409
