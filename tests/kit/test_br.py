from itertools import product

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plantao.kit.br import (
    DDDS,
    Telefone,
    documento_valido,
    formatar_cep,
    ler_telefone,
    normalizar_cep,
    normalizar_documento,
    semelhanca,
    somente_digitos,
    telefone_contato,
    telefone_pbx,
)
from tests.kit.telefones import LEITURAS, SEMELHANCAS

patient = settings(deadline=None, max_examples=300)


def digitos_de(texto: str) -> str:
    return "".join(c for c in texto if "0" <= c <= "9")


# Documents and postal codes


@pytest.mark.parametrize(
    ("texto", "digitos"),
    [
        ("862.149.410-81", "86214941081"),
        ("", ""),
        ("abc", ""),
        ("\u0663\u0667", ""),
        ("\uff13\uff17", ""),
        ("1²3", "13"),
    ],
)
def test_only_ascii_digits_are_digits(texto: str, digitos: str) -> None:
    assert somente_digitos(texto) == digitos


@given(st.text())
def test_somente_digitos_keeps_every_digit_and_nothing_else(texto: str) -> None:
    assert somente_digitos(texto) == digitos_de(texto)


@pytest.mark.parametrize(
    ("texto", "documento"),
    [
        ("862.149.410-81", "86214941081"),
        (" 862 149 410\u00a081\t", "86214941081"),
        ("11.222.333/0001-81", "11222333000181"),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
        (".-/ ", ""),
        ("862_149", "862_149"),
    ],
)
def test_documents_are_compared_without_marks_and_in_capitals(texto: str, documento: str) -> None:
    assert normalizar_documento(texto) == documento
    assert normalizar_documento(documento) == documento


@pytest.mark.parametrize(
    ("texto", "valido"),
    [
        ("86214941081", True),
        ("862.149.410-81", True),
        ("00000000191", True),
        ("11.222.333/0001-81", True),
        ("12.ABC.345/01DE-35", True),
        ("12.abc.345/01de-35", True),
        ("86214941082", False),
        ("8621494108", False),
        ("00000000000", False),
        ("11111111111", False),
        ("11222333000182", False),
        ("00000000000000", False),
        ("12ABC34501DE36", False),
        ("12ABC34501DEA5", False),
        ("", False),
        ("CPF", False),
        ("\u0668\u0666\u0662\u0661\u0664\u0669\u0664\u0661\u0660\u0668\u0661", False),
        ("86214941081\x00", False),
    ],
)
def test_documento_valido(texto: str, valido: bool) -> None:
    assert documento_valido(texto) is valido


@given(st.text() | st.text("0123456789ABCabc.-/ ", max_size=20))
def test_any_text_may_be_asked_whether_it_is_a_document(texto: str) -> None:
    assert documento_valido(texto) == documento_valido(normalizar_documento(texto))


@pytest.mark.parametrize(
    ("texto", "cep"),
    [("35560-000", "35560000"), ("35.560-000", "35560000"), ("35560000", "35560000"), ("3556000", None), ("", None)],
)
def test_cep_has_eight_digits(texto: str, cep: str | None) -> None:
    assert normalizar_cep(texto) == cep


@pytest.mark.parametrize(
    ("cep", "escrito"), [("35560000", "35560-000"), ("35560-000", "35560-000"), ("3556", "3556"), ("", "")]
)
def test_cep_is_written_with_a_hyphen(cep: str, escrito: str) -> None:
    assert formatar_cep(cep) == escrito


# The two rules of the contract


@pytest.mark.parametrize(
    ("texto", "telefone"),
    [
        ("37999112233", "37999112233"),
        ("(37) 99911-2233", "37999112233"),
        ("11987654321", "11987654321"),
        ("3734151100", "3734151100"),
        ("+55 37 99911-2233", "37999112233"),
        ("553734151100", "3734151100"),
        ("55999112233", "55999112233"),
        ("5532221000", "5532221000"),
        ("5555999112233", "55999112233"),
        ("037999112233", None),
        ("99911-2233", None),
        ("123456789", None),
        ("555537999112233", None),
        ("\uff13\uff17999112233", None),
        ("abc", None),
        ("", None),
    ],
)
def test_telefone_of_a_new_ticket(texto: str, telefone: str | None) -> None:
    assert telefone_contato(texto) == telefone


@pytest.mark.parametrize(
    ("texto", "telefone"),
    [
        ("37999912222", "37999912222"),
        ("+55 (37) 99991-2222", "5537999912222"),
        ("37.99991.2222", None),
        ("3281-1000", "32811000"),
        ("123456789012345", "123456789012345"),
        ("1234567890123456", None),
        ("1234567", None),
        ("190", None),
        ("numero", None),
        ("37999912222r2", None),
        ("37/99991-2222", None),
        ("sip:37999912222@pbx", None),
        ("\u0663\u0667999912222", None),
        ("+-()", None),
        ("", None),
    ],
)
def test_telefone_of_a_call(texto: str, telefone: str | None) -> None:
    assert telefone_pbx(texto) == telefone


