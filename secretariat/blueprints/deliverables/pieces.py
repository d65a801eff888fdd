"""A file that a page sends in pieces, so that a line that breaks costs one piece and not the whole.

Begun by a form; each piece is the plain bytes behind what has come already; asked for after a break, the house says
how far it is. Whatever web process answers, the row and the disk know the rest.
"""

from flask import Response, jsonify, request, url_for
from flask_babel import gettext as _

from secretariat import clock, uploads
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import Deliverable
from secretariat.models.files import PartialUpload
from secretariat.pages import Answer, action, me, settings
from secretariat.rules.actions import Action
from secretariat.workflow import gone, pieces


@bp.post("/<int:id>/files/<key>/pieces")
@action(Action.WRITE_HANDED, one)
def begin_pieces(deliverable: Deliverable, key: str) -> Answer:
    """Begin a file: its name and size are told before a byte of it is sent."""
    field = gone.asked(deliverable, key)
    if field.kind != "file":
        raise Hidden
    size, most = request.form.get("size", 0, type=int), settings().upload_limit
    if size > most:
        raise Refused(uploads.too_large(most), field=key)
    if size <= 0:
        raise Refused(_("The file is empty (0 bytes). Choose the one that you mean."), field=key)
    name = uploads.plain_name(request.form.get("name"))
    row = pieces.begin(deliverable, field, name=name, size=size, by=me(), at=clock.now(), place=settings().storage)
    return told(row), 201


@bp.get("/<int:id>/pieces/<token>")
@action(Action.WRITE_HANDED, one)
def ask_pieces(deliverable: Deliverable, token: str) -> Answer:
    """Say how much of a file has come."""
    return told(mine(deliverable, token))


@bp.put("/<int:id>/pieces/<token>")
@action(Action.WRITE_HANDED, one)
def add_piece(deliverable: Deliverable, token: str) -> Answer:
    """Take the piece that begins at byte `at`; 409 where another one comes next."""
    row, piece = mine(deliverable, token), request.get_data()
    start = request.args.get("at", -1, type=int)
    if not 0 < len(piece) <= pieces.MOST_PIECE:
        raise Refused(_("A piece has between one byte and %(most)s.", most=pieces.MOST_PIECE))
    taken = pieces.add(row, start, piece, at=clock.real(), place=settings().storage)
    return told(row), 200 if taken else 409


@bp.post("/<int:id>/pieces/<token>")
@action(Action.WRITE_HANDED, one)
def end_pieces(deliverable: Deliverable, token: str) -> Answer:
    """Attach a file that has come whole. Asked again after an answer that was lost, it is still attached once."""
    row = mine(deliverable, token)
    field = next((one for one in deliverable.call.fields if one.id == row.field_id), None)
    if row.ended_at is not None:
        return told(row)
    if field is None or row.received < row.size:
        return told(row), 409
    error = uploads.finish(row, deliverable, field, by=me(), at=clock.now(), real=clock.real())
    if error:
        return jsonify(error=error.sentence), 422
    return told(row), 201


@bp.post("/<int:id>/pieces/<token>/stop")
@action(Action.WRITE_HANDED, one)
def stop_pieces(deliverable: Deliverable, token: str) -> Answer:
    """Forget a file that its sender does not want to go on with."""
    pieces.give_up(mine(deliverable, token), place=settings().storage)
    return jsonify(stopped=True)


def mine(deliverable: Deliverable, token: str) -> PartialUpload:
    """Return a file that whoever asks has begun."""
    row = pieces.under_way(deliverable, token, by=me())
    if row is None:
        raise Hidden
    return row


def told(row: PartialUpload) -> Response:
    """Say where a file stands, and where its next piece goes."""
    db.session.flush()
    return jsonify(
        url=url_for("deliverables.add_piece", id=row.deliverable_id, token=row.token),
        received=row.received,
        size=row.size,
        piece=pieces.MOST_PIECE,
        done=row.ended_at is not None,
    )
