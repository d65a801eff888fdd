"""What holds of a content wherever it is kept: it is there whole under its hash, or it is not there."""

import hashlib
import io
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from secretariat.errors import TooLarge

SMALL = b"%PDF-1.7 a text of Peru"
LARGE = random.Random(7).randbytes(6 * 1024 * 1024 + 17)  # more than one part of a bucket, and no whole number of them
NOWHERE = "0" * 64
FUTURE = 24 * 3600.0


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def unfinished(storage) -> list[str]:
    return [path.name for path in storage.desk.glob(".part-*")]


@pytest.mark.parametrize("content", [SMALL, LARGE, b""], ids=["small", "large", "empty"])
def test_a_content_is_kept_under_its_hash_and_is_sound(storage, content):
    kept = storage.put(io.BytesIO(content))
    assert (kept.sha256, kept.size) == (name_of(content), len(content))
    assert (storage.has(kept.sha256), storage.sound(kept.sha256)) == (True, True)
    with storage.open(kept.sha256) as stream:
        assert stream.read() == content
    assert unfinished(storage) == []


def test_a_content_is_read_from_any_byte(storage):
    kept = storage.put(io.BytesIO(LARGE))
    with storage.open(kept.sha256) as stream:
        for at in (5_000_000, 0, len(LARGE) - 3):
            stream.seek(at)
            assert stream.read(100) == LARGE[at : at + 100]


def test_a_content_that_is_looked_at_and_not_kept_leaves_nothing(storage):
    with storage.candidate(io.BytesIO(SMALL)) as candidate:
        assert candidate.path.read_bytes() == SMALL
        assert storage.has(candidate.sha256) is False
    assert (storage.has(name_of(SMALL)), unfinished(storage)) == (False, [])


def test_a_content_that_is_too_large_leaves_nothing(storage):
    with pytest.raises(TooLarge):
        storage.put(io.BytesIO(SMALL), limit=len(SMALL) - 1)
    assert (storage.has(name_of(SMALL)), unfinished(storage)) == (False, [])


def test_a_content_that_is_missing_is_said_to_be_missing(storage):
    assert (storage.has(NOWHERE), storage.sound(NOWHERE)) == (False, False)
    with pytest.raises(FileNotFoundError):
        storage.open(NOWHERE)
    with storage.local(NOWHERE) as path:
        assert path.exists() is False


def test_a_content_is_a_file_of_this_machine_while_a_child_reads_it(storage):
    kept = storage.put(io.BytesIO(LARGE))
    with storage.local(kept.sha256) as path:
        assert path.read_bytes() == LARGE
    assert unfinished(storage) == []


def test_the_same_content_sent_by_many_at_once_is_there_once(storage):
    with ThreadPoolExecutor(4) as pool:
        kept = set(pool.map(lambda _: storage.put(io.BytesIO(SMALL)), range(8)))
    assert len(kept) == 1
    assert list(storage.old(time.time() + FUTURE)) == [name_of(SMALL)]


def test_a_content_that_is_old_is_removed_and_one_that_was_sent_again_is_not(storage):
    kept = storage.put(io.BytesIO(SMALL))
    assert list(storage.old(time.time() - FUTURE)) == []
    assert storage.drop(kept.sha256, time.time() - FUTURE) is False
    assert storage.sound(kept.sha256)
    assert storage.drop(kept.sha256, time.time() + FUTURE) is True
    assert (storage.has(kept.sha256), storage.drop(kept.sha256, time.time() + FUTURE)) == (False, False)


def test_what_a_dead_process_left_on_the_desk_is_swept(storage):
    storage.put(io.BytesIO(SMALL))
    (storage.desk / ".part-left").write_bytes(b"half")
    assert (storage.sweep(time.time() - FUTURE), storage.sweep(time.time() + FUTURE)) == (0, 1)
    assert storage.sound(name_of(SMALL))


def test_a_place_that_can_be_written_says_so_and_how_much_room_there_is(storage):
    assert storage.writable() is True
    assert storage.free() > 0
