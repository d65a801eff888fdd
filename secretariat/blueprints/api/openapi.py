"""What the API offers, as an OpenAPI document: made from the routes themselves, so that none is left out."""

import re
from typing import Any

from flask import current_app
from werkzeug.routing import Rule

from secretariat.models.calls import FieldKind
from secretariat.models.deliverables import State
from secretariat.rules import kinds, policy, states
from secretariat.rules.actions import Action

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
DEEDS = [line.action.value for line in states.TABLE if line.action != Action.WRITE]
BODIES: dict[str, Shape] = {
    "api.take_step": {
        "type": "object",
        "required": ["action", "state"],
        "properties": {
            "action": {
                "type": "string",
                "enum": [line.action.value for line in states.TABLE if line.action != "write"],
            },
            "state": {"type": "string", "enum": list(State), "description": "The state that the program saw."},
            "reason": {"type": "string", "description": "With waive and reopen."},
            "point": {"type": "string", "description": "For the country, with request_changes and reject."},
            "once": {"type": "string", "description": "A key of yours: sent again, a submission counts once."},
        },
    },
    "api.put_answer": {
        "type": "object",
        "required": ["value", "revision"],
        "properties": {
            "value": {
                "description": "In the shape of the field's kind.",
                "anyOf": [one.schema({}) for name, one in kinds.KINDS.items() if name != FieldKind.FILE],
            },
            "revision": {"type": "integer", "description": "The revision that the program saw; 0 for none."},
        },
    },
}
QUERIES: dict[str, dict[str, Shape]] = {
    "api.deliverables": {
        "call": NUMBER,
        "country": {"type": "string", "description": "Two letters of ISO 3166."},
        "state": {"type": "string", "enum": list(State)},
        "page": NUMBER,
    },
    "api.agenda": {"v": {"type": "string", "enum": ["draft"]}},
}
PROBLEMS = {
    "401": "No valid token.",
    "403": "One may see this, but not do it.",
    "404": "Nothing here for this account.",
    "409": "Somebody was faster; the sentence says who.",
    "422": "A rule says no; the sentence says why.",
}


def document() -> Shape:
    """Return the document."""
    paths: dict[str, Shape] = {}
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda one: one.rule):
        if rule.endpoint.startswith("api."):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
                paths.setdefault(path, {})[method.lower()] = _operation(rule, method)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Secretariat",
            "version": "1",
            "description": "What pages show and do, under the same policy. Tokens are made on the account's page.",
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Problem": {"type": "object", "required": ["error"], "properties": {"error": TEXT}},
            },
        },
        "paths": paths,
    }


def _operation(rule: Rule, method: str) -> Shape:
    view = current_app.view_functions[rule.endpoint]
    words = re.sub(r"\s+", " ", (view.__doc__ or "").strip())
    public = policy.open_to_visitors(view.__dict__["action"])
    return {
        "operationId": rule.endpoint.removeprefix("api."),
        "summary": words.partition(". ")[0].rstrip("."),
        "description": words,
        "security": [] if public else [{"token": []}],
        "parameters": _parameters(rule),
        "responses": _responses(rule, public=public, writes=method != "GET"),
        **_body(rule.endpoint),
    }


def _parameters(rule: Rule) -> list[Shape]:
    numbers = {name for name, converter in rule._converters.items() if "Integer" in type(converter).__name__}  # noqa: SLF001
    named = [
        {"name": name, "in": "path", "required": True, "schema": NUMBER if name in numbers else TEXT}
        for name in sorted(rule.arguments)
    ]
    asked = QUERIES.get(rule.endpoint, {})
    return named + [{"name": name, "in": "query", "schema": schema} for name, schema in asked.items()]


def _responses(rule: Rule, *, public: bool, writes: bool) -> Shape:
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    codes = (["401"] if not public else []) + (["404"] if rule.arguments else [])
    codes += ["403", "409", "422"] if writes else []
    answers: Shape = {"200": {"description": "As described.", "content": {"application/json": {}}}}
    return answers | {code: {"description": PROBLEMS[code], "content": problem} for code in sorted(codes)}


def _body(endpoint: str) -> Shape:
    if endpoint not in BODIES:
        return {}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": BODIES[endpoint]}}}}
