"""What no template may contain: what the policy forbids, and what would not be of this face."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Mails keep the old attributes of mail programs, and carry no style either.
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NOT_HERE = {
    "an inline style, which the policy stops": r"\sstyle=",
    "an inline script, which the policy stops": r"<script(?![^>]*\bsrc=)",
    "an inline handler, which the policy stops": r"\son[a-z]+=",
    "a colour of Bootstrap's own, which fails in the dark": (
        r"\b(?:text|bg|border|text-bg)-(?:primary|secondary|success|danger|warning|info|light|dark|muted)\b"
    ),
    "a component of Bootstrap that is not ours": r'class="(?:[^"]* )?(?:badge|card|alert|navbar|mark|modal|toast)[ "]',
    "an emoji": "[\U0001f300-\U0001faff\u2600-\u26ff]",
}


@pytest.mark.parametrize("what", NOT_HERE)
def test_no_template_contains(what: str):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(NOT_HERE[what], line)
    ]
    assert found == []


def test_every_post_form_carries_its_token():
    without = [
        f"{path.relative_to(ROOT)}: {form[:80]}"
        for path in TEMPLATES
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL)
        if "csrf" not in form
    ]
    assert without == []


def test_every_icon_has_words_beside_it():
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"<svg(?![^>]*(?:aria-hidden|role=\"img\"))", line)
    ]
    assert bare == []
