"""Rows as JSON: instants in ISO 8601 with Z, texts by language, amounts as decimals in strings."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from secretariat import clock
from secretariat.models.calls import Call
from secretariat.models.commitments import Commitment
from secretariat.models.countries import Country
from secretariat.models.deliverables import Attachment, Deliverable, Version
from secretariat.models.meetings import Meeting
from secretariat.models.people import Membership, User
from secretariat.models.presidencies import Presidency
from secretariat.models.reviews import Comment
from secretariat.pages import Paged, language, who
from secretariat.rules import answers, deadlines, kinds, opening, points, policy, states
from secretariat.rules.actions import Action
from secretariat.rules.agendas import Row
from secretariat.workflow import clearing, drafts

Shape = dict[str, Any]


def instant(moment: datetime | None) -> str | None:
    """Return an instant in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def me(user: User) -> Shape:
    """Return an account as its owner sees it."""
    return {
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "roles": [_role(one) for one in user.memberships if one.holds(who().at)],
        "presides": who().presides,
        "now": instant(clock.now()),
    }


def _role(membership: Membership) -> Shape:
    home = membership.country or membership.organisation
    return {
        "role": membership.role,
        "country": membership.country.alpha2 if membership.country else None,
        "of": home.names if home else None,
        "until": instant(membership.until),
    }


def country(found: Country) -> Shape:
    """Return a country."""
    return {"code": found.alpha2, "names": found.names, "time_zone": found.time_zone}


def call(found: Call) -> Shape:
    """Return a call; `due_at` is one instant for all, otherwise the day ends at `due_time` in each capital."""
    return {
        "id": found.id,
        "symbol": found.symbol,
        "meeting": found.meeting.slug,
        "titles": found.titles,
        "pillar": found.pillar.number if found.pillar else None,
        "due_at": instant(found.due_at),
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "due_time": found.due_time.isoformat("minutes") if found.due_on else None,
        "grace_minutes": found.grace_minutes,
        "opened_at": instant(found.opened_at),
        "closed_at": instant(found.closed_at),
    }


def call_in_full(found: Call) -> Shape:
    """Return a call with what it asks."""
    fields = [
        {
            "key": one.key,
            "kind": one.kind,
            "labels": one.labels,
            "helps": one.helps,
            "required": one.required,
            "limit_words": one.limit_words,
            "limit_characters": one.limit_characters,
            "required_from": one.required_from.isoformat() if one.required_from else None,
            "frozen_from": one.frozen_from.isoformat() if one.frozen_from else None,
            "details": one.details,
            "schema": kinds.of(one.kind).schema(one.details),
        }
        for one in found.fields
    ]
    return call(found) | {
        "number": found.number,
        "due_days": found.due_days,
        "soft": found.soft,
        "needs_clearance": found.needs_clearance,
        "ladder": [{"goes": deadlines.MAIN} | line for line in found.ladder],
        "instructions": found.instructions,
        "fields": fields,
        "quiet": found.quiet if policy.allowed(who(), Action.SEE_QUEUE) else None,
        "mark": drafts.stamp(found),
        "advice": _advice(found) if policy.allowed(who(), Action.EDIT_CALL, found) else [],
    }


def _advice(found: Call) -> list[Shape]:
    """Return what an officer is asked about a call, as its page asks it."""
    return [
        {"key": one.field.key if one.field else None, "sentence": one.sentence, "stops": one.stops}
        for one in opening.worth_a_look(found, clock.now(), language())
    ]


def deliverable(found: Deliverable) -> Shape:
    """Return a deliverable."""
    return {
        "id": found.id,
        "symbol": found.symbol,
        "call": found.call_id,
        "country": found.country.alpha2,
        "state": found.state,
        "due_at": instant(found.due_at),
        "overdue": found.overdue(clock.now()),
        "late": found.late,
        "sent_at": instant(found.sent_at),
        "changed_at": instant(found.changed_at),
    }


def deliverable_in_full(found: Deliverable) -> Shape:
    """Return a deliverable with what the person may do next, its draft and its versions where they may read them."""
    asking = who()
    reads_draft = policy.allowed(asking, Action.READ_DRAFT, found)
    reads_versions = policy.allowed(asking, Action.READ_VERSION, found)
    return deliverable(found) | {
        "actions": [one.value for one in states.steps(found) if policy.allowed(asking, one, found)],
        "draft": draft(found) if reads_draft else None,
        "versions": [version(one) for one in found.versions] if reads_versions else [],
    }


