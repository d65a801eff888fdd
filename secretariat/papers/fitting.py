"""Whether the answers of a form that came back fit: a limit may have become smaller since it was taken away."""

from collections.abc import Mapping

from flask_babel import get_locale
from flask_babel import gettext as _

from secretariat import formats
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.queries import calls
from secretariat.rules import answers
from secretariat.rules.changes import Facts
from secretariat.rules.kinds.base import Value
from secretariat.rules.net import net


def too_long(
    deliverable: Deliverable, returned: ReturnedForm, values: Mapping[CallField, Value]
) -> dict[CallField, str]:
    """Return what is said of each answer that is longer than fits by now, and of its limit where that was another."""
    over = {field: sentence for field, value in values.items() if (sentence := answers.too_long(field, value))}
    before = _limits_before(deliverable, returned) if over else {}
    return {
        field: " ".join(filter(None, (f"{sentence}.", _smaller(field, before.get(field.key, {})))))
        for field, sentence in over.items()
    }


def _limits_before(deliverable: Deliverable, returned: ReturnedForm) -> dict[str, Facts]:
    """Return the facts of questions that have changed since a form was taken away, as they were then, by key."""
    if returned.form is None:
        return {}
    since = [row for row in calls.changes(deliverable.call) if row.at > returned.form.made_at]
    changed = net(one for row in since for one in row.changes)
    return {str(one["key"]): one["before"] for one in changed if one["what"] == "question"}


def _smaller(field: CallField, before: Facts) -> str:
    """Say that a limit has become smaller, or come, since the form was taken away; or nothing."""
    for name in ("limit_words", "limit_characters"):
        was, now = before.get(name), getattr(field, name)
        if name not in before or now is None or (was is not None and was <= now):
            continue
        if was is None:
            return _("The limit came after the form was taken away.")
        most = formats.number(was, str(get_locale().language))
        if name == "limit_words":
            return _("After the form was taken away the limit became smaller; it was %(most)s words.", most=most)
        return _("After the form was taken away the limit became smaller; it was %(most)s characters.", most=most)
    return ""
