"""Markdown that people typed, as HTML that is safe to show: read without HTML, then washed as if it had been."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from secretariat.rules import folding

READER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20, "breaks": True}).enable("table")
TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "details", "em", "h3", "hr", "li", "ol", "p", "pre", "small",
    "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# Nobody who types Markdown can write an attribute but an address; the others are what `folding` gives to tables.
OF_TABLES = {"caption": {"lang"}, "details": {"class"}, "table": {"class"}, "td": {"data-l"}, "tr": {"class"}}
ROLES = {tag: OF_TABLES.get(tag, set()) | {"role"} for tag in ("table", "thead", "tbody", "tr", "th", "td")}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}} | OF_TABLES | ROLES
SCHEMES = {"http", "https", "mailto"}


def html(markdown: str | None) -> str:
    """Return HTML. Headings all stand below the question; a picture becomes its caption; links leave their page."""
    tokens = READER.parse(markdown or "")
    for token in tokens:
        _tame(token)
    drawn = READER.renderer.render(list(folding.tables(tokens)), READER.options, {})
    return nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")


def _tame(token: Token) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = "h3"
    for child in token.children or ():
        if child.type == "image":
            child.type, child.tag = "text", ""
