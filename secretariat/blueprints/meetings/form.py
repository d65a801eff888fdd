"""The form of an agenda item: what was typed, what is wrong with it, and the facts it stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from secretariat.models.agendas import AgendaItem
from secretariat.models.countries import LANGUAGES, Country, Pillar
from secretariat.models.meetings import Document, Meeting
from secretariat.queries import agendas as queries
from secretariat.rules import ordering

LONGEST_TITLE, LONGEST_PURPOSE, LONGEST_PRESENTER = 300, 2000, 200
LONGEST_ITEM, LONGEST_PAUSE = 600, 1440
# Line ends and tabs are meant; everything else below a space comes from a broken paste or from an attack.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Choices:
    """What can be chosen in the form. tops: the items that another one can hang below, by id."""

    countries: dict[str, Country]
    pillars: dict[str, Pillar]
    papers: dict[str, list[Document]]
    tops: dict[str, AgendaItem]

    @classmethod
    def of(cls, meeting: Meeting) -> "Choices":
        """Return what a meeting offers."""
        papers: dict[str, list[Document]] = {}
        for one in queries.papers(meeting):
            papers.setdefault(one.symbol, []).append(one)
        items = {one.id: one for one in queries.items(meeting)}
        tops = [items[one.id] for one in ordering.places(list(items.values())) if one.parent is None and not one.pause]
        return cls(
            countries={one.alpha2: one for one in queries.countries()},
            pillars={str(one.number): one for one in queries.pillars()},
            papers=papers,
            tops={str(one.id): one for one in tops},
        )


@dataclass
class ItemForm:
    """What stands in the form, as text; `wrong` holds a sentence by field. pause: it is about a pause."""

    typed: dict[str, str]
    symbols: list[str]
    pause: bool
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, *, pause: bool, parent: str) -> "ItemForm":
        """Return an empty form."""
        return cls({"minutes": "15", "parent": parent}, [], pause)

    @classmethod
    def of(cls, item: AgendaItem) -> "ItemForm":
        """Return the form as an item fills it."""
        typed = {f"title.{one}": item.titles.get(one, "") for one in LANGUAGES}
        typed |= {f"purpose.{one}": item.purposes.get(one, "") for one in LANGUAGES}
        typed |= {
            "minutes": str(item.minutes),
            "presenter": item.presenter,
            "country": item.country.alpha2 if item.country else "",
            "pillar": str(item.pillar.number) if item.pillar else "",
        }
        return cls(typed, list(dict.fromkeys(one.symbol for one in item.documents)), item.kind == "pause")

    @classmethod
    def read(cls, form: MultiDict[str, str], *, pause: bool) -> "ItemForm":
        """Return what came with a request."""
        typed = {name: value.replace("\r\n", "\n").strip() for name, value in form.items() if name != "csrf_token"}
        return cls(typed, form.getlist("symbol"), pause)

    def facts(self, choices: Choices) -> dict[str, Any]:
        """Return the columns of an item; what cannot be read is said in `wrong`."""
        self.wrong = {}
        return {
            "titles": self._texts("title", LONGEST_TITLE),
            "purposes": self._texts("purpose", LONGEST_PURPOSE),
            "minutes": self._minutes(),
            "presenter": self._text("presenter", LONGEST_PRESENTER),
            "country": self._chosen("country", choices.countries),
            "pillar": self._chosen("pillar", choices.pillars),
            "documents": self._documents(choices.papers),
        }

    def parent(self, choices: Choices) -> AgendaItem | None:
        """Return the item that a new one hangs below."""
        return self._chosen("parent", choices.tops)

    def _texts(self, name: str, most: int) -> dict[str, str]:
        found = {language: self._text(f"{name}.{language}", most) for language in LANGUAGES}
        if name == "title" and not found["en"]:
            self.wrong.setdefault("title.en", _("Write a title in English; the other languages may stay empty."))
        return {language: text for language, text in found.items() if text}

    def _text(self, name: str, most: int) -> str:
        text = self.typed.get(name, "")
        count = len(text)
        if CONTROL.search(text):
            self.wrong[name] = _("This text contains control characters; paste it again as plain text.")
        elif count > most:
            self.wrong[name] = _("This text has %(count)s characters; at most %(most)s fit.", count=count, most=most)
        return text

    def _minutes(self) -> int:
        text, most = self.typed.get("minutes", ""), LONGEST_PAUSE if self.pause else LONGEST_ITEM
        if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > most:
            self.wrong["minutes"] = _("Write whole minutes from 0 to %(most)s, such as 15.", most=most)
            return 0
        return int(text)

    def _chosen(self, name: str, choices: Mapping[str, Any]) -> Any:
        text = self.typed.get(name, "")
        if text and text not in choices:
            self.wrong[name] = _("Choose one of the list; what was chosen is not there any more.")
        return choices.get(text)

    def _documents(self, papers: Mapping[str, list[Document]]) -> list[Document]:
        """Return the chosen documents in all their languages, in the order of their symbols."""
        if any(symbol not in papers for symbol in self.symbols):
            self.wrong["symbol"] = _("One of the documents is not there any more; choose again.")
        return [one for symbol, some in papers.items() if symbol in self.symbols for one in some]
