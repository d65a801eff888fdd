"""Tables as they are shown: with the parts that a card needs, and folded where they are long."""

import re

import pytest

from secretariat.rules import prose

pytestmark = pytest.mark.usefixtures("app_words")


@pytest.fixture
def app_words(house):
    with house.test_request_context():
        yield


def table(rows, heads="| What | Who |"):
    return "\n".join([heads, "| --- | --- |", *(f"| measure {one} | office |" for one in range(1, rows + 1))])


def test_a_table_bears_its_roles_and_each_cell_the_head_of_its_column():
    shown = prose.html(table(2))
    roles = dict.fromkeys(re.findall(r'<(\w+)[^>]* role="(\w+)"', shown))
    assert list(roles) == [
        ("table", "table"), ("thead", "rowgroup"), ("tr", "row"), ("th", "columnheader"), ("tbody", "rowgroup"),
        ("td", "cell"),
    ]  # fmt: skip
    assert re.findall(r'data-l="(\w+)"[^>]*>([^<]+)<', shown)[:2] == [("What", "measure 1"), ("Who", "office")]


@pytest.mark.parametrize(("rows", "folded"), [(1, 0), (14, 0), (15, 5), (100, 90)])
def test_a_long_table_folds_all_but_its_first_rows_and_says_how_many_there_are(rows, folded):
    shown = prose.html(table(rows))
    assert len(re.findall(r'<tr [^>]*class="rest"', shown)) == folded
    assert shown.count("<td") == rows * 2
    opener = re.search(r"<summary><b>(.*?)</b> <small>(.*?)</small></summary>", shown)
    assert (opener and opener.groups()) == ((f"All {rows} rows", "the first 10 are shown") if folded else None)
    if folded:
        assert shown.index("measure 10<") < shown.index('class="rest"') < shown.index("measure 11<")


def test_of_two_tables_only_the_long_one_is_folded():
    shown = prose.html(f"{table(3)}\n\nWords.\n\n{table(20)}")
    assert shown.count('class="rest"') == 10
    assert shown.index("Words.") < shown.index("<caption")


def test_nothing_in_a_head_becomes_markup_where_it_is_repeated():
    shown = prose.html(table(1, heads='| "><b onclick=x> | **Who** |'))
    assert "<b" not in shown
    assert 'data-l="Who"' in shown
