"""Make the desk's font again: `python tools/fonte.py inter-latin-wght-normal.woff2 inter-plantao.woff2`.

The letters, weights and features the stylesheet uses, of Inter as @fontsource-variable/inter 5.3.0 packs it (decision
0013). It needs fonttools and brotli, which nothing else here does: install them into an environment of their own.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LETTERS = (
    "U+20-7E,U+A0,U+A3,U+A7,U+AA,U+AB,U+AE,U+B0-B3,U+B7,U+BA,U+BB,U+C0-CF,U+D1-DD,U+DF-EF,U+F1-FD,U+FF,"
    "U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+20AC,"
    "U+2190-2193,U+2212,U+2215"
)
FEATURES = "kern liga calt tnum lnum cv05 ss03 ccmp locl mark mkmk"
WEIGHTS = (400, 720)


def main(source: str, target: str) -> None:
    font = TTFont(source)
    subsetter = subset.Subsetter(subset.Options(layout_features=FEATURES.split()))
    subsetter.populate(unicodes=subset.parse_unicodes(LETTERS))
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
