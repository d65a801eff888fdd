"""Equal parts give equal bytes, what was printed is kept, and a build that is killed leaves what was there."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from secretariat.errors import StorageFull
from secretariat.packets import build as builds
from secretariat.packets.fragments import Fragments
from secretariat.packets.manifest import Change, Manifest, Missing, compare
from secretariat.packets.parts import Contents, DeliverableText, NotIncluded
from tests.packets import paper

COUNTRIES = ("Brazil", "Colombia", "Mexico", "Peru")
ROOT = Path(__file__).parents[2]


def parts(folder):
    return [
        *paper.front(),
        *(paper.deliverable(country) for country in COUNTRIES),
        paper.attachment(paper.pdf(folder / "report.pdf", pages=2)),
    ]


def kept(folder):
    """Return the fragments in a folder, each with the number of its file: one that is written again gets another."""
    return {path.name: path.stat().st_ino for path in (folder / "fragments").glob("??/*.pdf")}


def test_equal_parts_give_equal_bytes_wherever_they_are_bound(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first = paper.make(parts(tmp_path), tmp_path / "one")
    second = paper.make(parts(tmp_path), tmp_path / "two")
    again = paper.make(parts(tmp_path), tmp_path / "two")
    assert first == second == again
    assert (tmp_path / "one/packet.pdf").read_bytes() == (tmp_path / "two/packet.pdf").read_bytes()


def test_one_change_prints_one_part_and_leaves_the_rest(tmp_path):
    before = parts(tmp_path)
    old = paper.make(before, tmp_path)
    fragments = kept(tmp_path)
    after = [
        paper.deliverable("Mexico", "Three measures.") if one.id == "deliverable/Mexico" else one for one in before
    ]
    new = paper.make(after, tmp_path)
    assert len(kept(tmp_path).items() - fragments.items()) == 1
    assert compare(old, new) == {one.id: Change.SAME for one in after} | {"deliverable/Mexico": Change.CHANGED}


def test_two_builds_can_be_compared_part_by_part(tmp_path):
    before = parts(tmp_path)
    old = paper.make(before, tmp_path)
    new = paper.make([*[one for one in before if one.id != "deliverable/Peru"], paper.deliverable("Haiti")], tmp_path)
    assert Manifest.read(old.as_json()) == old
    changes = compare(old, new)
    assert {name: changes[name] for name in ("deliverable/Peru", "deliverable/Haiti", "deliverable/Brazil")} == {
        "deliverable/Peru": Change.GONE,
        "deliverable/Haiti": Change.NEW,
        "deliverable/Brazil": Change.SAME,
    }
    assert set(compare(None, old).values()) == {Change.NEW}


def test_all_our_sheets_share_their_fonts(tmp_path):
    """Without sharing, each part would weigh about 60 KB more."""
    few = paper.make([paper.deliverable(str(n), sha256="ab" * 32) for n in range(2)], tmp_path)
    many = paper.make([paper.deliverable(str(n), sha256="ab" * 32) for n in range(22)], tmp_path)
    assert (many.size - few.size) / 20 < 5_000
    fonts = [line.split()[0] for line in paper.run("pdffonts", tmp_path / "packet.pdf").splitlines()[2:]]
    assert len(fonts) <= 7  # the stamps bring their own, once


def test_every_part_is_told_once_to_whoever_listens(tmp_path):
    told = []
    given = parts(tmp_path)
    paper.make(given, tmp_path, listen=lambda step: told.append((step.done, step.total, step.part.id)))
    assert sorted(name for _, _, name in told) == sorted(one.id for one in given)
    assert [(done, total) for done, total, _ in told] == [(n, len(given)) for n in range(1, len(given) + 1)]


def test_a_fragment_that_lost_its_end_is_printed_again(tmp_path):
    first = paper.make(parts(tmp_path), tmp_path)
    for path in (tmp_path / "fragments").glob("??/*.pdf"):
        path.write_bytes(path.read_bytes()[:100])
    assert paper.make(parts(tmp_path), tmp_path) == first


def test_fragments_that_nobody_used_for_long_are_swept(tmp_path):
    paper.make(parts(tmp_path), tmp_path)
    fragments = Fragments(tmp_path / "fragments")
    old = next((tmp_path / "fragments").glob("??/*.pdf"))
    os.utime(old, (1, 1))
    assert (fragments.sweep(time.time() - 3600), old.exists()) == (1, False)


def test_a_text_that_cannot_be_set_gets_a_page_that_says_so(tmp_path):
    """A fact without a value is what no collector makes; Typst stops at it."""
    odd = paper.deliverable("Chile", facts=(("A name alone",),))
    manifest = paper.make([*paper.front(), odd, NotIncluded(id="not-included", title="Not included")], tmp_path)
    assert manifest.missing == (Missing(title="Contribution", under=odd.under, reason="not_set"),)
    assert "could not be set in type" in paper.text(tmp_path / "packet.pdf", 6)


@pytest.mark.processes
@pytest.mark.parametrize("place", ["press", "assemble", "rename"])
def test_a_build_that_is_killed_leaves_the_packet_before_and_its_finished_fragments(tmp_path, place):
    before = paper.make(paper.front(), tmp_path)
    whole = (tmp_path / "packet.pdf").read_bytes()
    command = [sys.executable, "-m", "tests.packets.killed", str(tmp_path), place]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as builder:
        assert builder.stdout.readline() == b"here\n"
        os.kill(builder.pid, signal.SIGKILL)
    assert (tmp_path / "packet.pdf").read_bytes() == whole
    finished = kept(tmp_path)
    assert len(finished) > before.pages
    after = paper.make(parts(tmp_path), tmp_path)
    assert finished.items() <= kept(tmp_path).items()
    paper.run("qpdf", "--check", tmp_path / "packet.pdf")
    assert after.pages == 11


def test_a_full_disk_is_named_and_the_packet_before_stays(tmp_path):
    paper.make(paper.front(), tmp_path)
    whole = (tmp_path / "packet.pdf").read_bytes()
    (tmp_path / "elsewhere").write_text("a file where a folder is wanted")
    with pytest.raises(StorageFull, match="could not be written"):
        paper.make(parts(tmp_path), tmp_path, fragments=Fragments(tmp_path / "elsewhere"))
    assert (tmp_path / "packet.pdf").read_bytes() == whole


def test_no_process_that_works_stays_behind(tmp_path):
    before = children()
    paper.make(parts(tmp_path), tmp_path)
    assert children() == before


def children():
    return sorted(child for path in Path("/proc/self/task").glob("*/children") for child in path.read_text().split())


def test_the_number_of_rounds_is_enough_for_any_contents(tmp_path):
    """A contents of exactly one page that its own second page would push onto two, and the like."""
    for count in (34, 35, 36, 37, 38):
        many = [paper.deliverable(f"Country {n}") for n in range(count // 2)]
        manifest = paper.make([Contents(id="contents", title="Contents"), *many], tmp_path)
        pages = [one.first for one in manifest.parts]
        listed = [
            int(one) for one in re.findall(r"Contribution LAD/MIN.5/CALL.1 (\d+)", paper.text(tmp_path / "packet.pdf"))
        ]
        assert listed == pages[1:]
    assert builds.ROUNDS > 2


def test_a_part_is_hashed_by_what_it_says_and_in_which_language():
    one = paper.deliverable()
    same = DeliverableText(**{name: getattr(one, name) for name in one.__dataclass_fields__})
    assert one.content_hash("en") == same.content_hash("en")
    others = [
        one.content_hash("es"),
        replace(one, version="2").content_hash("en"),
        paper.deliverable("Haiti").content_hash("en"),
    ]
    assert len({one.content_hash("en"), *others}) == 4
