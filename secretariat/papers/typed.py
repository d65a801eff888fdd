"""The form as plain text, to be typed into: any telephone and any line can carry it. `plain` reads it again."""

from flask_babel import gettext as _

from secretariat.papers.boxes import Question
from secretariat.papers.plain import RULE
from secretariat.papers.sheet import Sheet


def written(sheet: Sheet) -> str:
    """Return a form as text."""
    lines = [sheet.title, sheet.line, "", *sheet.guide, "", *(line for one in sheet.questions for line in asked(one))]
    return "\r\n".join("\r\n".join(line.splitlines()) for line in [*lines, f"{RULE} " + _("End of the form"), ""])


def asked(question: Question) -> list[str]:
    """Return the lines of a question."""
    colon = _(":")
    lines = [f"{RULE} {question.number}. {question.label}"]
    if question.help:
        lines.append(f"    {question.help}")
    for row in question.rows:
        lines += [f"[{box.name}] {box.asked}{colon} {box.shown}" for box in row]
    return [*lines, ""]
