"""The annexes of the demonstration: real PDFs, printed from its own figures when it is loaded.

They are not shipped as binaries; what was printed once is kept by its content in a folder of the instance.
"""

import hashlib
import json
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secretariat.packets.crew import Crew
from secretariat.seed import data, press

TONES = ("#b07a10", "#14807f", "#57296b", "#17466a", "#8a3b2e", "#3f6212")
FIRST_PARAGRAPHS = 3
Content = dict[str, Any]


class NotPrinted(RuntimeError):
    """The annexes of the demonstration could not be printed; the text says why."""


class Folder:
    """Printed annexes by their content."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def print(self, contents: list[Content]) -> None:
        """Print what is not there yet, in one child."""
        self.root.mkdir(parents=True, exist_ok=True)
        missing = {str(self.path(one)): one for one in contents if not self.path(one).exists()}
        if not missing:
            return
        with tempfile.TemporaryDirectory() as folder, Crew(press.__name__, patience=press.SECONDS) as crew:
            listed = Path(folder) / "list.json"
            listed.write_text(json.dumps(missing), encoding="utf-8")
            for _place, answer in crew.run([{"list": str(listed)}]):
                if answer:
                    raise NotPrinted(str(answer))

    def path(self, content: Content) -> Path:
        """Return where an annex lies, or would lie."""
        said = json.dumps(content, sort_keys=True) + press.SOURCE.read_text(encoding="utf-8")
        return self.root / f"{hashlib.sha256(said.encode()).hexdigest()}.pdf"

    def read(self, content: Content) -> bytes:
        """Return an annex; one that was cut off on its way stops in the middle."""
        whole = self.path(content).read_bytes()
        return whole[: len(whole) // 2] if content["damaged"] else whole


def content(file: dict[str, Any], *, text: str, row: dict[str, str], place: int, letter: bool) -> Content:
    """Return what an annex says: a page of text, and as many tables as there are further pages.

    file: title, pages (1 to 20) · text: what it accompanies · row: of `countries.csv` · place: colours it.
    """
    return {
        "language": row["language"],
        "country": row[f"name_{row['language']}"],
        "title": file["title"],
        "words": data.tree("annexes")["words"][row["language"]],
        "tone": TONES[place % len(TONES)],
        "letter": letter,
        "signed": row[f"capital_{row['language']}"],
        "paragraphs": list(plain(text))[:FIRST_PARAGRAPHS],
        "tables": list(tables(row, file["title"], file["pages"] - 1)),
        "tagged": not letter and file["pages"] > 6,  # noqa: PLR2004  as in life: some are tagged, most are not
        "damaged": file.get("damaged", False),
    }


def plain(text: str) -> Iterator[str]:
    """Yield the paragraphs of a Markdown text without its marks."""
    for paragraph in text.strip().split("\n\n"):
        if not paragraph.startswith("#"):
            yield re.sub(r"[*_]+|^[-\d]+\.? ", "", paragraph, flags=re.MULTILINE)


def tables(row: dict[str, str], title: str, count: int) -> Iterator[Content]:
    """Yield tables of figures that are made up, and the same each time."""
    annexes = data.tree("annexes")
    dice = random.Random(title)  # noqa: S311  figures for a demonstration
    for measure in annexes["measures"][row["language"]][:count]:
        size = dice.choice((20, 90, 400))
        rows = []
        for name in annexes["places"][row["alpha2"]]:
            months = [dice.randint(size // 3, size * 2) for _month in range(6)]
            rows.append([name, *months, sum(months)])
        yield {"title": measure, "rows": rows}
