"""A bucket that is away, full or closed to us; and what is kept while the same content is being removed."""

import io
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from secretariat.errors import Misconfigured, StorageAway, StorageFull
from secretariat.settings import Settings
from secretariat.storage import store_at
from secretariat.storage.bucket import DOOMED, FILES, bucket_at, refuse_wrong
from secretariat.storage.objects import remove, write
from secretariat.storage.parts import parts_at
from tests.faults.crew import ROOT
from tests.storage.test_keeping import FUTURE, LARGE, SMALL, name_of, unfinished

GIVEN = {
    "DATABASE_URL": "postgresql://localhost/x", "REDIS_URL": "redis://localhost", "DEMO": "1", "INSTANCE": "/nowhere",
    "STORAGE": "s3://house/of/ours", "AWS_ENDPOINT_URL": "http://127.0.0.1:9000",
    "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
}  # fmt: skip


@pytest.fixture
def storage(bucket):
    return store_at(bucket)


def test_a_bucket_that_is_away_says_so_and_takes_the_same_content_when_it_is_back(s3, storage):
    s3.door.shut()
    try:
        assert storage.writable() is False
        with pytest.raises(StorageAway):
            storage.put(io.BytesIO(SMALL))
        with pytest.raises(StorageAway):
            storage.open(name_of(SMALL))
        assert unfinished(storage) == []
    finally:
        s3.door.open()
    assert storage.writable() is True
    assert storage.sound(storage.put(io.BytesIO(SMALL)).sha256)


def test_a_bucket_has_three_seconds_to_take_the_line_ten_to_answer_and_contents_the_time_of_a_slow_line(bucket):
    asked, sent = (one.client_options for one in (bucket_at(bucket).store, bucket_at(bucket).sender))
    assert (asked["connect_timeout"], asked["timeout"]) == ("3s", "10s")
    assert (sent["connect_timeout"], sent["timeout"]) == ("3s", "30s")
    again = bucket_at(bucket).store.retry_config
    assert (again["max_retries"], again["retry_timeout"]) == (2, timedelta(seconds=5))


def test_a_bucket_that_takes_the_line_and_never_answers_is_away_and_no_content_is_sent_to_it(silent, tmp_path):
    place = silent.bucket(tmp_path / "scratch")
    with pytest.raises(StorageAway):
        store_at(place).put(io.BytesIO(SMALL))
    with pytest.raises(StorageAway):
        parts_at(place).append("a-token-of-some-length", 0, SMALL)
    assert (set(silent.heard), unfinished(store_at(place))) == ({"HEAD"}, [])


def test_a_content_whose_sending_breaks_in_the_middle_is_not_there(s3, storage):
    s3.door.left = len(LARGE) * 9 // 10
    try:
        with pytest.raises(StorageAway):
            storage.put(io.BytesIO(LARGE))
    finally:
        s3.door.shut()
        s3.door.open()
    assert storage.has(name_of(LARGE)) is False
    assert storage.sound(storage.put(io.BytesIO(LARGE)).sha256)


def test_a_content_that_breaks_off_while_it_is_read_is_no_shorter_content(s3, storage):
    kept = storage.put(io.BytesIO(LARGE))
    with storage.open(kept.sha256) as stream:
        stream.read(1000)
        s3.door.shut()
        try:
            with pytest.raises(StorageAway):
                stream.read()
        finally:
            s3.door.open()


def test_a_bucket_without_room_is_a_full_storage(s3, storage):
    s3.door.fill(full=True)
    try:
        with pytest.raises(StorageFull):
            storage.put(io.BytesIO(SMALL))
        assert storage.writable() is False
    finally:
        s3.door.fill(full=False)


def test_a_bucket_that_is_closed_to_us_or_not_there_ends_the_start_with_a_sentence(s3, bucket):
    s3.deny(bucket)
    assert store_at(bucket).writable() is False
    with pytest.raises(Misconfigured, match=r"cannot be written \(403 Forbidden\): check STORAGE"):
        refuse_wrong(bucket)
    with pytest.raises(Misconfigured, match=r"The bucket elsewhere cannot be written \(404 Not Found\)"):
        refuse_wrong(replace(bucket, bucket="elsewhere"))


def test_a_bucket_that_is_away_does_not_keep_the_house_from_starting(s3, bucket):
    s3.door.shut()
    try:
        refuse_wrong(bucket)
    finally:
        s3.door.open()


def test_what_is_sent_while_the_sweep_removes_it_is_there_at_the_end(storage):
    name, kept = name_of(SMALL), []
    write(storage.store, f"{DOOMED}/{name}", b"")
    sender = threading.Thread(target=lambda: kept.append(storage.put(io.BytesIO(SMALL))))
    sender.start()
    sender.join(1)
    assert sender.is_alive()
    remove(storage.store, [f"{FILES}/{name}"])
    remove(storage.store, [f"{DOOMED}/{name}"])
    sender.join(20)
    assert (len(kept), storage.sound(name)) == (1, True)
    assert list(storage.old(time.time() + FUTURE)) == [name]


def test_the_settings_of_a_bucket_are_those_of_aws():
    place = Settings.read(GIVEN).storage
    assert (place.bucket, place.prefix, place.endpoint) == ("house", "of/ours", "http://127.0.0.1:9000")
    assert (place.region, place.key_id, place.secret, place.token) == ("us-east-1", "key", "secret", None)
    assert "'secret'" not in repr(Settings.read(GIVEN))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"STORAGE": "s3://"}, "STORAGE is 's3://'; write the path of a folder, or s3://bucket/prefix."),
        ({"STORAGE": "s3://Up/x"}, "write the path of a folder, or s3://bucket/prefix."),
        ({"STORAGE": "s3://house/a//b"}, "write the path of a folder, or s3://bucket/prefix."),
        ({"STORAGE": "gs://house"}, "write the path of a folder, or s3://bucket/prefix."),
        ({"AWS_ENDPOINT_URL": "minio:9000"}, "AWS_ENDPOINT_URL is 'minio:9000'; write https://host"),
        ({"AWS_ENDPOINT_URL": "http://h:port"}, "write https://host, with a port if need be."),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither"),
    ],
)
def test_a_setting_of_a_bucket_that_cannot_work_is_said_in_a_sentence(wrong, sentence):
    with pytest.raises(Misconfigured) as said:
        Settings.read(GIVEN | wrong)
    assert sentence in str(said.value)


@pytest.mark.processes
def test_what_speaks_to_buckets_is_not_read_in_where_a_folder_is_chosen(tmp_path):
    asked = "import sys, secretariat.app, workers.app; print('obstore' in sys.modules)"
    environ = {name: GIVEN[name] for name in ("DATABASE_URL", "REDIS_URL", "DEMO")}
    environ |= {"PYTHONPATH": str(ROOT), "INSTANCE": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", asked], env=environ, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
