"""The marks by which countries write **bold**, *italic* and ## headings, where only the words count."""

import re

EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2})(?=\S)([^*\n]+?)\1(?![\w*])")
HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)


def without_emphasis(text: str | None) -> str:
    """Return a text without marks of emphasis and without spaces around it."""
    return EMPHASIS.sub(r"\2", (text or "").strip())


def plain(text: str | None) -> str:
    """Return a text without marks of emphasis and of headings."""
    return HEADING.sub("", without_emphasis(text))
