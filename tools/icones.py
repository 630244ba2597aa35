"""Builds the sprite of the desk's icons from the unpacked npm package `@tabler/icons` and the names in `icones.txt`.

python tools/icones.py PACKAGE, where PACKAGE is the folder `package` that `npm pack @tabler/icons@3.51.0` packs. Its
licence is copied beside the sprite. Every glyph becomes one path without colours: class `i` of plantao.css draws it.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "tools" / "icones.txt"
FOLDER = ROOT / "plantao" / "static" / "mesa"
SVG = "{http://www.w3.org/2000/svg}"
_NEEDLESS = re.compile(r"\s+(?=[-a-zA-Z])|(?<=[a-zA-Z])\s+")


def names() -> list[str]:
    """The names of the list, in alphabetical order."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return sorted({name for line in lines if not line.startswith("#") for name in line.split()})


def symbol(name: str, drawing: ET.Element) -> str:
    """One glyph of the sprite, from one drawing of the package."""
    strokes = [path for path in drawing.iter(f"{SVG}path") if path.get("stroke") != "none"]
    if {child.tag for child in drawing} != {f"{SVG}path"} or any(path.keys() != ["d"] for path in strokes):
        raise ValueError(f"{name} is more than strokes of one width")
    lines = [path.attrib["d"] for path in strokes]
    if not all(line.startswith("M") for line in lines):
        raise ValueError(f"{name} has a path that begins where another ends")
    return f'<symbol id="{name}" viewBox="0 0 24 24"><path d="{_NEEDLESS.sub("", "".join(lines))}"/></symbol>'


def sprite(package: Path) -> str:
    """The whole file."""
    outline = package / "icons" / "outline"
    symbols = [symbol(name, ET.parse(outline / f"{name}.svg").getroot()) for name in names()]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>\n"])


if __name__ == "__main__":
    package = Path(sys.argv[1])
    (FOLDER / "icones.svg").write_text(sprite(package), encoding="utf-8")
    shutil.copyfile(package / "LICENSE", FOLDER / "tabler-icons.LICENSE")
