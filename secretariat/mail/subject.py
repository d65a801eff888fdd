"""The line of a mail's head that says what it is about: folded, and encoded where it is not ASCII (RFC 2047)."""

import string

from secretariat.mail import plain

NAME = "Subject:"
WIDTH = 76
BEGIN, END = "=?utf-8?q?", "?="
LONGEST_WORD = 60  # a longer one has no place to be folded at, unless it is encoded
KEPT = {*string.ascii_letters, *string.digits, *"!*+-/"}
BYTES = [chr(one) if chr(one) in KEPT else "_" if one == ord(" ") else f"={one:02X}" for one in range(256)]


def line(text: str) -> str:
    """Return the header. Raises Refused where another one could be smuggled into it."""
    words = plain.words(text)
    folds = words.isascii() and all(0 < len(one) < LONGEST_WORD for one in words.split(" "))
    return "\r\n".join(_folded(words.split(" ")) if folds else _encoded(words))


def _folded(words: list[str]) -> list[str]:
    lines = [NAME]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append("")
        lines[-1] += f" {word}"
    return lines


def _encoded(text: str) -> list[str]:
    """Return the text in encoded words, a line each; none of them ends within a character."""
    lines, room = [f"{NAME} {BEGIN}"], WIDTH - len(END)
    for one in text:
        shown = "".join(BYTES[byte] for byte in one.encode())
        if len(lines[-1]) + len(shown) > room:
            lines[-1] += END
            lines.append(f" {BEGIN}")
        lines[-1] += shown
    return [*lines[:-1], lines[-1] + END]