def draft(found: Deliverable) -> Shape:
    """Return what a country has written so far, and what is missing before it can be sent."""
    written = {one.field_id: one for one in found.answers}
    return {
        "answers": [
            {
                "key": field.key,
                "kind": field.kind,
                "value": written[field.id].value if field.id in written else None,
                "revision": written[field.id].revision if field.id in written else 0,
                "from_earlier": field.id in written and written[field.id].earlier_id is not None,
            }
            for field in found.call.fields
            if field.kind != "file"
        ],
        "files": [file(one) for one in found.attachments],
        "mark": clearing.mark(found),
        "points": [_point_of_draft(one) for one in points.asked(found)],
        "missing": [{"key": gap.field.key, "sentence": gap.sentence} for gap in answers.missing(found, clock.now())],
    }


def _point_of_draft(found: Comment) -> Shape:
    """Return a point as the country has it before it: an answer that is only written goes along with the text."""
    return {
        "id": found.id,
        "version": found.version.number,
        "number": found.number,
        "text": found.text,
        "answer": found.answer,
        "answered": found.answered_at is not None,
        "closed": found.closed_at is not None,
    }


def file(found: Attachment) -> Shape:
    """Return a file of a draft: the hash and size of what was received."""
    return {
        "id": found.id,
        "key": found.field.key,
        "name": found.name,
        "sha256": found.file.sha256,
        "size": found.file.size,
    }


def version(found: Version) -> Shape:
    """Return a version as it was sent, with the points that the country was sent about it."""
    return {
        "number": found.number,
        "symbol": found.symbol,
        "sha256": found.sha256,
        "submitted_at": instant(found.submitted_at),
        "submitted_by": found.submitted_by.name,
        "late": found.late,
        "language": found.language,
        "answers": found.answers,
        "files": found.files,
        "verdict": found.review.verdict if found.review else None,
        "points": [
            {
                "id": one.id,
                "number": one.number,
                "key": one.key,
                "quote": one.quote,
                "text": one.text,
                "answer": one.said,
                "closed": one.closed_at is not None,
            }
            for one in found.points
        ],
    }


def meeting(found: Meeting) -> Shape:
    """Return a meeting."""
    return {
        "slug": found.slug,
        "symbol": found.symbol,
        "kind": found.kind,
        "number": found.number,
        "titles": found.titles,
        "note": found.note,
        "city": found.city,
        "time_zone": found.time_zone,
        "starts_on": found.starts_on.isoformat(),
        "ends_on": found.ends_on.isoformat(),
        "status": found.status,
        "host": found.host.alpha2 if found.host else None,
    }


def agenda_row(row: Row) -> Shape:
    """Return a row of an agenda."""
    return {
        "number": row.number,
        "depth": row.depth,
        "kind": row.kind,
        "titles": row.titles,
        "purposes": row.purposes,
        "starts": instant(row.starts),
        "minutes": row.minutes,
        "presenter": row.presenter,
        "country": row.country,
        "pillar": row.pillar,
        "documents": list(row.symbols),
    }


def presidency(found: Presidency | None) -> Shape | None:
    """Return a term, or nothing where there is none."""
    if found is None:
        return None
    return {
        "country": country(found.country),
        "since": instant(found.since),
        "until": instant(found.until),
        "host_city": found.host_city,
        "priorities": found.priorities,
    }


def comment(found: Comment, number: int) -> Shape:
    """Return a comment of the secretariat on a version; number: of the version."""
    return {
        "id": found.id,
        "version": number,
        "key": found.key,
        "quote": found.quote,
        "internal": found.audience == "internal",
        "number": found.number,
        "text": found.text,
        "at": instant(found.at),
        "by": found.author.name,
        "sent": found.review_id is not None,
        "answer": found.said,
    }


def commitment(found: Commitment) -> Shape:
    """Return a promise with its progress."""
    return {
        "id": found.id,
        "country": found.country.alpha2,
        "meeting": found.meeting.slug if found.meeting else None,
        "pillar": found.pillar.number if found.pillar else None,
        "part_of": found.part_of_id,
        "texts": found.texts,
        "amount": decimal(found.amount),
        "currency": found.currency,
        "target": decimal(found.target),
        "unit": found.unit,
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "announced_on": found.announced_on.isoformat(),
        "progress": [
            {"on": one.on.isoformat(), "texts": one.texts, "amount": decimal(one.amount)} for one in found.progress
        ],
    }


def decimal(amount: Decimal | None) -> str | None:
    """Return a figure as a text, so that no program rounds it."""
    return None if amount is None else str(amount)


def page(found: Paged, name: str, shape: Callable[[Any], Shape]) -> Shape:
    """Return a page of a list."""
    shown = [shape(one) for one in found.rows]
    return {name: shown, "page": found.page, "pages": found.last_page, "total": found.total}
