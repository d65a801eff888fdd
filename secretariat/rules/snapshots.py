"""A draft as it stands, in the shape in which versions and clearances keep it."""

from typing import Any

from secretariat.models.deliverables import Deliverable


def snapshot(deliverable: Deliverable) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return answers and files as they stand, in the shape in which a version keeps them."""
    written = {one.field_id: one.value for one in deliverable.answers}
    answers_now = [
        {"key": field.key, "kind": field.kind, "labels": field.labels, "value": written.get(field.id)}
        | ({"details": field.details} if field.details else {})
        for field in deliverable.call.fields
    ]
    files = [
        {
            "attachment": one.id,
            "key": one.field.key,
            "name": one.name,
            "sha256": one.file.sha256,
            "size": one.file.size,
            "pages": one.file.pages,
        }
        for one in deliverable.attachments
        if one.field.retired_at is None
    ]
    return answers_now, files
