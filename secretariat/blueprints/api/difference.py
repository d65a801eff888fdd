"""What is new in a text: against the version before, another one, or the country's answer to an earlier call."""

from flask import jsonify

from secretariat import readings
from secretariat.blueprints.api.place import bp
from secretariat.blueprints.api.reviews import one
from secretariat.blueprints.api.schemas import FLAG, KIND, NUMBER, TEXT, Shape, many, maybe, of
from secretariat.blueprints.api.telling import asked, tells
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action
from secretariat.queries import reviews
from secretariat.readings import Part
from secretariat.rules.actions import Action

PIECE = of({"kind": {"type": "string", "enum": ["same", "new", "gone"]}, "text": TEXT})
PART = of(
    {
        "key": TEXT,
        "kind": KIND,
        "label": TEXT,
        "changed": FLAG,
        "paragraphs": many(many(PIECE)),
        "files": many(of({"kind": PIECE["properties"]["kind"], "name": TEXT, "sha256": TEXT})),
    }
)


@bp.get("/deliverables/<int:id>/difference")
@action(Action.READ_REVIEW, one)
@tells(
    of(
        {
            "version": NUMBER,
            "against": maybe(TEXT) | {"description": "The symbol of what it is set against."},
            "of_earlier": FLAG | {"description": "Whether that answered an earlier call."},
            "unchanged": NUMBER | {"description": "How many hundredths of the text are as they were."},
            "parts": many(PART),
            "left": many(of({"key": TEXT, "label": TEXT, "text": TEXT, "files": many(TEXT)}))
            | {"description": "Answers of the other version that are no longer asked; not counted above."},
        }
    ),
    query={
        "vs": {
            "type": "string",
            "pattern": "^([0-9]{1,4}|earlier)$",
            "examples": ["2", "earlier"],
            "description": "A version's number, 'earlier' for the answer to an earlier call, 0 for nothing; absent: "
            "the version before, or where there is none the earlier answer.",
        }
    },
)
def difference(found: Deliverable) -> Answer:
    """Return the latest version of a text, question by question, with what is new in it and what is gone."""
    if not found.versions:
        raise Hidden
    text = readings.read(found, reviews.earlier(found), against=asked().get("vs", ""), only_new=False)
    return jsonify(
        version=text.version.number,
        against=text.against.symbol if text.against else None,
        of_earlier=text.of_earlier,
        unchanged=text.unchanged,
        parts=[_part(part) for part in text.parts],
        left=[{"key": one.key, "label": one.label, "text": one.words, "files": one.files} for one in text.left],
    )


def _part(part: Part) -> Shape:
    return {
        "key": part.key,
        "kind": part.kind,
        "label": part.label,
        "changed": part.changed,
        "paragraphs": [[{"kind": it.kind, "text": it.text} for it in one.pieces] for one in part.paragraphs],
        "files": [{"kind": one.kind, "name": one.facts["name"], "sha256": one.facts["sha256"]} for one in part.files],
    }
