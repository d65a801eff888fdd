"""The words of a mail's page as plain paragraphs, by the conventions in which officers edit them.

The page keeps what the text has lost by folding: which lines somebody ended, and what is an item of a list.
"""

from html.parser import HTMLParser

from secretariat.mail import lines


def paragraphs(html: str) -> list[str]:
    """Return what stands on a page from the greeting on, without the foot; numbers stand before items."""
    return _read(html).found


def foot(html: str) -> list[str]:
    """Return the lines of the foot of a page."""
    return _read(html).foot


def _read(html: str) -> "Reader":
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


class Reader(HTMLParser):
    """Gathers the paragraphs between the heading and the rule above the foot, and what stands below that."""

    def __init__(self) -> None:
        """Begin in the head, where nothing is gathered, unless the page has none."""
        super().__init__()
        self.found: list[str] = []
        self.said = ""
        self.begin = ""
        self.number = 0
        self.address = ""
        self.inside = self.below = False
        self.foot: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag begins."""
        given = dict(attrs)
        match tag:
            case "p" | "td":
                self.end()
            case "br":
                self.said += "\n"
            case "ol":
                self.number = 0
            case "li":
                self.end()
                self.item(given.get("value"))
            case "ul":
                self.number = -1
            case "a":
                self.address = given.get("href") or ""
            case "hr":
                self.end()
                self.inside, self.below = False, self.inside

    def handle_endtag(self, tag: str) -> None:
        """End what a tag ends; after the heading the words begin."""
        if tag in {"p", "li", "td"}:
            self.end()
        elif tag == "h1":
            self.inside, self.said = True, ""

    def handle_data(self, data: str) -> None:
        """Take words."""
        self.said += data.replace("\n", " ")

    def item(self, value: str | None) -> None:
        """Begin an item. value: its own number."""
        if self.number < 0:
            self.begin = "- "
            return
        self.number = int(value) if value else self.number + 1
        self.begin = f"{self.number}. "

    def end(self) -> None:
        """End a paragraph; points of a list stand in one."""
        words = "\n".join(lines.each(self.said))
        if self.below:
            self.foot += lines.each(self.said)
        if self.inside and words:
            said = "\n".join(filter(None, (self.begin + words, self.address)))
            if self.begin == "- " and self.found and self.found[-1].startswith("- "):
                self.found[-1] += f"\n{said}"
            else:
                self.found.append(said)
        self.said = self.begin = self.address = ""
