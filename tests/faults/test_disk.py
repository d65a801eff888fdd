"""A disk that is full: the page says so, what was typed is kept, and with room again all goes on without a restart.

The kernel refuses each further byte to the processes of the web server: at the limit that a process may write,
which their owner may move, where a full file system would need a root to mount one.
"""

import errno
import json
import os
import resource
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from secretariat.database import transaction
from secretariat.errors import StorageFull
from secretariat.models.deliverables import Answer
from secretariat.storage import full_disks_named
from tests.faults import test_cut
from tests.faults.books import assert_books
from tests.faults.sending import said

pytestmark = pytest.mark.processes
TRIALS = 20 if os.environ.get("TRIALS") == "many" else 3
PIECE = test_cut.PIECE
crew, sender = test_cut.crew, test_cut.sender


@contextmanager
def full(crew, most=0):
    """Let the web server's processes write no file longer than `most` bytes, for a while."""
    found = [pid for one in crew.running for pid in (one.pid, *children(one.pid))]
    assert len(found) >= 3
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in found}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ready(sender) -> tuple[int, bool]:
    answer = sender.ask("GET", "/readyz", b"", "")
    return answer.status, json.loads(answer.page)["storage"]


def summary(sender) -> list[str]:
    with transaction(keep=False) as session:
        return list(session.scalars(select(Answer.value).where(Answer.deliverable_id == sender.text)))


def test_pieces_wait_for_room_and_go_on_where_they_were(app, session, sink, crew, sender):
    for number in range(TRIALS):
        one, file = sender(), test_cut.content(number)
        url = said(one.begin(len(file)))["url"]
        test_cut.send(one, url, file, until=2 * PIECE)
        with full(crew):
            assert ready(one) == (503, False)
            assert one.piece(url, 2 * PIECE, file[2 * PIECE : 3 * PIECE]).status == 507
        assert ready(one)[1] is True
        assert one.received(url) == 2 * PIECE
        test_cut.send(one, url, file, start=2 * PIECE)
        with full(crew, most=100_000):
            assert one.end(url).status == 507
        assert one.end(url).status == 201
        assert test_cut.attached(one) == 1
    assert_books(sink)


def test_a_whole_form_is_told_and_what_was_typed_is_saved_by_the_page_that_saves_itself(
    app, session, sink, crew, sender
):
    for number in range(TRIALS):
        one, file = sender(), test_cut.content(number)
        with full(crew, most=100_000):
            assert one.whole(file).status == 507
            saved = one.ask(
                "POST", f"/deliverables/{one.text}/save", b"field=summary&summary=Kept&revision=0",
                "application/x-www-form-urlencoded",
            )  # fmt: skip
        assert (saved.status, summary(one), test_cut.attached(one)) == (200, ["Kept"], 0)
        assert one.whole(file).status == 302
        assert test_cut.attached(one) == 1
    assert_books(sink)


def test_a_body_that_finds_no_room_for_its_copy_is_told_too(app, session, sink, crew, sender):
    """A file of more than half a megabyte is written to TMPDIR while it comes in."""
    for number in range(TRIALS):
        one, file = sender(), test_cut.content(number) * 2
        with full(crew, most=100_000):
            assert one.whole(file).status == 507
        assert test_cut.attached(one) == 0
    assert_books(sink)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_every_way_of_having_no_room_has_one_name(number):
    with pytest.raises(StorageFull), full_disks_named():
        raise OSError(number, "no room")


def test_a_device_that_is_full_says_so():
    with pytest.raises(StorageFull), full_disks_named(), Path("/dev/full").open("wb", buffering=0) as device:
        device.write(b"x")
