"""`secretariat backup` and `restore` between two databases, and what they refuse."""

import contextvars
import json

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import text as db_text

from secretariat.cli import main, pgtools
from secretariat.cli.manifest import DIGEST, Manifest
from secretariat.errors import Misconfigured
from secretariat.models.house import DemoClock
from secretariat.models.people import Role
from secretariat.storage import Folder, store_at
from secretariat.workflow import audit
from tests.factories import NOW, add, stored_file, user
from tests.letters import letter_to
from tests.s3 import environ

pytestmark = pytest.mark.processes
SECRET = "a-secret-of-32-characters-or-more"
CONTENTS = [b"one", b"two", b"three"]


@pytest.fixture
def kept(app, session, tmp_path):
    """A house with three files, a waiting letter and a trail."""
    storage = Folder(tmp_path / "files")
    with app.test_request_context():
        officer = user(Role.OFFICER)
        for content in CONTENTS:
            (tmp_path / "content").write_bytes(content)
            storage.put_file(tmp_path / "content")
            stored_file(content)
        add(letter_to(officer, state="waiting", attempts=0, sent_at=None))
        for number in range(3):
            audit.write("tidy", f"thing {number}", by=officer, at=NOW)
        session.commit()
    return storage


@pytest.fixture
def here(engines, kept, tmp_path):
    return engines.environ() | {"STORAGE": str(kept.root), "INSTANCE": str(tmp_path / "here")}


@pytest.fixture
def elsewhere(engines, tmp_path):
    """The environment of a house with an empty database."""
    with psycopg.connect(engines.superuser, autocommit=True) as connection:
        connection.execute("CREATE DATABASE elsewhere OWNER secretariat_owner")
    found = {name: url.replace("/secretariat?", "/elsewhere?") for name, url in engines.environ().items()}
    yield found | {"STORAGE": str(tmp_path / "copied"), "INSTANCE": str(tmp_path / "elsewhere")}
    with psycopg.connect(engines.superuser, autocommit=True) as connection:
        connection.execute("DROP DATABASE elsewhere WITH (FORCE)")


def give(environ, *words, demo="0"):
    """Give a command; return its exit code, what it printed, and what it said beside."""
    runner = CliRunner(env=environ | {"DEMO": demo, "SECRET_KEY": SECRET})
    given = contextvars.copy_context().run(runner.invoke, main, list(map(str, words)))
    assert given.exception is None or isinstance(given.exception, SystemExit), given.output
    return given.exit_code, given.stdout.strip(), given.stderr.strip()


@pytest.fixture
def made(here, tmp_path):
    """The folder of a backup."""
    out = tmp_path / "backup"
    code, head, beside = give(here, "backup", out)
    assert (code, head.partition(":")[0]) == (0, "3"), beside
    return out


def ask(environ, question):
    with psycopg.connect(environ["OWNER_DATABASE_URL"]) as connection:
        return connection.execute(question).fetchall()


def test_a_backup_is_laid_elsewhere_and_found_to_be_the_same(made, here, elsewhere, kept):
    code, said, beside = give(elsewhere, "restore", made)
    assert (code, beside) == (0, "")
    assert said.splitlines() == [
        f"Every table and 3 files are as they were at {Manifest.read(made).made_at}.",
        "Messages that waited then, and may have been sent since, are held: 1.",
        "Nothing is mailed before you say 'secretariat restore --release'.",
    ]
    assert all(Folder(kept.root.with_name("copied")).sound(name) for name in Manifest.read(made).files)
    users = "SELECT * FROM users ORDER BY id"
    assert ask(elsewhere, users) == ask(here, users)
    assert ask(elsewhere, "SELECT state FROM messages") == [("held",)]
    assert give(elsewhere, "audit", "verify", "--head", Manifest.read(made).head)[0] == 0


