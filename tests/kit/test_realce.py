"""What was searched for is shown in what was found, and a text stays a text."""

from __future__ import annotations

import pytest

from plantao.kit.realce import palavras_achadas, telefone_achado


@pytest.mark.parametrize(
    ("texto", "palavras", "realce"),
    [
        ("Wellington Souza", ["well", "sou"], "<mark>Well</mark>ington <mark>Sou</mark>za"),
        ("João d\u2019Ávila", ["avila", "joao"], "<mark>João</mark> d\u2019<mark>Ávila</mark>"),
        ("Bartolomeu", ["tolo"], "Bar<mark>tolo</mark>meu"),
        ("Ana Banana", ["an"], "<mark>An</mark>a Banana"),
        ("Mariana Lima", ["mari", "mariana"], "<mark>Mariana</mark> Lima"),
        ("Strauß", ["strauss"], "<mark>Strauß</mark>"),
        ("<b>Zé</b> & cia", ["ze", "cia"], "&lt;b&gt;<mark>Zé</mark>&lt;/b&gt; &amp; <mark>cia</mark>"),
        ("A+B (PI)", [".", "(pi"], "A+B <mark>(PI</mark>)"),
        ("Sem nada", [], "Sem nada"),
    ],
)
def test_words(texto: str, palavras: list[str], realce: str) -> None:
    assert palavras_achadas(texto, palavras) == realce


@pytest.mark.parametrize(
    ("palavras", "achado"),
    [
        (["379999"], "(<b>37</b>) <b>9999</b>1-2222"),
        (["rua", "4410"], "(37) 3281-<b>4410</b>"),
        (["12345"], None),
        (["rua"], None),
        ([], None),
    ],
)
def test_a_telephone(palavras: list[str], achado: str | None) -> None:
    assert telefone_achado(["(37) 99991-2222", "(37) 3281-4410"], palavras) == achado
