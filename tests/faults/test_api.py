"""A tester that knows only the document tries every route with what it allows and what it does not.

For three roles; with TRIALS=many for all of them, and with many more examples.

It finds answers that the document does not name, bodies in another shape than it says, wrong data that is taken, and
every 500. Rules of the house may refuse what the document allows (422), so that is no fault.
"""

import contextvars
import os
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select

from secretariat import clock
from secretariat.database import db
from secretariat.models.forms import ReturnedForm
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import accounts
from tests.access.world import World
from tests.factories import add

MANY = os.environ.get("TRIALS") == "many"
EXAMPLES = 300 if MANY else 5
# What is done to a draft, and would be refused of a text that was sent.
DRAFTING = ("/answers/", "/changes", "/clearances", "/earlier", "/files/", "/forms", "/handed", "/links")
ROLES = ("focal PE", Role.REVIEWER, Role.OFFICER)
OTHERS = ("approver PE", "delegate PE", "chair", Role.OBSERVER, Role.AUDITOR)


def wrong_data_is_refused(context: Any, answer: Any, case: Any) -> Any:
    """Find wrong data that was taken; what the tester could not write into an address was never sent."""
    sent = {name for name, _text in parse_qsl(urlsplit(answer.request.url).query, keep_blank_values=True)}
    if set(case.query or {}) - sent:
        return None
    return negative_data_rejection(context, answer, case)


CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    wrong_data_is_refused,
]


@pytest.fixture
def world(session, app):
    with app.test_request_context():
        yield with_more(World(app))


def with_more(world: World) -> World:
    """Add what only programs that steer need: two rungs of a call, and a form that came back."""
    for days in (-7, -3):
        add(ReminderRule(call_id=world.closed_call.id, offset_days=days))
    back = {"by_id": world.people["focal PE"].id, "at": clock.real(), "name": "form.txt", "texts": {"summary": "Peru."}}
    add(ReturnedForm(deliverable_id=world.peru.draft, **back))
    db.session.commit()
    return world


def token(world: World, role: str) -> dict[str, str]:
    """Return the header of a person's token."""
    person = world.people[role]
    made = accounts.make_token(person, "tester", by=person, at=clock.real(), house=clock.now())
    db.session.commit()
    return {"Authorization": f"Bearer {made}"}


def from_outside(app: Flask) -> Callable[..., Iterable[bytes]]:
    """Return the house as a server would ask it: no request shares the context of the test."""

    def served(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # the tester says that it unpacks, and does not
        return contextvars.Context().run(lambda: [b"".join(app(environ, start))])

    return served


def operations(world: World) -> list[Any]:
    """Return every operation of the document."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", from_outside(world.app))
    return [found.ok() for found in document.get_all_operations()]


def there(world: World, case: Any) -> dict[str, Any]:
    """Return the values of an address behind which something lies, so that more is tried than 404."""
    path, peru = case.operation.path, world.peru
    known = {
        "slug": world.meeting.slug, "key": "summary", "alpha2": "PE", "attachment_id": peru.attachment, "number": 1,
        "build_id": world.build.id, "code": "PE0000000", "mail_id": world.mail.id,
        "rung_id": db.session.scalars(select(ReminderRule.id).order_by(ReminderRule.id.desc())).first(),
        "returned_id": db.session.scalars(select(ReturnedForm.id)).first(),
    }  # fmt: skip
    drafting = any(part in path for part in DRAFTING)
    known["id"] = peru.draft if drafting else peru.deliverable
    known["id"] = world.closed_call.id if "/calls/" in path else known["id"]
    known["id"] = peru.message if "/messages/" in path else known["id"]
    return {name: known.get(name, value) for name, value in case.path_parameters.items()}


@pytest.mark.timeout(0 if MANY else 480)
@pytest.mark.parametrize("role", ROLES + OTHERS if MANY else ROLES)
def test_a_tester_that_reads_the_document_finds_no_fault(world, role):
    headers = token(world, role)
    seen: Counter[int] = Counter()
    for operation in operations(world):
        for mode in GenerationMode:
            seen += trial(world, operation, mode, headers)
    assert seen.total() > EXAMPLES * 20
    assert seen[200] > EXAMPLES * 5  # a tester whom nobody lets in would find nothing either


def trial(world: World, operation: Any, mode: GenerationMode, headers: dict[str, str]) -> Counter[int]:
    """Try one operation; return the answers. What takes nothing has no wrong data."""
    seen: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not MANY,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=some.booleans())
    def holds(case: Any, *, real: bool) -> None:
        if real and case.path_parameters and path_is_right(case):
            case.path_parameters = there(world, case)
        answer = case.call(headers=headers)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    if mode == GenerationMode.POSITIVE or can_be_wrong(operation):
        holds()
    return seen


def path_is_right(case: Any) -> bool:
    """Tell whether the tester meant the address to be right."""
    parts = {str(getattr(name, "value", name)): part.mode for name, part in case.meta.components.items()}
    return parts.get("path") != GenerationMode.NEGATIVE


def can_be_wrong(operation: Any) -> bool:
    """Tell whether an operation takes anything of which something could be wrong."""
    return bool(operation.body) or bool(operation.query) or bool(operation.path_parameters)


@pytest.mark.parametrize("role", [Role.OFFICER])
def test_no_route_answers_without_its_token(world, role):
    headers = token(world, role)
    for operation in operations(world):
        if operation.definition.raw.get("security"):
            secured(operation, headers)


def secured(operation: Any, headers: dict[str, str]) -> None:
    @settings(max_examples=1, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def holds(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=[ignored_auth])

    holds()
