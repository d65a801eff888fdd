"""Files: they hang on the question and are no value themselves."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from secretariat.models.calls import CallField
from secretariat.rules.kinds.base import Controls, Details, Kind, Value


class File(Kind):
    """A file. It has no value; its attachments count."""

    def word(self) -> str:
        return _("file (PDF, Office or picture)")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        return None

    def controls(self, field: CallField, value: Value) -> Controls:
        return {}

    def fits(self, value: Value) -> bool:
        return value is None

    def plain(self, value: Value, details: Details, language: str) -> str:
        return ""

    def schema(self, details: Details) -> dict[str, Any]:
        return {"type": "null"}