@given(st.text())
def test_what_the_contract_accepts_is_accepted_again(texto: str) -> None:
    for regra in (telefone_contato, telefone_pbx):
        telefone = regra(texto)
        assert telefone is None or regra(telefone) == telefone


# Who is calling: the table


@pytest.mark.parametrize(
    ("texto", "telefone"), [(texto, telefone) for telefone, textos in LEITURAS for texto in textos]
)
def test_reading(texto: str, telefone: Telefone | None) -> None:
    assert ler_telefone(texto) == telefone


@pytest.mark.parametrize(("a", "b", "esperada"), SEMELHANCAS)
def test_likeness(a: str, b: str, esperada: int) -> None:
    um, outro = lido(a), lido(b)

    assert semelhanca(um, outro) == semelhanca(outro, um) == esperada
    assert um.chave == outro.chave or not esperada


def test_ddds_are_those_of_anatel() -> None:
    assert DDDS == DDDS_OF_PHONENUMBERS


def test_a_novel_is_not_read_to_its_end() -> None:
    assert ler_telefone("x" * 1_000_000 + "37999912222") is None
    assert ler_telefone("37999912222" + " x" * 1_000_000) == ler_telefone("37999912222")


def lido(texto: str) -> Telefone:
    telefone = ler_telefone(texto)
    assert telefone is not None, texto
    return telefone


# Who is calling: the slow way. Every prefix that may be dialled is spelled out, and every split of the digits tried.

DDDS_OF_PHONENUMBERS = {
    str(ddd)
    for ddd in range(10, 100)
    if phonenumbers.is_valid_number(phonenumbers.PhoneNumber(country_code=55, national_number=ddd * 10**9 + 999912222))
}
ZEROS = ["", "0", "00", "000", "0000"]
TRONCOS = ["", "0", *(f"0{operadora}" for operadora in range(10, 100))]
PREFIXOS = {zeros + tronco for zeros, tronco in product(ZEROS, TRONCOS)}
PREFIXOS |= {prefixo + "55" + tronco for prefixo, tronco in product(PREFIXOS, TRONCOS)}


def leituras_possiveis(digitos: str) -> set[tuple[str, str]]:
    while digitos.startswith("00000"):
        digitos = digitos[1:]
    cortes = [(digitos[:-n], digitos[-n : -n + 2], digitos[-n + 2 :]) for n in (10, 11) if len(digitos) >= n]
    return {
        (ddd, local)
        for prefixo, ddd, local in cortes
        if prefixo in PREFIXOS and ddd in DDDS_OF_PHONENUMBERS and local[0] in ("9" if len(local) == 9 else "23456789")
    }


algarismos = st.text("0123456789", max_size=5)
pedacos = st.sampled_from(
    ["0", "00", "15", "21", "55", "37", "11", "20", "80", "9", "99912222", "32811000", "0800", "4004"]
)
completos = st.tuples(
    st.sampled_from(sorted(PREFIXOS)) | st.sampled_from(["", "0", "00", "55", "0055"]),
    st.sampled_from(sorted(DDDS)) | algarismos,
    st.from_regex("9?[2-9][0-9]{7}", fullmatch=True) | st.sampled_from(["40041234", "99912222"]),
)
discados = (completos | st.lists(pedacos | algarismos, max_size=7)).map("".join).filter(lambda d: 8 <= len(d) <= 19)


@patient
@given(discados)
@example("55999912222")
@example("05537999912222")
@example("01555373281100")
@example("00435537328110")
@example("004640041234")
@example("0000001599912222")
def test_digits_have_one_reading_and_it_is_found(digitos: str) -> None:
    possiveis = leituras_possiveis(digitos)
    telefone = ler_telefone(digitos)

    assert len(possiveis) <= 1
    if not possiveis:
        assert telefone is None or telefone.ddd is None
    for ddd, local in possiveis:
        if local.startswith(("300", "400")):
            assert telefone == Telefone(especial=local)
        else:
            celular, nono = local[0] in "6789", len(local) == 9
            assert telefone == Telefone(ddd=ddd, assinante=local[-8:], celular=celular, nono=nono)


# Who is calling: numbers that are known, written by someone careless.


class Escrito:
    """A number as it is, what of it was written, and how."""

    def __init__(self, ddd: str, celular: bool, assinante: str, com_ddd: bool, com_nono: bool, texto: str) -> None:
        self.ddd, self.celular, self.assinante = ddd, celular, assinante
        self.com_ddd, self.com_nono, self.texto = com_ddd, com_nono, texto

    def __repr__(self) -> str:
        return repr(self.texto)

    def possiveis(self) -> set[str]:
        ddds = [self.ddd] if self.com_ddd else DDDS_OF_PHONENUMBERS
        return {ddd + ("9" if self.celular else "") + self.assinante for ddd in ddds}

    def nacional(self) -> str:
        return self.ddd + ("9" if self.com_nono else "") + self.assinante


