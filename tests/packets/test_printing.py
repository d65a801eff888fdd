"""What people wrote is printed as it stands, in four languages, and is never a command."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from secretariat.packets.markdown import tree
from secretariat.packets.parts import Answer, Money, NotIncluded, Omission, Prose, Reason, StandIn, YesNo
from secretariat.packets.typeset import SHEETS, clean, sheet
from secretariat.packets.words import words
from tests.packets import paper

ROOT = Path(__file__).parents[2]

HOSTILE = [
    '#read("/etc/passwd")',
    "#import sys: *",
    "$ x^2 $ and $ money",
    "*not strong* _not weak_ `raw`",
    r"\u{41} \ C:\temp \alpha",
    "= Title / @label <label> // no comment /* none */",
    "\"quoted\" 'single' <b>bold</b> & &amp;",
    "{{ 7*7 }} ${7*7} %s %(x)s",
    "~ -- --- ... -?",
    "- item\n+ item\n/ term: x",
]


def printed(part, folder, language="en"):
    """Print one part and return its text, the letters alone."""
    paper.make([part], folder, edition=replace(paper.EDITION, language=language))
    return paper.text(folder / "packet.pdf")


@pytest.mark.parametrize("words_of_a_stranger", HOSTILE)
def test_what_looks_like_a_command_is_printed_as_it_stands(tmp_path, words_of_a_stranger):
    part = paper.deliverable(
        words_of_a_stranger,
        title=words_of_a_stranger,
        facts=((words_of_a_stranger, words_of_a_stranger),),
        files=(words_of_a_stranger,),
        answers=(Answer(label=words_of_a_stranger, value=words_of_a_stranger),),
    )
    seen = printed(part, tmp_path).replace(" ", "")
    assert seen.count("".join(words_of_a_stranger.split())) >= 4
    assert "root:" not in seen


def test_the_same_holds_within_markdown(tmp_path):
    seen = printed(paper.deliverable(markdown='#read("/etc/passwd") and $x$ and #show: it => []'), tmp_path)
    assert '#read("/etc/passwd") and $x$ and #show: it => []' in seen


def test_controls_and_directions_are_made_visible(tmp_path):
    seen = printed(paper.deliverable(country="Pe\x00ru\x07 \u202eevil\u2066 \x1b[31m"), tmp_path)
    assert "Pe�ru� �evil� �[31m" in seen


def test_halves_of_surrogate_pairs_and_line_ends_of_all_kinds_are_put_right():
    assert clean({"a": ["x\r\ny\rz", "\ud800", "e\u0301"]}) == {"a": ["x\ny\nz", "?", "é"]}


def test_a_word_longer_than_the_line_is_broken_and_not_cut_off(tmp_path):
    seen = printed(paper.deliverable(markdown="https://example.org/" + "a" * 300 + "end"), tmp_path)
    assert "a" * 300 + "end" in seen.replace(" ", "").replace("\u200b", "")


def test_letters_of_other_scripts_do_not_stop_a_packet(tmp_path):
    seen = printed(paper.deliverable(markdown="Kraków, Ελλάδα, Київ, 日本, 🙂, العربية"), tmp_path)
    assert "Kraków, Ελλάδα, Київ" in seen


def test_markdown_becomes_paragraphs_lists_tables_and_safe_links():
    text = "# T\n\nOne *two* **three** `four`\nnext\n\n1. a\n\n> q\n\n"
    text += "[ok](https://a.example) [no](javascript:x) ![pic](http://x/y.png) <i>"
    kinds = [one["k"] for one in tree(text)]
    assert kinds == ["h", "p", "ol", "quote", "p"]
    line = tree(text)[-1]["c"]
    assert [one["to"] for one in line if one["k"] == "a"] == ["https://a.example"]
    assert "".join(one["c"] for one in line if one["k"] == "t").split() == ["[no](javascript:x)", "pic", "<i>"]


def test_a_line_end_in_a_text_field_stays_a_line_end():
    """People who type into a form press Enter once."""
    assert [one["k"] for one in tree("first\nsecond")[0]["c"]] == ["t", "br", "t"]


def test_ten_thousand_levels_of_nesting_are_cut_short(tmp_path):
    text = "> " * 10_000 + "deep\n\n" + "- " * 500 + "deep\n\nfine"
    assert "fine" in printed(paper.deliverable(markdown=text), tmp_path)


def test_a_row_of_dashes_is_a_rule_and_no_nesting():
    assert [one["k"] for one in tree("before\n\n" + "-" * 60 + "\n\n**after**")] == ["p", "rule", "p"]


def test_each_kind_of_answer_is_printed_in_its_way(tmp_path):
    answers = (
        Answer(label="Sum", value=Money(amount=Decimal(1250000), currency="USD")),
        Answer(label="Renewed", value=YesNo(yes=True, explanation="every *year*")),
        Answer(label="Signed", value=YesNo(yes=False)),
        Answer(label="Remarks", value=None),
        Answer(label="Text", value="plain"),
    )
    seen = printed(paper.deliverable(answers=answers), tmp_path)
    for words_seen in ("Sum USD 1,250,000", "Renewed Yes every year", "Signed No", "Remarks No answer.", "Text plain"):
        assert words_seen in seen


@pytest.mark.parametrize(
    ("language", "sum_written"),
    [("en", "USD 1,250,000"), ("es", "1.250.000 USD"), ("pt", "USD 1.250.000"), ("fr", "1 250 000 USD")],
)
def test_a_sum_follows_the_language_of_the_packet(tmp_path, language, sum_written):
    part = paper.deliverable(answers=(Answer(label="Sum", value=Money(amount=Decimal(1250000), currency="USD")),))
    assert sum_written in printed(part, tmp_path, language).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_every_sheet_is_fit_for_screen_readers_by_typsts_own_check(language):
    """Compiled as PDF/UA-1, where Typst refuses a missing title, a skipped level or a picture without words."""
    parts = [
        *paper.front(),
        paper.deliverable(markdown="# A\n\n- b\n\n| c | d |\n|--|--|\n| e | f |"),
        StandIn(id="x", title="Annex", reason=Reason.ENCRYPTED, name="a.pdf"),
        NotIncluded(id="n", title="Not included", lines=(Omission(title="Annex", reason=Reason.CORRUPT),)),
    ]
    sheets = [sheet(one, words(), language) for one in parts if one.id != "contents"]
    line = {"title": "A", "symbol": "B", "page": 3, "depth": 0, "group": False, "pillar": None, "to": "packet:2"}
    contents = {"language": language, "w": words(), "title": "Contents", "lines": [line]}
    jobs = {"jobs": [*((one.name, one.data) for one in sheets), ("contents", contents)]}
    command = [sys.executable, "-m", "tests.packets.strict"]
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout, done.stderr) == ("fine", "")


def test_the_page_for_a_file_that_could_not_be_bound_says_whose_it_is_and_names_the_file_once(tmp_path):
    part = StandIn(id="x", title="a.pdf", under=("A Country sheet", "Jamaica"), reason=Reason.CORRUPT, name="a.pdf")
    text = printed(part, tmp_path)
    assert (text.count("a.pdf"), "A Country sheet · Jamaica" in text) == (2, True)  # at the head of the page, too


def test_the_sources_reach_for_nothing_outside_themselves():
    for path in SHEETS.glob("*.typ"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"@preview|@local|\bread\(|\bimage\(|\bplugin\(|\beval\(", source), path.name


def test_the_words_around_a_text_are_those_of_the_packet(tmp_path):
    spanish = dict(words()) | {"page_of": "Página %(page)s de %(total)s", "no_answer": "Sin respuesta."}
    part = paper.deliverable(answers=(Answer(label="Observaciones", value=None),))
    paper.make([part], tmp_path, words=spanish, edition=replace(paper.EDITION, language="es"))
    seen = paper.text(tmp_path / "packet.pdf")
    assert "Observaciones Sin respuesta." in seen
    assert "Página 1 de 1" in seen


def test_no_word_of_a_person_stays_unused(tmp_path):
    """Prose without letters, a label without end, an answer of spaces: nothing of it stops a packet."""
    answers = (
        Answer(label="", value=Prose(markdown="")),
        Answer(label="l" * 500, value=" "),
        Answer(label="n", value="\n\n"),
    )
    assert "Peru" in printed(paper.deliverable(answers=answers, facts=(), title=""), tmp_path)
