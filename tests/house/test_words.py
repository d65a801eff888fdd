"""Every word that a person reads can be said in four languages: in templates, and in the catalogues."""

import ast
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from jinja2 import Environment, nodes

from secretariat.models.countries import LANGUAGES

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
SAID = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
# What is the same in every language.
SAME = {
    "demo", "PADF", "OAS", "UTC", "CSV", "PDF", "API", "SHA", "kB", "MB", "Esc", "Ctrl", "Enter", "Alt",
    "English", "Español", "Português", "Français",
}  # fmt: skip
READ = {"alt", "aria-label", "aria-description", "label", "placeholder", "title", "aria-roledescription"}


class Reader(HTMLParser):
    """Gathers the words of a page that people see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "code", "kbd"}
        self.words += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "code", "kbd"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def bare(markup: str) -> list[str]:
    """Return the words of a template that stand there as they are."""
    markup = re.sub(r"\{#.*?#\}", "", markup, flags=re.DOTALL)
    markup = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", markup, flags=re.DOTALL)
    markup = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", markup, flags=re.DOTALL)
    reader = Reader()
    reader.feed(markup)
    # A macro may return attributes alone, and an address is nobody's language.
    said = re.sub(r"""[\w-]+="[^"]*"|\S*@\S*""", " ", " ".join(reader.words))
    found = re.findall(r"[^\W\d_]{2,}", said)
    return [word for word in found if word not in SAME]


def literals(markup: str) -> list[str]:
    """Return the strings in a template's expressions that read like words and are not handed to gettext."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(markup)
    handed = {
        id(part)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in SAID
        for part in call.find_all(nodes.Const)
    }
    found = (one.value for one in tree.find_all(nodes.Const) if id(one) not in handed and isinstance(one.value, str))
    return [text for text in found if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", text) and re.match(r"[A-Z]", text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_says_nothing_without_gettext(path: Path):
    markup = path.read_text(encoding="utf-8")
    words = [] if path.suffix == ".txt" else bare(markup)
    assert (words, literals(markup)) == ([], [])


def test_a_bare_word_would_be_noticed():
    assert bare("<p title='Oh'>{{ _('Said') }} Bare <b>{% trans %}Said{% endtrans %}</b></p>") == ["Oh", "Bare"]
    assert literals("{{ x if y else 'Not said' }}{{ _('Is said') }}") == ["Not said"]


# ------------------------------------------------------------------- catalogues


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str | None, str], polib.POEntry]:
    """Every string of the house that is to be translated, by context and words."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    extract = [
        sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--mapping", "pyproject.toml",
        "--keyword", "_l", "--output", str(pot), ".",
    ]  # fmt: skip
    subprocess.run(extract, cwd=ROOT, check=True, capture_output=True)
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(pot))}


@pytest.fixture(params=[language for language in LANGUAGES if language != "en"])
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    """The catalogue of a language."""
    return polib.pofile(str(ROOT / "secretariat/translations" / request.param / "LC_MESSAGES/messages.po"))


def forms(entry: polib.POEntry) -> list[str]:
    """Return the translation of an entry in each of its forms."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def places(text: str) -> list[str]:
    """Return the placeholders of a text: those of gettext, and those that scripts fill."""
    return sorted(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


def test_every_string_is_translated(wanted, catalogue):
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    missing = [key for key in wanted if key not in known or not all(forms(known[key]))]
    assert missing == []


def test_no_translation_is_a_guess(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []


def test_every_plural_has_its_forms(catalogue):
    count = int(re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])[1])
    assert [one.msgid for one in catalogue if one.msgid_plural and len(one.msgstr_plural) != count] == []


def test_no_translation_loses_or_invents_a_placeholder(catalogue):
    broken = [
        (entry.msgid, form)
        for entry in catalogue
        if not entry.obsolete
        for form in forms(entry)
        if form and places(form) not in (places(entry.msgid), places(entry.msgid_plural or entry.msgid))
    ]
    assert broken == []


# Before these French has a blank.
MARKS = {":", ";"}


def test_no_translation_begins_or_ends_with_another_blank(catalogue):
    ends = [
        entry.msgid
        for entry in catalogue
        for form in forms(entry)
        if entry.msgid not in MARKS
        and form
        and (form[0].isspace(), form[-1].isspace()) != (entry.msgid[0].isspace(), entry.msgid[-1].isspace())
    ]
    assert ends == []


# French and Portuguese put an article before a country in a sentence ('du Pérou', 'no Brasil'): so it stands apart.
COUNTRY = r"%\(country\)s|%\(countries\)s|\{country\}"
APART = re.compile(rf"(?:^|[:(]\s?|\)s )(?:{COUNTRY})(?=$|\s?[:.,;()])")


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_the_name_of_a_country_stands_where_it_needs_no_article(language):
    entries = polib.pofile(str(ROOT / f"secretariat/translations/{language}/LC_MESSAGES/messages.po"))
    named = [(form, len(re.findall(COUNTRY, form))) for entry in entries for form in forms(entry)]
    assert [form for form, count in named if count > len(APART.findall(form))] == []


def test_french_keeps_its_blanks_with_the_marks_that_they_belong_to():
    entries = polib.pofile(str(ROOT / "secretariat/translations/fr/LC_MESSAGES/messages.po"))
    assert [form for entry in entries for form in forms(entry) if re.search(r" [:;?!»]|« ", form)] == []


def test_french_writes_its_apostrophe_as_one():
    entries = polib.pofile(str(ROOT / "secretariat/translations/fr/LC_MESSAGES/messages.po"))
    assert [form for entry in entries for form in forms(entry) if re.search(r"[^\W\d_]'", form)] == []


def test_portuguese_puts_no_bare_em_before_a_day_that_begins_with_its_weekday():
    entries = polib.pofile(str(ROOT / "secretariat/translations/pt/LC_MESSAGES/messages.po"))
    said = [form for entry in entries for form in forms(entry)]
    assert [one for one in said if re.search(r"\bem %\((?:day|days|dates|when|moment)\)s", one, re.IGNORECASE)] == []


def test_nothing_is_kept_that_nobody_says_any_more(wanted, catalogue):
    assert [entry.msgid for entry in catalogue if (entry.msgctxt, entry.msgid) not in wanted] == []


def hidden_words(source: str) -> list[int]:
    """Return the lines on which gettext is called inside an f-string, where extraction does not look."""
    strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id in SAID]


def test_no_word_hides_in_an_f_string_from_the_catalogues():
    found = {str(path): hidden_words(path.read_text()) for path in (ROOT / "secretariat").rglob("*.py")}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_hidden_word_would_be_noticed():
    assert hidden_words("x = f\"{_('late')}\"") == [1]
