"""Every fault that can be noted has a sentence, and every sentence a fault."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from plantao.kit.sentences import FALTAS, frase, recusa

SOURCES = sorted((Path(__file__).parents[2] / "plantao").rglob("*.py"))
SAYS = {"recusa": 0, "frase": 0, "falta": 1}
"""The calls that name a fault, and which of their arguments does."""


def said() -> Iterator[tuple[str, set[str]]]:
    """Each fault named in the sources, with the details given beside it."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                position = SAYS.get(called)
                if position is not None and len(node.args) > position:
                    named = node.args[position]
                    if isinstance(named, ast.Constant) and isinstance(named.value, str):
                        yield named.value, {keyword.arg for keyword in node.keywords if keyword.arg}


def details(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name} - {"campo"}


def test_every_fault_that_is_named_has_a_sentence_and_what_it_needs() -> None:
    found = list(said())

    assert len(found) > 20
    for falta, given in found:
        assert falta in FALTAS
        assert details(FALTAS[falta]) <= given, falta


def test_every_sentence_is_somebody_s() -> None:
    assert set(FALTAS) == {falta for falta, _ in said()}


@pytest.mark.parametrize("falta", FALTAS)
def test_every_sentence_names_the_field(falta: str) -> None:
    context = dict.fromkeys(details(FALTAS[falta]), "7")

    sentence = frase(falta, "parametros.campo", **context)

    assert sentence.startswith("O ")
    assert "parametros.campo" in sentence
    assert "{" not in sentence


def test_a_refusal_carries_its_code_and_its_details() -> None:
    assert recusa("maximo", n=500).context == {"falta": "maximo", "n": 500}
