"""Words for agendas: statuses, versions, and what changed."""

from dataclasses import dataclass

from flask_babel import gettext as _

from secretariat import formats
from secretariat.models.agendas import Circulation
from secretariat.models.countries import said
from secretariat.pages import language
from secretariat.rules.agendas import Row
from secretariat.rules.revisions import Change


@dataclass(frozen=True)
class ChangeWords:
    """A change as a page says it: what happened, to which item, and how."""

    kind: str
    word: str
    number: str
    title: str
    how: str


def status_word(status: str) -> str:
    """Return the heading of an agenda by its status, 'draft' included."""
    return {
        "draft": _("Agenda, working draft"),
        "provisional": _("Provisional agenda"),
        "annotated": _("Annotated agenda"),
        "adopted": _("Adopted agenda"),
    }[status]


def version_word(circulation: Circulation) -> str:
    """Return a version for the switch: 'Provisional, Rev.1, Mon 1 Sep'."""
    word = {"provisional": _("Provisional"), "annotated": _("Annotated"), "adopted": _("Adopted")}[circulation.status]
    day = formats.day(circulation.at, language(), zone=circulation.meeting.time_zone, short=True)
    revision = [f"Rev.{circulation.number}"] if circulation.number else []
    return ", ".join([word, *revision, day])


def change_words(change: Change) -> ChangeWords:
    """Return the words for a change."""
    return ChangeWords(
        kind=change.kind,
        word={"added": _("Added"), "removed": _("Removed"), "moved": _("Moved"), "changed": _("Changed")}[change.kind],
        number=change.row.number,
        title=said(change.row.titles, language()),
        how=_how(change),
    )


def _how(change: Change) -> str:
    if change.before is None or change.after is None:
        return ""
    before, after = change.before, change.after
    was = [_("before: %(number)s", number=before.number)] if before.number != after.number else []
    return formats.parts(was + [_field(name, before, after) for name in change.fields])


def _field(name: str, before: Row, after: Row) -> str:
    match name:
        case "minutes":
            return _("%(after)s minutes instead of %(before)s", after=after.minutes, before=before.minutes)
        case "symbols":
            return _documents(before, after)
        case "titles":
            return _("its title, before: %(title)s", title=said(before.titles, language()))
        case "purposes":
            return _("its purpose")
        case "presenter":
            return _("its presenter")
        case _:
            return _("its pillar")


def _documents(before: Row, after: Row) -> str:
    new = [one for one in after.symbols if one not in before.symbols]
    gone = [one for one in before.symbols if one not in after.symbols]
    words = [_("with %(symbols)s", symbols=formats.listing(new, language()))] if new else []
    words += [_("without %(symbols)s", symbols=formats.listing(gone, language()))] if gone else []
    return ", ".join(words)
