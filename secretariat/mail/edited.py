"""A mail whose words an officer changed: what of its text may be changed, and the page that follows from it."""

import re
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.mail import checks, lines, plain
from secretariat.mail.letter import PROOFS
from secretariat.models.messages import Message

ADDRESS = re.compile(r"https?://\S+")
FOOT = "\n\n-- \n"
NUMBER = re.compile(r"\d+\. ")
INSET = "   "
LONGEST_SUBJECT = 300
LONGEST_BODY = 16_000  # characters; the longest that the house writes itself has some 13,000


@dataclass(frozen=True)
class Block:
    """A paragraph: its lines, and whether it is the button."""

    lines: tuple[str, ...]
    button: bool = False


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
    """Return what may be changed of the text: from the greeting on, without the foot, each paragraph on one line."""
    text = message.text.partition(FOOT)[0].split("\n\n", 2)[-1]
    return "\n\n".join("\n".join(block.lines) for block in blocks(text))


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
    shown = {"subject": subject, "blocks": blocks(words), "foot": foot.splitlines(), "language": message.language}
    with force_locale(message.language):
        html = current_app.jinja_env.get_template("mail/edited.html").render(shown)
    text = "\n\n".join((head, lines.fold(subject), *map(_folded, blocks(words))))
    return {"subject": subject, "text": f"{text}{FOOT}{foot}", "html": html}


def blocks(words: str) -> list[Block]:
    """Return the paragraphs of a text; lines that were only folded are put together again."""
    return [_block(one.splitlines()) for one in re.split(r"\n{2,}", words) if one.strip()]


def _block(said: list[str]) -> Block:
    if len(said) > 1 and ADDRESS.fullmatch(said[-1].strip()):
        return Block((" ".join(said[:-1]), said[-1].strip()), button=True)
    if NUMBER.match(said[0]):
        return Block(tuple(one.strip() for one in said))
    return Block((" ".join(one.strip() for one in said),))


def _folded(block: Block) -> str:
    """Return a paragraph as the text of a mail has it; what stands under a number is set in."""
    first, *rest = block.lines
    if block.button:
        return "\n".join((lines.fold(first), *rest))
    inset = INSET if rest or NUMBER.match(first) else ""
    return "\n".join((lines.fold(first, then=inset), *(lines.fold(line, first=inset, then=inset) for line in rest)))
