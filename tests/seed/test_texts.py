"""What the demonstration ships as files: complete, in the right languages, and different for each country."""

import re
from collections import Counter
from itertools import combinations
from typing import Any

import pytest

from secretariat.models.countries import LANGUAGES
from secretariat.seed import data

COUNTRIES = {row["alpha2"]: row for row in data.table("countries")}
TEXTS = data.country_texts()
# Words that are common in one of the languages and rare in the others.
TELLING = {
    "en": {"the", "and", "of", "which", "with"},
    "es": {"el", "los", "y", "con", "las", "del"},
    "pt": {"não", "e", "dos", "uma", "ou", "o", "com"},
    "fr": {"les", "et", "des", "une", "nous", "est"},
}


def versions(alpha2: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (key, name, version) for key, text in TEXTS[alpha2].items() for name, version in text.items() if name != "deeds"
    ]


def prose(alpha2: str) -> str:
    return "\n\n".join(one for _k, _n, version in versions(alpha2) for one in version.values() if isinstance(one, str))


def language_of(text: str) -> str:
    counted = Counter(re.findall(r"\w+", text.lower()))
    return max(LANGUAGES, key=lambda language: sum(counted[word] for word in TELLING[language]))


def test_each_of_the_22_countries_has_texts() -> None:
    assert len(COUNTRIES) == 22
    assert sorted(TEXTS) == sorted(COUNTRIES)


@pytest.mark.parametrize("alpha2", sorted(COUNTRIES))
def test_a_country_writes_in_its_own_language(alpha2: str) -> None:
    assert language_of(prose(alpha2)) == COUNTRIES[alpha2]["language"]


def test_no_two_countries_share_a_sentence() -> None:
    sentences = {
        alpha2: {one.strip() for one in re.split(r"(?<=[.:?!])\s+", prose(alpha2)) if len(one.split()) > 5}
        for alpha2 in TEXTS
    }
    shared = {
        (one, other): sentences[one] & sentences[other]
        for one, other in combinations(sentences, 2)
        if sentences[one] & sentences[other]
    }
    assert shared == {}


@pytest.mark.parametrize("alpha2", sorted(COUNTRIES))
def test_sheets_and_contributions_have_100_to_250_words_once_they_are_finished(alpha2: str) -> None:
    lengths = {}
    for key, main in (("sheet", "situation"), ("contribution", "text")):
        written = [version[main] for one, _name, version in versions(alpha2) if one == key and main in version]
        if written:
            lengths[key] = len(written[-1].split())
    assert all(100 <= words <= 250 for words in lengths.values()), lengths


@pytest.mark.parametrize("alpha2", sorted(COUNTRIES))
def test_comments_on_the_communique_are_short(alpha2: str) -> None:
    comments = TEXTS[alpha2].get("comments", {}).get("v1", {}).get("comments")
    if comments is None:
        assert alpha2 in {"HT", "SR"}
    else:
        assert 20 <= len(comments.split()) <= 80


def test_attachments_have_1_to_20_pages_and_one_is_damaged() -> None:
    files = [
        (alpha2, one)
        for alpha2 in TEXTS
        for _key, _name, version in versions(alpha2)
        for one in version.values()
        if isinstance(one, dict) and "pages" in one
    ]
    assert {one["pages"] for _alpha2, one in files} >= {1, 20}
    assert all(1 <= one["pages"] <= 20 for _alpha2, one in files)
    assert [alpha2 for alpha2, one in files if one.get("damaged")] == ["JM"]


def in_languages(thing: Any, where: str = "") -> list[tuple[str, dict[str, str]]]:
    """Return every place of a tree that gives a text in languages."""
    if isinstance(thing, list):
        return [one for place, part in enumerate(thing) for one in in_languages(part, f"{where}[{place}]")]
    if not isinstance(thing, dict):
        return []
    if set(LANGUAGES) & set(thing):
        return [(where, {language: thing.get(language, "") for language in LANGUAGES})]
    return [one for name, part in thing.items() for one in in_languages(part, f"{where}.{name}")]


@pytest.mark.parametrize("name", ["agenda", "calls", "commitments", "documents", "meetings", "presidencies"])
def test_what_the_secretariat_says_stands_in_four_languages(name: str) -> None:
    found = in_languages(data.tree(name), name)
    assert found
    assert [where for where, texts in found if not all(texts.values())] == []
    assert [where for where, texts in found if len(texts["en"].split()) > 3 and len(set(texts.values())) < 4] == []


def test_a_country_has_a_focal_point_an_approver_and_a_delegate_who_speak_its_language() -> None:
    people = data.table("people")
    for alpha2, row in COUNTRIES.items():
        own = [one for one in people if one["country"] == alpha2]
        assert {one["account"] for one in own} >= {
            f"{role}.{alpha2.lower()}" for role in ("focal", "approver", "delegate")
        }
        assert {one["language"] for one in own} == {row["language"]}
