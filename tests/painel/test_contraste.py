"""Every pair of colours a person must tell apart, computed from the tokens of plantao.css in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "plantao" / "static" / "mesa" / "plantao.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
PAGE = "fundo sup sup-2".split()
FILLS = [*PAGE, "sup-3", "selecao", "acento-sutil"]
FAMILIES = "perigo atencao laranja sucesso info roxo neutro".split()
TINTS = [f"{family}-f" for family in FAMILIES]
CALLS = "chamada chamada-2 encerrada trilho".split()

Colour = tuple[float, float, float, float]


def block(selector: str) -> dict[str, str]:
    start = CSS.index(f"\n{selector}{{") + len(selector) + 2
    return dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{3,8})\b", CSS[start : CSS.index("\n}", start)]))


LIGHT = block(":root")
THEMES = {"claro": LIGHT, "escuro": LIGHT | block(':root[data-tema="escuro"]')}
AVATARS = dict(re.findall(r"\.av-(\d)\{--h:(#[0-9a-f]{6})\}", CSS))


def parse(colour: str) -> Colour:
    digits = colour[1:]
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, *alpha = (int(digits[i : i + 2], 16) / 255 for i in range(0, len(digits), 2))
    return red, green, blue, alpha[0] if alpha else 1.0


def over(top: Colour, below: Colour) -> Colour:
    red, green, blue = (top[i] * top[3] + below[i] * (1 - top[3]) for i in range(3))
    return red, green, blue, 1.0


def luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(tokens: dict[str, str], shown: str, *ground: str) -> float:
    """Of a token or colour on others, the lowest last."""
    layers = [parse(tokens.get(name, name)) for name in ground]
    below = layers.pop()
    while layers:
        below = over(layers.pop(), below)
    lighter, darker = sorted((luminance(over(parse(tokens.get(shown, shown)), below)), luminance(below)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def on(shown: str, *grounds: str) -> list[tuple[str, ...]]:
    return [(shown, ground) for ground in grounds]


TEXTS: dict[str, list[tuple[str, ...]]] = {
    "body": on("texto", *FILLS, *TINTS),
    "secondary": on("texto-2", *FILLS, *TINTS),
    "tertiary": on("texto-3", *FILLS, *TINTS),
    "link": on("acento", *FILLS, *TINTS),
    "selected": on("acento-forte", "acento-sutil"),
    "main button": on("acento-sobre", "acento", "acento-forte"),
    "its key": [("acento-sobre", "tecla", ground) for ground in ("acento", "acento-forte")],
    "call": on("chamada-sobre", *CALLS),
    "its key, green": [("chamada-sobre", "#0000001f", ground) for ground in CALLS],
    "other call": on("chamada-aba-sobre", "chamada-aba"),
    "tab of a call that came": on("chamada-fio", "chamada-marca"),
    "rail": [*on("trilho-texto", "trilho"), *on("trilho-sobre", "trilho", "trilho-2")],
    "toast": on("trilho-link", "trilho"),
    "counter in the rail": on("trilho-conta-sobre", "trilho-conta"),
    "red counter": on("perigo-sobre", "perigo-p"),
    "chips": [pair for family in FAMILIES for pair in on(f"{family}-t", f"{family}-f", *PAGE)],
    "code": [(shown, "sup-2") for shown in ("acento", "sucesso-t", "laranja-t")],
    "avatars": [("#ffffff", colour) for colour in ("#5a6f7d", *AVATARS.values())],
}
SHAPES: dict[str, list[tuple[str, ...]]] = {
    "field": on("borda-campo", "sup", "sup-2"),
    "wrong field": on("perigo-p", "sup"),
    "dot": [pair for family in FAMILIES for pair in on(f"{family}-p", *PAGE, "selecao")],
    "focus": [*on("foco", *FILLS), ("trilho-acento", "trilho"), ("#ffffff", "chamada"), ("trilho-link", "trilho")],
    "checked": on("acento", "sup", "sup-2"),
    "bar": [(shown, "sup-3") for shown in ("acento", "sucesso-p")],
    "switch": [("#ffffff", "borda-campo"), ("acento-sobre", "acento")],
    "note": on("atencao-p", "fundo", "sup"),
    "buttons of the call": [("#ffffff", veil, ground) for veil in ("#ffffff1f", "#ffffff3b") for ground in CALLS],
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("least", "what"), [(TEXT, what) for what in TEXTS] + [(SHAPE, what) for what in SHAPES])
def test_everyone_can_tell_them_apart(theme: str, least: float, what: str) -> None:
    pairs = TEXTS[what] if what in TEXTS else SHAPES[what]
    found = {pair: round(contrast(THEMES[theme], *pair), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_dot_has_a_ring_where_its_fill_is_weak(theme: str, family: str) -> None:
    tokens = THEMES[theme]
    dot, text = parse(tokens[f"{family}-p"]), parse(tokens["texto"])
    red, green, blue = (round(255 * (dot[i] * 0.6 + text[i] * 0.4)) for i in range(3))
    assert contrast(tokens, f"#{red:02x}{green:02x}{blue:02x}", "sup-3") >= SHAPE


def test_the_themes_name_the_same_things() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    kept = set(re.findall(r"--([\w-]+):", CSS))

    assert used <= kept
    assert set(block(':root[data-tema="escuro"]')) <= set(LIGHT)
    assert len(AVATARS) == 6