def test_files_go_from_a_folder_into_a_bucket_and_out_of_it_again(made, elsewhere, s3, tmp_path):
    place = s3.bucket(tmp_path / "scratch")
    there = elsewhere | environ(place)
    code, said, beside = give(there, "restore", made)
    assert (code, said.splitlines()[0][:27], beside) == (0, "Every table and 3 files are", "")
    assert all(store_at(place).sound(name) for name in Manifest.read(made).files)
    assert give(there, "backup", tmp_path / "again")[0] == 0
    again = Manifest.read(tmp_path / "again")
    assert (again.files, again.missing) == (Manifest.read(made).files, [])
    assert all(Folder(tmp_path / "again" / "files").sound(name) for name in again.files)
    s3.door.shut()
    try:
        code, _printed, beside = give(there, "backup", tmp_path / "third")
    finally:
        s3.door.open()
    sentence = "The bucket of STORAGE does not answer, or not to this key: give the command again when it does."
    assert (code, beside.splitlines()[-1], (tmp_path / "third").exists()) == (1, f"Error: {sentence}", False)


def test_the_copy_is_released_once(made, elsewhere):
    give(elsewhere, "restore", made)
    assert give(elsewhere, "restore", "--release") == (0, "The outbox is released: mail leaves again.", "")
    assert give(elsewhere, "restore", "--release") == (
        1, "", "Error: The outbox is not on hold: there is nothing to release."
    )  # fmt: skip


