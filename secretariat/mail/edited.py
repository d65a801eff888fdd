"""A mail whose words an officer changed: what of its text may be changed, and the page that follows from it."""

import re
from dataclasses import dataclass
from itertools import groupby

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.mail import checks, lines, paged, plain
from secretariat.mail.letter import PROOFS
from secretariat.models.messages import Message

ADDRESS = re.compile(r"https?://\S+")
FOOT = "\n\n-- \n"
NUMBER = re.compile(r"(\d{1,3})\. (.*)")
POINT = "- "
INSET = "   "
LONGEST_SUBJECT = 300
LONGEST_BODY = 16_000  # characters; the longest that the house writes itself has some 13,000


@dataclass(frozen=True)
class Block:
    """A paragraph, a numbered thing, a list of points, or the button with its address: its lines as they were typed.

    kind: 'p', 'ol', 'ul' or 'button' · number: of a numbered thing, whose first line is its title.
    """

    lines: tuple[str, ...]
    kind: str = "p"
    number: int = 0


def may_be(message: Message) -> bool:
    """Tell whether its words may be changed: it is held, no copy can have left, and it proves nothing."""
    return message.state == "held" and not message.attempts and message.kind not in PROOFS


def anew(message: Message) -> bool:
    """Tell whether another mail with other words may take its place: it was tried, and proves nothing."""
    return message.state in {"waiting", "held"} and message.attempts > 0 and message.kind not in PROOFS


def why_not(message: Message) -> str:
    """Say why the words of a mail that has not left are not changed now; '' where they may be, or it leaves no more."""
    if may_be(message) or message.state not in {"waiting", "held"}:
        return ""
    if message.kind in PROOFS:
        return _("It proves what came, or lets somebody into an account: nobody changes its words.")
    if message.attempts:
        return _("It was tried already, so somebody may have it with these words: they are not changed any more.")
    return _("Hold it first: while it is held its words can be changed.")


def body(message: Message) -> str:
    """Return what may be changed of a mail: from the greeting on, without the foot.

    As its page has it, where no paragraph is folded: lines are those that somebody ended.
    """
    return "\n\n".join(paged.paragraphs(message.html))


def check(message: Message, subject: str, words: str) -> None:
    """Raise Refused, naming the control, where a mail cannot say this."""
    for control, said, most, plainly in (
        ("subject", subject, LONGEST_SUBJECT, plain.words),
        ("text", words, LONGEST_BODY, plain.prose),
    ):
        if not said:
            raise Refused(_("Write something here."), field=control)
        if len(said) > most:
            raise Refused(_("%(count)s characters; at most %(most)s fit.", count=len(said), most=most), field=control)
        try:
            plainly(said)
        except Refused as error:
            raise Refused(error.sentence, field=control) from None
    if ADDRESS.findall(words) != ADDRESS.findall(body(message)):
        raise Refused(_("A mail has one link; leave its line as it was, and add no other."), field="text")
    checks.prose(subject, field="subject")
    checks.prose(_anew(message, words), field="text")


def _anew(message: Message, words: str) -> str:
    """Return the lines that the mail did not have: what the house wrote, or a country, was never checked as theirs."""
    had = body(message).splitlines()
    return "\n".join(one for one in words.split("\n") if one not in had and not ADDRESS.fullmatch(one.strip()))


def rewritten(message: Message, subject: str, words: str) -> dict[str, str]:
    """Return subject, text and page of a mail with other words, as columns of a message."""
    head, foot = message.text.split("\n\n", 1)[0], message.text.partition(FOOT)[2]
    said = blocks(words)
    shown = {"subject": subject, "groups": _groups(said), "lead": _lead(said), "foot": paged.foot(message.html)}
    shown["language"] = message.language
    with force_locale(message.language):
        html = current_app.jinja_env.get_template("mail/edited.html").render(shown)
    text = "\n\n".join((head, lines.fold(subject), *map(_folded, said)))
    return {"subject": subject, "text": f"{text}{FOOT}{foot}", "html": html}


def blocks(words: str) -> list[Block]:
    """Return the paragraphs of a text, as the plain conventions mark them: '1. ' a numbered thing, '- ' a point."""
    return [block for one in re.split(r"\n[ \t]*\n", words) if (said := lines.each(one)) for block in _blocks(said)]


def _blocks(said: list[str]) -> list[Block]:
    if len(said) > 1 and ADDRESS.fullmatch(said[-1]):
        return [Block((" ".join(said[:-1]), said[-1]), "button")]
    if all(one.startswith(POINT) for one in said):
        return [Block(tuple(one.removeprefix(POINT) for one in said), "ul")]
    return _numbered(said) if NUMBER.match(said[0]) else [Block(tuple(said))]


def _numbered(said: list[str]) -> list[Block]:
    """Return the numbered things of a paragraph: another one begins with the next number."""
    found: list[Block] = []
    for one in said:
        number = NUMBER.match(one)
        if number and (not found or int(number[1]) == found[-1].number + 1):
            found.append(Block((number[2],), "ol", int(number[1])))
        else:
            found[-1] = Block((*found[-1].lines, one), "ol", found[-1].number)
    return found


def _groups(said: list[Block]) -> list[tuple[str, list[Block]]]:
    """Return the blocks as a page holds them: what is numbered one after the other is one list."""
    return [(kind, list(those)) for kind, those in groupby(said, key=lambda one: one.kind)]


def _lead(said: list[Block]) -> Block | None:
    """Return the paragraph that says what to do: the first after the greeting, which ends with a comma or a colon."""
    below = said[1:] if said and said[0].lines[-1].endswith((",", ":")) else said
    return below[0] if below and below[0].kind == "p" else None


def _folded(block: Block) -> str:
    """Return a paragraph as the text of a mail has it; what stands under a number is set in."""
    match block.kind:
        case "button":
            return "\n".join((lines.fold(block.lines[0]), *block.lines[1:]))
        case "ul":
            return "\n".join(lines.fold(one, first=POINT, then="  ") for one in block.lines)
        case "ol":
            first, *rest = block.lines
            begun = lines.fold(f"{block.number}. {first}", then=INSET)
            return "\n".join((begun, *(lines.fold(one, first=INSET, then=INSET) for one in rest)))
        case _:
            return lines.fold("\n".join(block.lines))
