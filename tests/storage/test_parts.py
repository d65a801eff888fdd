"""What holds of a file of which a part has come, wherever it is kept."""

import random

import pytest

from secretariat.storage.parts import parts_at

TOKEN, OTHER = "a-token-of-the-house", "another-token-of-ours"
CONTENT = random.Random(8).randbytes(300_000)


def send(parts, content=CONTENT, *, piece, start=0):
    for at in range(start, len(content), piece):
        parts.append(TOKEN, at, content[at : at + piece])


def test_pieces_are_one_file_to_whoever_reads(parts):
    send(parts, piece=70_000)
    assert parts.size(TOKEN) == len(CONTENT)
    with parts.open(TOKEN) as stream:
        assert stream.read() == CONTENT
        stream.seek(139_990)
        assert stream.read(20) == CONTENT[139_990:140_010]


def test_another_process_goes_on_over_what_one_wrote_and_never_said(place):
    first, second = parts_at(place), parts_at(place)
    first.append(TOKEN, 0, CONTENT[:100_000])
    first.append(TOKEN, 100_000, b"written, but never said")
    send(second, piece=50_000, start=100_000)
    with first.open(TOKEN) as stream:
        assert (first.size(TOKEN), stream.read()) == (len(CONTENT), CONTENT)


def test_a_file_that_is_begun_anew_holds_nothing_of_what_came_before(parts):
    send(parts, b"x" * 300_000, piece=70_000)
    send(parts, piece=60_000)
    with parts.open(TOKEN) as stream:
        assert stream.read() == CONTENT


def test_each_file_is_by_itself_and_gone_when_it_is_dropped(parts):
    send(parts, piece=100_000)
    parts.append(OTHER, 0, b"other")
    assert parts.names() == {TOKEN, OTHER}
    parts.drop(TOKEN)
    parts.drop(TOKEN)
    assert (parts.names(), parts.size(TOKEN), parts.size(OTHER)) == ({OTHER}, 0, 5)


def test_no_name_leads_out_of_its_place(parts):
    for name in ("../../../etc/passwd", "short", "with/a/slash/in/the/name"):
        with pytest.raises(ValueError, match=name):
            parts.append(name, 0, b"x")
