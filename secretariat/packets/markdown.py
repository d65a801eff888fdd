"""Markdown into a small tree that the Typst sources can walk. Nothing in it is ever read as markup again.

A block is {"k": "p"|"h"|"ul"|"ol"|"li"|"quote"|"code"|"table"|"tr"|"rule", "c": [...]}; a piece of a line is
{"k": "t"|"b"|"i"|"code"|"a"|"br", …}. Raw HTML stays text, a picture becomes its caption, and only links to the
web and to mail addresses remain links.
"""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]
READER = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table")
SAFE = re.compile(r"(https?://|mailto:)[^\s<>\"]+\Z", re.IGNORECASE)
MARKERS = re.compile(r"(?:[\s>]|(?:[*+-]|\d{1,9}[.)])(?=\s))*")
DEEPEST = 16  # the reader drops what is nested beyond its own bound
BLOCKS = {
    "paragraph": "p",
    "heading": "h",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "quote",
    "table": "table",
    "tr": "tr",
    "th": "td",
    "td": "td",
}
SPANS = {"strong": "b", "em": "i"}


def tree(text: str) -> list[Node]:
    """Return the blocks of a Markdown text; one that nests deeper than people write stays as it was typed."""
    if any(depth(line) > DEEPEST for line in text.splitlines()):
        return [{"k": "code", "c": text}]
    return blocks(SyntaxTreeNode(READER.parse(text)))


def depth(line: str) -> int:
    """Return an upper bound of how deep a line is nested, by what stands before its words."""
    before = MARKERS.match(line)
    return len(before[0].replace(" ", "")) + before[0].count("  ") // 2 if before else 0


def blocks(parent: SyntaxTreeNode) -> list[Node]:
    """Return what stands below a block."""
    return [found for child in parent.children for found in block(child)]


def block(node: SyntaxTreeNode) -> Iterator[Node]:
    """Yield a block; those that only group others give way to what they hold."""
    if node.type in {"fence", "code_block"}:
        yield {"k": "code", "c": node.content.rstrip("\n")}
    elif node.type == "hr":
        yield {"k": "rule"}
    elif node.type == "inline":
        yield {"k": "p", "c": line(node)}
    elif node.type in {"paragraph", "heading", "th", "td"}:
        yield {"k": BLOCKS[node.type], "c": [piece for child in node.children for piece in line(child)]}
    elif node.type in BLOCKS:
        start = {"start": int(node.attrs.get("start", 1))} if node.type == "ordered_list" else {}
        yield {"k": BLOCKS[node.type], "c": blocks(node), **start}
    else:
        yield from blocks(node)


def line(parent: SyntaxTreeNode) -> list[Node]:
    """Return the pieces of a line."""
    return [piece for child in parent.children for piece in pieces(child)]


def pieces(node: SyntaxTreeNode) -> Iterator[Node]:
    """Yield one piece of a line, or what it holds."""
    if node.type == "text":
        yield {"k": "t", "c": node.content}
    elif node.type == "code_inline":
        yield {"k": "code", "c": node.content}
    elif node.type in {"softbreak", "hardbreak"}:  # people who type into a form press Enter once
        yield {"k": "br"}
    elif node.type in SPANS:
        yield {"k": SPANS[node.type], "c": line(node)}
    elif node.type == "link" and SAFE.match(str(node.attrs.get("href", ""))):
        yield {"k": "a", "c": line(node), "to": str(node.attrs["href"])}
    else:
        yield from (line(node) if node.children else [{"k": "t", "c": node.content}])
