"""What the desk's pages load: icons that exist, licences beside their files, and no more than it may weigh."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tools import icones

ROOT = Path(__file__).parents[2]
MESA = ROOT / "plantao" / "static" / "mesa"
SPRITE = (MESA / "icones.svg").read_text(encoding="utf-8")
TEMPLATES = sorted((ROOT / "plantao").glob("**/templates/**/*.html"))
SVG = "{http://www.w3.org/2000/svg}"

NAME = r"['\"]([a-z][a-z0-9-]*)['\"]"
CALLED = re.compile(rf"\bi\(\s*{NAME}")
NAMED = re.compile(rf"\bicone\s*=\s*{NAME}")
LISTED = re.compile(r"set ICONES_\w+ = \{(.*?)\}", re.DOTALL)
LICENCES = {
    "htmx.LICENSE": "Zero-Clause BSD",
    "inter.LICENSE": "SIL Open Font License",
    "tabler-icons.LICENSE": "MIT License",
}
# The first visit of the desk may weigh 95 KB: its page, its own scripts and these.
HEAVIEST = 57_000


def used(template: str) -> set[str]:
    template = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    listed = {name for group in LISTED.findall(template) for name in re.findall(rf":\s*{NAME}", group)}
    return listed | set(CALLED.findall(template)) | set(NAMED.findall(template))


def symbols() -> list[str]:
    return re.findall(r'<symbol id="([^"]+)"', SPRITE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "plantao").as_posix())
def test_every_icon_of_a_page_is_in_the_sprite(template: Path) -> None:
    assert used(template.read_text(encoding="utf-8")) - set(symbols()) == set()


def test_no_icon_is_carried_by_every_first_visit_for_nothing() -> None:
    ours = (path for kind in ("*.html", "*.js", "*.py") for path in (ROOT / "plantao").rglob(kind))
    text = "".join(path.read_text(encoding="utf-8") for path in ours if ".min." not in path.name)

    assert [name for name in symbols() if not re.search(rf"[\"'`]{name}[\"'`]", text)] == []


def test_names_are_found_in_every_spelling() -> None:
    assert used("{{ i('user', 'i-14') }}{{ m.botao(icone=\"x\") }}{# i('nome') #}") == {"user", "x"}
    assert used("{% set ICONES_A = {'ok': 'clock', 'fim': 'check'} %}") == {"clock", "check"}


def test_the_sprite_is_what_its_list_says() -> None:
    assert symbols() == icones.names()


def test_the_sprite_only_draws() -> None:
    tree = ET.fromstring(SPRITE)

    assert {element.tag for element in tree.iter()} == {f"{SVG}{tag}" for tag in ("svg", "symbol", "path")}
    assert {key for element in tree.iter() for key in element.attrib} == {"id", "viewBox", "d"}


def test_every_borrowed_file_has_its_licence_beside_it() -> None:
    assert {path.name for path in MESA.glob("*.LICENSE")} == set(LICENCES)
    for name, words in LICENCES.items():
        assert words in (MESA / name).read_text(encoding="utf-8")


def test_the_desk_asks_nothing_of_another_host() -> None:
    for path in (MESA / "plantao.css", MESA / "htmx.min.js", *TEMPLATES):
        assert re.findall(r"(?:https?:|['\"(])//[^/\s'\"]+", path.read_text(encoding="utf-8")) == []


def test_no_page_carries_a_style_or_a_script_of_its_own() -> None:
    for path in TEMPLATES:
        assert re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)", path.read_text(encoding="utf-8")) == []


def test_the_shared_files_are_light() -> None:
    texts = [(MESA / name).read_bytes() for name in ("plantao.css", "icones.svg", "htmx.min.js")]
    font = (MESA / "inter-plantao.woff2").stat().st_size
    assert sum(len(gzip.compress(text, mtime=0)) for text in texts) + font <= HEAVIEST
