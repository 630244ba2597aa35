"""What is written on the screen: the formats of design §4 and the families of §5."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantao.kit.exibir import (
    FILTROS,
    com_ponto,
    cor_do_avatar,
    dia_e_hora,
    dinheiro,
    documento_exibido,
    duracao,
    em_frase,
    familia_da_cor,
    frase_exibida,
    grupos_do_protocolo,
    iniciais,
    milhar,
    quando,
    telefone_exibido,
    telefone_falado,
    titulo,
    visita_exibida,
)

NOW = datetime.fromisoformat("2026-11-17T09:42:00-03:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("37999912222", "(37) 99991-2222"),
        ("+55 37 99991-2222", "(37) 99991-2222"),
        ("5537999912222", "(37) 99991-2222"),
        ("037999912222", "(37) 99991-2222"),
        ("3732814410", "(37) 3281-4410"),
        ("3791912222", "(37) 9191-2222"),
        ("32814410", "3281-4410"),
        ("999912222", "99991-2222"),
        ("08007221234", "0800 722 1234"),
        ("40041234", "4004-1234"),
        ("190", "190"),
        ("111", "111"),
        ("+14155552671", "+1 415-555-2671"),
        ("(20) 99999-1111", "(20) 99999-1111"),
        ("(37) 99991-2222 / (37) 3281-4410", "(37) 99991-2222 / (37) 3281-4410"),
        (" 37999912222 falar com Ana ", "37999912222 falar com Ana"),
        ("anônimo", "anônimo"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_telephone_is_grouped(kept: str | None, shown: str) -> None:
    assert telefone_exibido(kept) == shown


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("37999912222", "37 9 9991 2222"),
        ("3732814410", "37 3281 4410"),
        ("08007771234", "0800 777 1234"),
        ("999912222", "9 9991 2222"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_telephone_is_said_digit_group_by_digit_group(kept: str | None, said: str) -> None:
    assert telefone_falado(kept) == said


@given(st.text())
def test_no_text_breaks_a_telephone(text: str) -> None:
    assert telefone_exibido(telefone_exibido(text)) == telefone_exibido(text)


@pytest.mark.parametrize(
    ("kept", "masked", "whole"),
    [
        ("86214941081", "862.***.***-81", "862.149.410-81"),
        ("862.149.410-81", "862.***.***-81", "862.149.410-81"),
        ("86214941000181", "86.214.941/0001-81", "86.214.941/0001-81"),
        ("12ABC34501DE35", "12.ABC.345/01DE-35", "12.ABC.345/01DE-35"),
        ("4941081", "*****81", "4941081"),
        ("8121", "****", "8121"),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_a_cpf_is_whole_only_for_who_may_see_it(kept: str | None, masked: str, whole: str) -> None:
    assert documento_exibido(kept) == masked
    assert documento_exibido(kept, completo=True) == whole


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("BIANCA COUTO", "Bianca Couto"),
        ("MARIA DAS GRAÇAS OLIVEIRA E SOUZA", "Maria das Graças Oliveira e Souza"),
        ("JOSÉ D'ÁVILA DOS SANTOS JR", "José D'Ávila dos Santos Jr"),
        ("ANA-LUÍSA DO CARMO", "Ana-Luísa do Carmo"),
        ("DA SILVA, JOÃO", "Da Silva, João"),
        ("PADARIA PÃO DA SERRA LTDA", "Padaria Pão da Serra Ltda"),
        ("WR TRANSPORTES LTDA-ME", "WR Transportes Ltda-ME"),
        ("SILVA & FILHOS EPP", "Silva & Filhos EPP"),
        ("VIAÇÃO SERRA S/A", "Viação Serra S/A"),
        ("COLÉGIO JOÃO XXIII", "Colégio João XXIII"),
        ("CLÍNICA DR. HÉLIO (2º ANDAR)", "Clínica Dr. Hélio (2º Andar)"),
        ("Clínica OdontoVida", "Clínica OdontoVida"),
        ("bell hooks", "bell hooks"),
        ("", ""),
        ("4040", "4040"),
    ],
)
def test_a_name_in_capitals_is_read_with_ease(kept: str, shown: str) -> None:
    assert titulo(kept) == shown
    assert titulo(unicodedata.normalize("NFD", kept)) in {shown, unicodedata.normalize("NFD", shown)}


@given(st.text())
def test_no_name_loses_a_letter(name: str) -> None:
    kept, shown = (unicodedata.normalize("NFC", text).casefold() for text in (name, titulo(name)))
    assert shown == kept


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Camila Rocha", "CR"),
        ("Padaria Pão da Serra Ltda", "PS"),
        ("Maria das Graças de Oliveira", "MO"),
        ("Bianca", "B"),
        ("(2) érica", "É"),
        ("", "?"),
        ("123", "?"),
    ],
)
def test_initials_say_who_it_is(name: str, letters: str) -> None:
    assert iniciais(name) == letters


def test_neighbours_have_different_colours() -> None:
    assert [cor_do_avatar(ident) for ident in range(1, 8)] == [2, 3, 4, 5, 6, 1, 2]


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-11-17T09:42:00-03:00", "09:42"),
        ("2026-11-17T00:00:00-03:00", "00:00"),
        ("2026-11-17T14:05:59-03:00", "14:05"),
        ("2026-11-16T23:59:59-03:00", "ontem"),
        ("2026-11-15T12:00:00-03:00", "15/11"),
        ("2026-11-18T12:00:00-03:00", "18/11"),
        ("2025-11-17T12:00:00-03:00", "17/11/2025"),
        ("2026-01-01T02:59:59+00:00", "31/12/2025"),
    ],
)
def test_an_instant_is_as_near_as_it_is(moment: str, shown: str) -> None:
    assert quando(datetime.fromisoformat(moment), NOW) == shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-11-17T09:42:00-03:00", "09:42"),
        ("2026-11-16T18:02:00-03:00", "ontem, 18:02"),
        ("2026-11-15T12:00:00-03:00", "15/11, 12:00"),
        ("2025-11-17T12:00:00-03:00", "17/11/2025, 12:00"),
    ],
)
def test_an_instant_with_its_hour(moment: str, shown: str) -> None:
    assert dia_e_hora(datetime.fromisoformat(moment), NOW) == shown


@pytest.mark.parametrize(
    ("begin", "end", "shown"),
    [
        ("2026-11-17T14:00:00-03:00", "2026-11-17T16:00:00-03:00", "hoje, 14h–16h"),
        ("2026-11-17T07:23:00-03:00", "2026-11-17T08:23:00-03:00", "hoje, 7h23–8h23"),
        ("2026-11-17T00:00:00-03:00", None, "hoje, 0h"),
        ("2026-11-18T14:30:00-03:00", None, "amanhã, 14h30"),
        ("2026-11-16T23:59:00-03:00", None, "ontem, 23h59"),
        ("2026-11-19T09:00:00-03:00", "2026-11-19T11:00:00-03:00", "19/11, 9h–11h"),
        ("2027-01-02T09:00:00-03:00", None, "02/01/2027, 9h"),
        (None, None, "sem data"),
    ],
)
def test_a_visit_says_its_day(begin: str | None, end: str | None, shown: str) -> None:
    begins, ends = (datetime.fromisoformat(text) if text else None for text in (begin, end))
    assert visita_exibida(begins, ends, NOW) == shown


def test_the_day_is_the_providers() -> None:
    new_year = datetime.fromisoformat("2027-01-01T00:30:00-03:00")
    assert quando(new_year - timedelta(hours=1), new_year) == "ontem"
    assert quando(new_year - timedelta(days=3), new_year) == "29/12/2026"


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "0min"),
        (18, "18min"),
        (60, "1h"),
        (66, "1h 06min"),
        (134, "2h 14min"),
        (-134, "2h 14min"),
        (71 * 60 + 59, "71h 59min"),
        (72 * 60, "3 d"),
        (138 * 60 + 4, "5 d 18 h"),
    ],
)
def test_a_duration_is_read_at_a_glance(minutes: int, shown: str) -> None:
    assert duracao(minutes) == shown


def test_money_and_thousands() -> None:
    assert dinheiro(Decimal("189.9")) == "R$ 189,90"
    assert dinheiro(Decimal("1234567.89")) == "R$ 1.234.567,89"
    assert dinheiro(Decimal(-5)) == "-R$ 5,00"
    assert milhar(1204) == "1.204"
    assert milhar(99) == "99"


@pytest.mark.parametrize(
    ("cor", "family"),
    [
        ("md-deep-orange-A700-bg", "laranja"),
        ("white-fg md-red-bg", "perigo"),
        ("md-pink-500-bg", "perigo"),
        ("md-amber-800-bg", "atencao"),
        ("md-light-green-bg", "sucesso"),
        ("md-teal-700-bg", "sucesso"),
        ("md-light-blue-A200", "info"),
        ("md-indigo-700-bg", "info"),
        ("md-deep-purple-bg", "roxo"),
        ("md-blue-grey-500-bg", "neutro"),
        ("md-brown-700-bg", "neutro"),
        ("#ff0000", "neutro"),
        ("", "neutro"),
        (None, "neutro"),
    ],
)
def test_a_colour_finds_its_family(cor: str | None, family: str) -> None:
    assert familia_da_cor(cor) == family


def test_a_protocolo_is_read_by_four() -> None:
    assert grupos_do_protocolo("20261117094218733797") == ["2026", "1117", "0942", "1873", "3797"]
    assert grupos_do_protocolo("201811161058212") == ["2018", "1116", "1058", "212"]


def test_templates_call_them_by_name() -> None:
    assert FILTROS["telefone_exibido"] is telefone_exibido
    assert set(FILTROS) == {exibe.__name__ for exibe in FILTROS.values()}


@pytest.mark.parametrize(
    ("kept", "shown", "last"),
    [
        ("TÉCNICO - SEM CONEXÃO", "Técnico - sem conexão", "Sem conexão"),
        ("Serviço Habilitado", "Serviço habilitado", "Serviço habilitado"),
        ("ABERTURA VIA API", "Abertura via API", "Abertura via API"),
        ("Troca de ONU e senha do wi-fi", "Troca de ONU e senha do Wi-Fi", "Troca de ONU e senha do Wi-Fi"),
        ("2ª VIA", "2ª via", "2ª via"),
        ("COMERCIAL - OS  DE  WI-FI", "Comercial - OS de Wi-Fi", "OS de Wi-Fi"),
        ("", "", ""),
    ],
)
def test_a_sentence_begins_with_the_only_capital_but_for_names(kept: str, shown: str, last: str) -> None:
    assert (em_frase(kept), frase_exibida(kept)) == (shown, last)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Escolha ao menos um responsável", "Escolha ao menos um responsável."),
        ("Esta página não existe.", "Esta página não existe."),
        ("Carregando…", "Carregando…"),
        ("", ""),
    ],
)
def test_every_sentence_ends(said: str, shown: str) -> None:
    assert com_ponto(said) == shown
