"""The documentation says what is so: settings, operations and the files it points to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.docs import DATABASES, PAGE, PROFILES, READMES, ROOT, served, with_settings

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
LINK = re.compile(r"\]\(([^()\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)


@pytest.mark.parametrize("readme", READMES)
def test_the_table_of_settings(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")

    assert with_settings(readme, text) == text, "run make docs"


def test_the_page_of_compatibility() -> None:
    rows = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))

    assert list(rows) == served(), "run make test, then make docs"
    for operation, cells in rows.items():
        counts = [int(cell) for cell in cells.split(" | ")]
        assert len(counts) == len(DATABASES) * len(PROFILES), operation
        assert all(counts), operation


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_to_files(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    targets = {link.partition("#")[0] for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)}

    assert [target for target in targets if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_to_headings(page: Path) -> None:
    for link in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        if anchor and not re.match(r"[a-z]+:", link):
            text = (page.parent / target if target else page).read_text(encoding="utf-8")
            assert anchor in {_anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}, link


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
