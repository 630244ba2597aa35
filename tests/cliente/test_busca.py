"""Clients by fragments of what they are called, their numbers and where they live, on what the triggers keep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plantao.kit.text import fold
from tests.cliente.conftest import Achar, Cadastrar

BIANCA = 24001


@pytest.mark.parametrize(
    "texto",
    [
        "Bianca Couto",
        "BIÂNCA",
        "couto bian",
        "ianc out",
        "b c",
        "1204",
        "862.149.410-81",
        "86214941081",
        "21494",
        "37999912222",
        "(37) 99991-2222",
        "+55 37 99991-2222",
        "037 9991-2222",
        "9991 2222",
        "37 9999",
        "2222",
    ],
)
def test_a_client_is_found_by_any_part_of_it(achar: Achar, texto: str) -> None:
    assert BIANCA in achar(texto)


@pytest.mark.parametrize(
    "texto", ["", " ", "%", "_", "*", '"', "'", "bianca AND", "bianca OR nada", 'bianca"', "NOT x"]
)
def test_marks_and_words_of_a_query_language_are_only_text(achar: Achar, texto: str) -> None:
    assert achar(texto) in ([], [BIANCA])


def test_letters_of_every_spelling_are_the_same(achar: Achar, cadastrar: Cadastrar) -> None:
    letters = "áàâãäªçéèêëíìîïñóòôõöºúùûü"
    for number, letter in enumerate([*letters, *letters.upper(), "e\u0301", "a\u0303"]):
        cadastrar(number + 1, f"QX{letter}WV Quirino")
        assert achar(f"qx{fold(letter)}wv", limite=100) != []
        assert number + 1 in achar(f"qx{letter}wv", limite=100)


def test_who_has_exactly_this_comes_first_then_the_beginning_of_a_word_then_the_rest(
    achar: Achar, cadastrar: Cadastrar
) -> None:
    cadastrar(1, "MARIANA LOURENCO")
    cadastrar(2, "JOSE ARENANA")
    cadastrar(3, "ANA BEATRIZ", ativo=False)
    cadastrar(4, "CARLA ANACLETO")
    cadastrar(5, "PEDRO 5", cpf_cnpj="90000112345")
    cadastrar(6, "PAULA", codigo_cliente=112)
    cadastrar(7, "RITA", codigo_cliente=11_200)

    assert achar("ana") == [4, 3, 2, 1]
    assert achar("112") == [6, 7, 5]


def test_the_inactive_come_after_the_active(achar: Achar, cadastrar: Cadastrar, change: Callable[..., None]) -> None:
    cadastrar(1, "ZULMIRA PRIMEIRA")
    cadastrar(2, "ZULMIRA SEGUNDA")
    assert achar("zulmira") == [2, 1]

    change("UPDATE cliente SET ativo = false WHERE id_cliente = 2")
    assert achar("zulmira") == [1, 2]


def test_pages_hold_everybody_once(achar: Achar, cadastrar: Cadastrar) -> None:
    for n in range(1, 8):
        cadastrar(n, f"{'ZELIA' if n % 2 else 'MANZELI'} {n}", ativo=n != 5)

    todos = achar("zeli")
    assert todos == [7, 3, 1, 5, 6, 4, 2]
    for size in (1, 2, 3, 7, 8):
        assert achar("zeli", paginas=size) == todos


def test_triggers_keep_it_right(
    achar: Achar, cadastrar: Cadastrar, morar: Callable[..., None], change: Callable[..., None]
) -> None:
    cadastrar(1, "WALDEMAR", telefone_secundario="(31) 3333-4567")
    assert (achar("waldemar"), achar("3333 4567"), achar("inconfidentes")) == ([1], [1], [])

    morar(1, "RUA DOS INCONFIDENTES", "1.789", "SÃO GERALDO")
    assert achar("inconfidentes sao ger wald") == [1]
    assert achar("santo antonio waldemar") == [1]

    change("UPDATE cliente SET nome_razaosocial = 'OSVALDO', telefone_secundario = NULL WHERE id_cliente = 1")
    assert (achar("waldemar"), achar("3333 4567"), achar("osval inconf")) == ([], [], [1])

    change("UPDATE endereco_numero SET endereco = 'AV DAS ARAUCÁRIAS' WHERE id_endereco_numero = 70001")
    assert (achar("inconfidentes"), achar("araucarias")) == ([], [1])

    change("UPDATE cidade SET nome = 'XIQUE-XIQUE' WHERE id_cidade = 7674")
    assert 1 in achar("xique")

    change("UPDATE cliente_servico SET id_cliente = 24001 WHERE id_cliente_servico = 70001")
    assert achar("araucarias") == [BIANCA]

    change("DELETE FROM cliente_servico_endereco WHERE id_cliente_servico_endereco = 70001")
    assert achar("araucarias") == []

    change("DELETE FROM cliente WHERE id_cliente = 1")
    assert achar("osvaldo") == []


def test_a_change_undone_is_not_found(achar: Achar, cadastrar: Cadastrar) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        cadastrar(1, "JAMAIS", uuid="00000000-0000-4000-8000-000000024001")

    assert achar("jamais") == []


def test_who_writes_a_name_wrong_is_told_how_it_is_written(
    sugerir: Callable[[str], str | None], cadastrar: Cadastrar
) -> None:
    cadastrar(1, "WÉLLINGTON DE SOUZA")
    cadastrar(2, "JOSÉ PEREIRA")

    assert sugerir("wellingtom") == "Wéllington"
    assert sugerir("wellingtom suoza") is None or sugerir("wellingtom souza") == "Wéllington Souza"
    assert sugerir("perreira") == "Pereira"
    assert sugerir("zzzzzz") is None
    assert sugerir("123456") is None