def test_the_applications_role_may_do_there_what_it_may_here_and_no_more(made, here, elsewhere):
    give(elsewhere, "restore", made)
    rights = (
        "SELECT relname, privilege FROM pg_class, unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) privilege"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege('secretariat_app', oid, privilege) ORDER BY 1, 2"
    )
    assert ask(elsewhere, rights) == ask(here, rights)
    with psycopg.connect(elsewhere["OWNER_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE later (id int)")
        found = connection.execute("SELECT has_table_privilege('secretariat_app', 'later', 'INSERT')").fetchone()
        assert found == (True,)
        connection.rollback()


def test_a_database_that_holds_data_is_left_alone(made, here):
    users = ask(here, "SELECT count(*) FROM users")
    sentence = (
        "Error: The database here holds data already: restore into an empty one (another INSTANCE or DATABASE_URL)."
    )
    assert give(here, "restore", made) == (1, "", sentence)
    assert (ask(here, "SELECT count(*) FROM users"), ask(here, "SELECT * FROM outbox_hold")) == (users, [])


def test_a_place_that_is_taken_and_a_house_without_tables_are_named(made, here, elsewhere, tmp_path):
    assert give(here, "backup", made)[2] == f"Error: {made} is there already: name a new folder."
    code, _printed, beside = give(elsewhere, "backup", tmp_path / "nothing")
    assert (code, beside) == (1, "Error: There is nothing here to keep: no tables. Check INSTANCE or DATABASE_URL.")
    assert not [path.name for path in tmp_path.iterdir() if "nothing" in path.name]


def test_files_that_storage_lost_are_named_and_the_rest_is_kept(here, kept, elsewhere, tmp_path):
    lost, damaged = (sorted(path.name for path in kept.root.glob("??/*")))[:2]
    kept.path(lost).unlink()
    kept.path(damaged).write_bytes(b"other")
    code, _head, beside = give(here, "backup", tmp_path / "backup")
    assert (code, beside.splitlines()[-1]) == (
        1, "Error: Lost or damaged in storage, and named in manifest.json: 2 files."
    )  # fmt: skip
    assert Manifest.read(tmp_path / "backup").missing == [lost, damaged]
    code, said, beside = give(elsewhere, "restore", tmp_path / "backup")
    assert (code, said.startswith("Every table and 1 files"), beside) == (
        1, True, "Error: Lost or damaged before the backup was made: 2 files."
    )  # fmt: skip


def spoilt(made, how):
    """Spoil a backup, and return the start of the sentence that says so."""
    name = min(Manifest.read(made).files)
    manifest = json.loads((made / "manifest.json").read_text())
    match how:
        case "a file":
            Folder(made / "files").path(name).write_bytes(b"other")
            return f"Error: The backup is damaged: 1 files are not what they were, such as {name}."
        case "the dump":
            with (made / "database.dump").open("r+b") as dump:
                dump.truncate(1000)
            return "Error: The backup is damaged: database.dump is not what it was."
        case "no manifest":
            (made / "manifest.json").unlink()
            return f"Error: {made} is no backup: there is no manifest.json in it that can be read."
        case "newer":
            manifest["revision"] = "9999"
            sentence = "Error: This backup was made by a newer Secretariat: install that one first."
        case "a later server":
            manifest["postgres"] = 99
            sentence = "Error: The backup is of PostgreSQL 99, and here is 18: use that one or newer."
    (made / "manifest.json").write_text(json.dumps(manifest))
    return sentence


@pytest.mark.parametrize("how", ["a file", "the dump", "no manifest", "newer", "a later server"])
def test_a_backup_that_cannot_be_laid_is_refused_before_anything_is(made, elsewhere, how):
    sentence = spoilt(made, how)
    assert give(elsewhere, "restore", made) == (1, "", sentence)
    assert ask(elsewhere, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace") == []


def test_a_table_that_differs_is_named_and_the_copy_cannot_be_released(made, elsewhere):
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["tables"]["users"][1] = "0" * 64
    (made / "manifest.json").write_text(json.dumps(manifest))
    sentence = "Error: Not as they were in the backup: users. Try again with an empty database."
    assert give(elsewhere, "restore", made) == (1, "", sentence)
    assert "was not found to be whole" in give(elsewhere, "restore", "--release")[2]
    assert "holds data already" in give(elsewhere, "restore", made)[2]


def test_a_trail_that_is_not_the_one_that_was_noted_is_refused(made, elsewhere):
    code, _said, beside = give(elsewhere, "restore", made, "--head", f"3:{'0' * 64}")
    assert (code, beside.startswith("Error: This is not the trail whose head you noted: ")) == (1, True)
    assert "was not found to be whole" in give(elsewhere, "restore", "--release")[2]


def test_a_chain_that_is_broken_is_told_by_both(here, elsewhere, broom, tmp_path):
    broom.connection.execute("UPDATE audit_entries SET actor = 'Nobody' WHERE number = 2")
    code, _head, beside = give(here, "backup", tmp_path / "backup")
    assert (code, beside.splitlines()[-1]) == (1, "Error: The chain of the trail is broken: Entry 2 was altered.")
    code, _said, beside = give(elsewhere, "restore", tmp_path / "backup")
    assert (code, beside) == (1, "Error: The trail's chain was broken in the backup already: Entry 2 was altered.")


def test_the_demonstration_is_restored_as_one_only(here, elsewhere, session, tmp_path):
    session.add(DemoClock(id=1, shift=NOW - NOW))
    session.commit()
    assert give(here, "backup", tmp_path / "backup", demo="1")[0] == 0
    sentence = "Error: This is a backup of the demonstration: restore it as one (DEMO=1)."
    assert give(elsewhere, "restore", tmp_path / "backup") == (1, "", sentence)
    assert give(elsewhere, "restore", tmp_path / "backup", demo="1")[0] == 0


def test_who_is_signed_in_stays_behind(here, elsewhere, session, tmp_path):
    session.execute(db_text("INSERT INTO web_sessions VALUES ('x', NULL, '{}', now(), now(), now())"))
    session.commit()
    give(here, "backup", tmp_path / "backup")
    give(elsewhere, "restore", tmp_path / "backup")
    assert ask(elsewhere, "SELECT * FROM web_sessions") == []


def test_one_of_the_two_is_asked_for(elsewhere, made):
    sentence = "Error: Name the folder of a backup, or give --release alone."
    assert give(elsewhere, "restore")[2] == sentence
    assert give(elsewhere, "restore", made, "--release")[2] == sentence


def test_the_programs_are_those_of_the_server_or_the_next_above():
    assert pgtools.choose(18).major == 18
    assert pgtools.choose(14).major >= 14
    assert pgtools.choose(15, least=18).major >= 18
    with pytest.raises(Misconfigured, match=r"pg_restore 99 or newer were not found on PATH: .*postgresql-client-99"):
        pgtools.choose(99)


def test_a_digest_notices_one_letter_and_not_the_order_of_the_rows(engines):
    orders = {"one_way": "(1, 'a'), (2, 'b')", "other": "(2, 'b'), (1, 'a')", "changed": "(1, 'A'), (2, 'b')"}
    with psycopg.connect(engines.superuser) as connection:
        for name, rows in orders.items():
            connection.execute(f"CREATE TABLE public.{name} (id int, said text)")
            connection.execute(f"INSERT INTO public.{name} VALUES {rows}")
        one, other, changed = (connection.execute(DIGEST.replace("{}", name)).fetchone() for name in orders)
        connection.rollback()
    assert (one == other, one == changed, one[0]) == (True, False, 2)
