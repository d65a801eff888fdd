"""What the API offers, as an OpenAPI document: made from the routes themselves, so that none is left out."""

import re
from typing import Any

from flask import current_app
from werkzeug.routing import Rule

from secretariat.blueprints.api import schemas
from secretariat.blueprints.api.telling import JSON, Told, told_by
from secretariat.rules import policy

Shape = dict[str, Any]
PROBLEMS = {
    "400": "The request could not be understood.",
    "401": "No valid token.",
    "403": "One may see this, but not do it.",
    "404": "Nothing here for this account.",
    "409": "Somebody was faster; the sentence says who.",
    "413": "Larger than what is taken.",
    "422": "A rule says no; the sentence says why.",
    "423": "Somebody else is changing the same thing; send it again.",
    "503": "The store of files does not answer; try again when Retry-After says.",
    "507": "There is no room left for files.",
}


def document() -> Shape:
    """Return the document."""
    paths: dict[str, Shape] = {}
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda one: one.rule):
        if rule.endpoint.startswith("api."):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
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
            "schemas": schemas.NAMED,
        },
        "paths": paths,
    }


def _operation(rule: Rule, method: str) -> Shape:
    view, told = current_app.view_functions[rule.endpoint], told_by(rule.endpoint)
    words = re.sub(r"\s+", " ", (view.__doc__ or "").strip())
    public = policy.open_to_visitors(view.__dict__["action"])
    return {
        "operationId": rule.endpoint.removeprefix("api."),
        "summary": words.partition(". ")[0].rstrip("."),
        "description": words,
        "security": [] if public else [{"token": []}],
        "parameters": _parameters(rule, told),
        "responses": _responses(rule, told, public=public, writes=method != "GET"),
        **_body(told),
    }


def _parameters(rule: Rule, told: Told) -> list[Shape]:
    numbers = {name for name, converter in rule._converters.items() if "Integer" in type(converter).__name__}  # noqa: SLF001
    named = [
        {"name": name, "in": "path", "required": True, "schema": schemas.ID if name in numbers else schemas.TEXT}
        for name in sorted(rule.arguments)
    ]
    return named + [{"name": name, "in": "query", "schema": schema} for name, schema in told.query.items()]


def _responses(rule: Rule, told: Told, *, public: bool, writes: bool) -> Shape:
    problem = {JSON: {"schema": schemas.ref("Problem")}}
    codes = [] if public else ["401", "403"]
    codes += ["404"] if rule.arguments else []
    codes += ["422"]  # what may not stand in the address
    codes += ["400", "403", "409", "413", "422", "423"] if writes else []
    codes += ["503", "507"] if told.takes != JSON else []
    codes += ["503"] if told.media != JSON else []
    content = {"type": "string", "format": "binary"} if told.answer is None else told.answer
    answers: Shape = {"200": {"description": "As described.", "content": {told.media: {"schema": content}}}}
    return answers | {code: {"description": PROBLEMS[code], "content": problem} for code in sorted(set(codes))}


def _body(told: Told) -> Shape:
    if told.body is None:
        return {}
    return {"requestBody": {"required": True, "content": {told.takes: {"schema": told.body}}}}
