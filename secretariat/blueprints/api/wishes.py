"""Which letters come by mail to the account that asks."""

from flask import jsonify

from secretariat import clock
from secretariat.blueprints.api.place import bp, sent
from secretariat.blueprints.api.schemas import FLAG, TEXT, Shape, many, of
from secretariat.blueprints.api.telling import tells
from secretariat.mail import names
from secretariat.mail.letter import MUTABLE
from secretariat.pages import Answer, action, me
from secretariat.rules.actions import Action
from secretariat.workflow import wishes as workflow

KIND: Shape = {"type": "string", "enum": [str(one) for one in MUTABLE]}
LETTERS = of({"letters": many(of({"kind": KIND, "name": TEXT, "by_mail": FLAG, "without": TEXT}))})


@bp.get("/me/mail")
@action(Action.USE_ACCOUNT)
@tells(LETTERS)
def my_mail() -> Answer:
    """Return the letters that one may have stop, and whether each comes by mail; without: where it is read then."""
    return _told()


@bp.put("/me/mail")
@action(Action.USE_ACCOUNT)
@tells(LETTERS, body=of({"by_mail": many(KIND) | {"maxItems": len(MUTABLE)}}, closed=True))
def choose_mail() -> Answer:
    """Say which of these letters are to come by mail; the others stop. It counts for those that wait already."""
    workflow.choose(me(), sent()["by_mail"], at=clock.now())
    return _told()


def _told() -> Answer:
    stopped = workflow.muted(me())
    return jsonify(
        letters=[
            {
                "kind": kind,
                "name": str(names.NAMES[kind]),
                "by_mail": kind not in stopped,
                "without": str(names.WITHOUT_MAIL[kind]),
            }
            for kind in workflow.offered(me(), clock.now())
        ]
    )