operadoras = st.integers(10, 99).map(str)
antes_do_ddd = st.one_of(
    st.sampled_from(
        ["", "", "0", "55", "+55", "0055", "+55 0", "(0xx)", "0xx", "0XX ", "0**", "+55 (0xx)", "(55) ", "055"]
    ),
    operadoras.map(lambda operadora: f"0 {operadora} "),
    operadoras.map(lambda operadora: f"0{operadora}55"),
    operadoras.map(lambda operadora: f"00 {operadora} 55 "),
    operadoras.map(lambda operadora: f"+55 0{operadora}"),
)
entre_digitos = st.sampled_from(["", "", "", "", " ", "-", ".", "  ", "\u00a0", "\u2011", "\u200b", " - "])
em_volta = st.sampled_from(
    [
        "{}",
        "{}",
        " {}\n",
        '"Maria 2" <{}>',
        "<sip:{}@pbx.exemplo.com.br:5060>",
        "sip:{}@10.0.0.1",
        "tel:{}",
        "Tel.: {}",
        "{} ramal 12",
        "{} r. 2001",
        "{} (12)",
        "{} / 38 3212-3456",
        "{}/3212-3456",
        "{}, 38992123456",
        "{} ou 0800 123 4567",
        "{} Maria",
    ]
)
ddds = st.sampled_from(["37", "31", "55", "11"]) | st.sampled_from(sorted(DDDS))
quaisquer = st.one_of(
    st.tuples(ddds, st.just(True), st.from_regex("[1-9][0-9]{7}", fullmatch=True)),
    st.tuples(ddds, st.just(False), st.from_regex("[25][0-9]{7}", fullmatch=True)),
)
parecidos = st.one_of(
    st.tuples(st.sampled_from(["37", "38"]), st.just(True), st.sampled_from(["99912222", "89912222", "32811000"])),
    st.tuples(st.sampled_from(["37", "38"]), st.just(False), st.sampled_from(["32811000", "32811001"])),
)


@st.composite
def escritos(draw: st.DrawFn, numeros: st.SearchStrategy[tuple[str, bool, str]]) -> Escrito:
    ddd, celular, assinante = draw(numeros)
    com_ddd, com_nono = draw(st.booleans()), celular and (assinante[0] < "6" or draw(st.booleans()))
    local = "".join(d + draw(entre_digitos) for d in ("9" if com_nono else "") + assinante).rstrip(" -.\u00a0\u2011")
    antes = (
        draw(antes_do_ddd) + draw(st.sampled_from([ddd, f"({ddd}) ", f" {ddd} ", f"{ddd}-"]))
        if com_ddd
        else draw(st.sampled_from(["", "", "0", "+55 ", "(xx) "]))
    )
    return Escrito(ddd, celular, assinante, com_ddd, com_nono, draw(em_volta).format(antes + local))


@patient
@given(escritos(quaisquer))
def test_a_careless_spelling_is_read(escrito: Escrito) -> None:
    assert ler_telefone(escrito.texto) == Telefone(
        ddd=escrito.ddd if escrito.com_ddd else None,
        assinante=escrito.assinante,
        celular=escrito.celular,
        nono=escrito.com_nono,
    )


@patient
@given(escritos(parecidos), escritos(parecidos))
def test_two_careless_spellings_are_alike_when_they_can_mean_one_number(a: Escrito, b: Escrito) -> None:
    esperada = 0
    if a.possiveis() & b.possiveis():
        com_ddd = a.com_ddd and b.com_ddd
        esperada = 1 if not com_ddd else 3 if a.nacional() == b.nacional() else 2

    assert semelhanca(lido(a.texto), lido(b.texto)) == esperada
    if a.assinante == b.assinante:
        assert lido(a.texto).chave == lido(b.texto).chave


# Who is calling: whatever was typed


def por_extenso(telefone: Telefone) -> str:
    local = ("9" if telefone.nono else "") + telefone.assinante
    return (telefone.ddd or "") + local + (telefone.especial or "") + (telefone.ramal or "")


qualquer = st.text() | st.text("0123456789+-()./xX*<>@:;, \n\u00a0ramalsipte", max_size=40) | discados


@patient
@given(qualquer)
@example("+")
@example("<")
@example("sip:")
@example("\udc80")
def test_reading_what_was_read_changes_nothing(texto: str) -> None:
    telefone = ler_telefone(texto)
    if telefone is not None:
        assert ler_telefone(por_extenso(telefone)) == telefone
        assert telefone.chave
        assert semelhanca(telefone, telefone) == (1 if telefone.assinante and telefone.ddd is None else 3)


@patient
@given(qualquer, qualquer)
def test_likeness_has_no_direction_and_needs_one_key(a: str, b: str) -> None:
    um, outro = ler_telefone(a), ler_telefone(b)
    if um is not None and outro is not None:
        assert semelhanca(um, outro) == semelhanca(outro, um)
        assert semelhanca(um, outro) == 0 or um.chave == outro.chave
