"""A mail that holds the letter it answers without marks: no word of a person's is lost, none of the letter's taken."""

import textwrap
from collections import Counter

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from secretariat.models.calls import CallField, FieldKind
from secretariat.papers import compared, labels, meaning, numbered, quoted
from secretariat.papers.spelling import words

# The letter line by line, before it is folded; an item's lines begin with blanks.
LINES = [
    "Secretariat",
    "Los Angeles Declaration on Migration and Protection",
    "",
    "Prepare by Friday 19 September: Contributions to the fifth ministerial of the countries (Peru)",
    "",
    "Dear Rosa Quispe,",
    "",
    "Prepare Contributions (Peru) by Friday 19 September, 18:00 Lima (19:00 in Washington). It is a new call.",
    "",
    "1. Summary",
    "   At most 300 words, about what ‘Peru’ has done.",
    "",
    "2. What is planned, and with whom, in the years to come; and what of it is to be paid, by whom",
    "   At most 100 words.",
    "",
    "3. Outlook",
    "",
    "Begin: Contributions to the fifth ministerial",
    "http://localhost:8000/deliverables/1",
    "",
    "This mail goes only to countries – there are 22 – that still owe something when it leaves.",
    "",
    "-- ",
    "You may answer this mail with the filled-in form attached, or write your answers under their numbers.",
]
LABELS = [line.partition(" ")[2] for line in LINES if line[:1].isdigit()]
WORDS = [
    "Peru",
    "leads",
    "12",
    "more",
    "–",
    "and",
    "Summary",
    "Outlook",
    "Secretariat",
    "yes.",
    "Dear",
    "it’s",
    "3",
    "At",
]
SAID = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
OWN = st.one_of(
    SAID,
    st.builds("{}. {}".format, st.integers(1, 4), SAID),
    st.sampled_from([line for line in LINES if line.strip(" -")]),
    st.sampled_from(["", "Saludos,", "Our steps:", "Summary: yes", "Outlook"]),
)


def folded(width, lines=LINES):
    """Return the letter's lines, broken as a mail program would break them; 0: not at all."""
    found = []
    for line in lines:
        inside = "   " if line.startswith("   ") or line[:1].isdigit() else ""
        parts = (
            textwrap.wrap(line, width, subsequent_indent=inside, break_long_words=False) if width else [line.strip()]
        )
        found += parts or [line]
    return found


LETTER = "\n".join(folded(72))
SHAPES = [folded(72), *(folded(width) for width in (30, 50, 100, 0))]


def smart(line):
    return line.replace("‘", "'").replace("’", "'").replace("–", "-").replace(" ", "\u00a0", 1)


def marked(line):
    return f"> {line}"


SHOWN = st.sampled_from([str, smart, marked, lambda line: f"  {line}  "])


def between(lines, answers):
    """Return a mail: the lines of a letter with what somebody wrote between them."""
    found = list(lines)
    for place, answer in sorted(answers, key=lambda one: -one[0]):
        found.insert(min(place, len(lines)), answer)
    return "\n".join(found)


def counted(lines):
    return Counter(word for line in lines for word in words(line))


def questions():
    return [
        CallField(key=f"q{number}", kind=FieldKind.LONG_TEXT, details={}, labels={"en": label})
        for number, label in enumerate(LABELS, 1)
    ]


def taken_off(answer):
    """Return the words of a line that begin an answer and are no part of it: a number, and a question's own."""
    number = numbered.NUMBER.match(answer)
    rest = number["rest"] if number else answer
    own = [rest.removesuffix(labels.without(rest, one)) for one in questions()]
    return counted([answer.removesuffix(rest), *own, *(label for label in LABELS if rest.startswith(label))])


@settings(max_examples=200, deadline=None)
@example(folded(72), marked, [(0, "Secretariat")])
@given(st.sampled_from(SHAPES), SHOWN, st.lists(st.tuples(st.integers(0, 60), OWN), max_size=12))
def test_what_stands_between_the_lines_of_a_letter_is_the_persons_and_all_of_it(lines, shown, answers):
    text = between([shown(line) for line in lines], answers)
    own = [answer for _place, answer in answers]
    fields = questions()
    mail = quoted.lines_of(text)
    found = quoted.apart(mail, compared.against(mail, ["Another letter.", LETTER], fields))
    mine = [line for line in found.mine if isinstance(line, str)]
    assert counted([*mine, *found.signature, *found.doubt]) == counted(own)
    texts, _left = numbered.read(text, fields, ["Another letter.", LETTER])
    told = counted(texts.values())
    assert told <= counted(own)
    if texts:
        assert counted(own) - told <= sum(map(taken_off, own), Counter())


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([72, 30, 50, 100, 0]),
    st.sets(st.integers(0, len(LINES) - 1), max_size=12),
    st.lists(st.tuples(st.integers(0, 60), SAID.filter(lambda said: said not in LINES)), max_size=8),
)
def test_where_lines_of_the_letter_were_deleted_what_may_be_either_is_shown_and_in_no_answer(width, gone, answers):
    kept = folded(width, [line for number, line in enumerate(LINES) if number not in gone])
    text, own, fields = between(kept, answers), [answer for _place, answer in answers], questions()
    assume(compared.against(text.splitlines(), [LETTER], fields))
    texts, _left = numbered.read(text, fields, [LETTER])
    assert counted(said for name, said in texts.items() if name != meaning.QUOTED) <= counted(own)
    if texts:
        assert counted(own) - counted(texts.values()) <= sum(map(taken_off, own), Counter())


def test_a_line_of_a_letter_that_stands_alone_is_shown_since_it_may_be_a_persons():
    kept = [line for line in folded(72) if not line.startswith(("2. What", "   is to be paid", "3. Out"))]
    at = kept.index("   At most 100 words.")
    mail = [*kept[:at], "2. It is planned.", kept[at], "3. Bright.", *kept[at + 1 :]]
    found = {"q2": "It is planned.", "q3": "Bright.", ">": "At most 100 words."}
    assert numbered.read("\n".join(mail), questions(), [LETTER])[0] == found


@pytest.mark.parametrize("words", ["the fifth ministerial", "Begin: Contributions", "Contributions to the"])
def test_a_part_of_a_line_of_the_letter_is_a_persons(words):
    mail = [words if line.startswith("Begin:") else line for line in folded(72)]
    assert numbered.read("\n".join(mail), questions(), [LETTER])[0] == {"q3": words}


def test_a_mail_with_few_words_of_a_letter_does_not_hold_it():
    said = "1. Summary\nAt most 100 words.\n2. Dear Rosa Quispe,\nSecretariat"
    found = {"q1": "At most 100 words.", "q2": "Dear Rosa Quispe,\nSecretariat"}
    assert numbered.read(said, questions(), [LETTER])[0] == found


def test_a_letter_that_says_the_same_without_end_is_not_compared():
    same = "\n".join(["Peru leads."] * 1000)
    assert compared.against(same.splitlines(), [same], questions()) == {}


def test_letters_in_which_a_mail_stands_too_often_are_compared_no_further():
    often, mail = "Peru\n" * 2400, [*folded(72), *["Peru"] * 12]
    assert compared.against(mail, [often], questions()) == {}
    known = compared.against(mail, [LETTER], questions())
    assert (compared.against(mail, [LETTER, often, LETTER], questions()), len(known) > compared.SURE) == (known, True)
