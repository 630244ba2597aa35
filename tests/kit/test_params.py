"""The kinds of parameters: any JSON value is read, or refused with a fault that has a sentence."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from plantao.kit import params
from plantao.kit.bag import from_body
from plantao.kit.columns import from_json, to_json
from plantao.kit.params import Lista, ler_data_fim, ler_data_inicio, ler_email, ler_ids, ler_inteiro, ler_texto
from plantao.kit.sentences import FALTAS, frase
from tests.support import NOVO, Api, Rows, Sending, assert_invalid, assert_success, multipart

SAO_PAULO = ZoneInfo("America/Sao_Paulo")

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
likely = st.sampled_from(
    ["", " ", "0", "-0", "007", "1,2", " 1 , 2,", "sim", "NÃO", "True", "٣", "²", "1_0", "9" * 5000]
)
dates = st.sampled_from(["2026-02-30", "2026-01-15 24:00:00", "0001-01-01", "9999-12-31", "9999-12-31 23:59:59"])
words = st.sampled_from(["a@b.c", "ana@provedor.com.br", "data_fechamneto"])
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**40), 10**40)
scalars = st.none() | st.booleans() | numbers | texts | likely | dates | words
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))

READERS: dict[str, Callable[[Any], Any]] = {
    name: getattr(params, name) for name in vars(params) if name.startswith("ler_")
}
MARKED: dict[str, TypeAdapter[Any]] = {
    "limites": TypeAdapter(Annotated[Any, *params.limites(1, 500)]),
    "opcoes": TypeAdapter(Annotated[Any, *params.opcoes("a", "b", c="a")]),
    "texto_ate": TypeAdapter(Annotated[Any, *params.texto_ate(5)]),
    "lido_por": TypeAdapter(Annotated[Any, params.lido_por(lambda text: text or None)]),
}


def check(context: dict[str, Any] | None) -> None:
    """A fault names its sentence, and brings what the sentence needs."""
    context = dict(context or {})
    falta = context.pop("falta")
    assert falta in FALTAS
    assert "{" not in frase(falta, "campo", **context)


@pytest.mark.parametrize("name", READERS)
@given(value=values)
@example(value=1e300)
@example(value="1" * 4301)
@example(value={"0": "1"})
@example(value={"0": {"1": 2}})
@example(value={"²": "1"})
@example(value=["1", ["2"]])
def test_any_value_is_read_or_refused_with_a_sentence(name: str, value: Any) -> None:
    try:
        READERS[name](value)
    except PydanticCustomError as fault:
        check(fault.context)


@pytest.mark.parametrize("name", MARKED)
@given(value=values)
def test_so_it_is_for_those_with_a_limit(name: str, value: Any) -> None:
    try:
        MARKED[name].validate_python(value)
    except ValidationError as faults:
        for detail in faults.errors():
            check(detail.get("ctx"))


@given(st.integers(-(10**30), 10**30))
def test_an_integer_however_it_is_written(number: int) -> None:
    assert ler_inteiro(number) == ler_inteiro(str(number)) == ler_inteiro(f" {number}\n") == number
    if float(number) == number:
        assert ler_inteiro(float(number)) == number


@given(texts)
def test_a_text_is_trimmed_and_nothing_else(text: str) -> None:
    assert ler_texto(text) == text.strip()


@given(st.lists(st.integers(-5, 5), max_size=8))
def test_ids_however_they_are_written(numbers: list[int]) -> None:
    wanted = list(dict.fromkeys(numbers)) or None
    spellings: list[Any] = [
        numbers,
        [str(n) for n in numbers],
        ",".join(map(str, numbers)),
        ", ".join(map(str, numbers)),
        {str(position): n for position, n in enumerate(numbers)},
    ]
    for spelling in spellings:
        assert ler_ids(spelling) == wanted
    found = ler_ids(numbers)
    if found is not None:
        assert isinstance(found, Lista)
        assert found.posicoes == {n: numbers.index(n) for n in numbers}


@given(st.dates(date(1900, 1, 2), date(2100, 12, 30)))
def test_a_day_lasts_from_its_first_to_its_last_microsecond(day: date) -> None:
    first, last = ler_data_inicio(day.isoformat()), ler_data_fim(day.isoformat())

    assert first.tzinfo == last.tzinfo == UTC
    assert last + timedelta(microseconds=1) == ler_data_inicio((day + timedelta(days=1)).isoformat())
    assert ler_data_inicio(f"{day} 00:00:00") == first
    noon = datetime(day.year, day.month, day.day, 12, 30, 15, tzinfo=SAO_PAULO)
    assert ler_data_inicio(f"{day} 12:30:15") == ler_data_fim(f" {day} 12:30:15 ") == noon
    assert first < noon < last


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "9999-12-31", "9999-12-30"])
def test_the_ends_of_the_calendar(day: str) -> None:
    assert ler_data_inicio(day) <= ler_data_fim(day)


LONG = "9" * 5000
ABRIR, EDITAR, CANCELAR = "POST atendimento", "PUT atendimento/300", "POST pbx/ligacao/cancelar"
LIGACAO_SEM = {"ramal": 111}
LONGS: list[tuple[str, dict[str, Any], str]] = [
    (ABRIR, NOVO, "id_cliente_servico"),
    (ABRIR, NOVO, "id_tipo_atendimento"),
    (ABRIR, NOVO, "id_atendimento_status"),
    (ABRIR, NOVO, "id_origem_contato"),
    (ABRIR, NOVO, "id_usuario_responsavel"),
    (ABRIR, NOVO, "id_disponibilidade"),
    (ABRIR, NOVO | {"abrir_os": "1"}, "parametros_ordem_servico.id_tipo_ordem_servico"),
    (ABRIR, NOVO | {"abrir_os": "1"}, "parametros_ordem_servico.ids_tecnicos"),
    (ABRIR, NOVO | {"abrir_os": "1"}, "parametros_ordem_servico.id_disponibilidade"),
    (ABRIR, NOVO, "parametros_fechamento.id_motivo_fechamento_atendimento"),
    (EDITAR, {"fechar_atendimento": "1"}, "parametros_fechamento.id_motivo_fechamento"),
    (EDITAR, {}, "id_atendimento_status"),
    (EDITAR, {}, "id_tipo_atendimento"),
    ("GET atendimento/todos", {}, "tipo_atendimento"),
    ("GET atendimento/todos", {}, "status_atendimento"),
    ("GET atendimento/todos", {}, "id_servico"),
    ("GET atendimento/todos", {}, "pagina"),
    ("GET atendimento/todos", {}, "itens_por_pagina"),
    ("GET atendimento/paginado/10", {}, "page"),
    ("POST atendimento/paginado/10", {}, "pagina"),
    ("GET cliente/atendimento", {"busca": "codigo_cliente"}, "termo_busca"),
    ("GET cliente/atendimento", {"busca": "id_cliente_servico"}, "termo_busca"),
    ("GET cliente/atendimento", {"busca": "codigo_cliente", "termo_busca": "1204"}, "limit"),
    ("POST pbx/ligacao/notificar", LIGACAO_SEM, "id_cliente"),
    (CANCELAR, LIGACAO_SEM, "codigo_cliente"),
    (CANCELAR, LIGACAO_SEM, "telefone"),
    ("POST pbx/ligacao/notificar", {"telefone": "37999912222"}, "ramal"),
    ("POST pbx/ligacao/notificar", {"telefone": "37999912222"}, "identificador_interno"),
]
CARRIERS = ("json", "json number", "json list", "form", "multipart", "query")


def carried(carrier: str, fields: dict[str, Any], name: str) -> Sending:
    """The fields and a long number under a dotted name, as `carrier` carries them."""
    first, *inner = name.split(".")
    if carrier.startswith("json"):
        value: Any = [LONG, LONG + "8"] if carrier == "json list" else LONG
        for step in reversed(inner):
            value = {step: value}
        body = json.dumps(fields | {first: value})
        return {"content": body.replace(f'"{LONG}"', LONG) if carrier == "json number" else body}
    flat = fields | {first + "".join(f"[{step}]" for step in inner): LONG}
    return {"params": flat} if carrier == "query" else multipart(flat) if carrier == "multipart" else {"data": flat}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_more_digits_than_python_reads_are_no_surprise(api: Api, carrier: str) -> None:
    """4300 are its limit; each of these names nothing, or is refused with a sentence."""
    for operation, fields, name in LONGS:
        method, path = operation.split(" ")
        if method == "GET" and carrier not in ("query", "json"):
            continue
        response = api.request(method, path, **carried(carrier, fields, name))
        assert response.status_code == 200, (operation, name, response.text)
        assert response.json()["msg"], (operation, name)


@pytest.mark.parametrize("digits", [LONG, "0" * 5000, "-" + LONG])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "atendimento/{}"),
        ("POST", "atendimento/adicionar_mensagem/{}"),
        ("POST", "atendimento/adicionar_anexo/{}"),
        ("GET", "atendimento/paginado/{}"),
        ("POST", "atendimento/paginado/{}"),
    ],
)
def test_neither_are_they_in_the_path(api: Api, method: str, path: str, digits: str) -> None:
    for headers in ({}, {"Idempotency-Key": digits}):
        response = api.request(method, path.format(digits), headers=headers)
        assert response.status_code == 200, response.text
        assert response.json()["status"] == "error"


@pytest.mark.parametrize(
    "email",
    ["ana@empresa.local", "ana@mail.empresa.local", "ana@x.test", "ana@x.invalid", "ana@x.example", "ana@example.com",
     "ana@x.localhost", "ana@x.onion", "ana@1.168.192.in-addr.arpa", "josé@provedor.com.br", "ana@" + "a." * 90 + "br"],
)  # fmt: skip
def test_addresses_of_domains_nobody_delivers_to_are_addresses(api: Api, rows: Rows, email: str) -> None:
    assert_success(api.post("atendimento", json=NOVO | {"email": email}))

    [row] = rows("SELECT email_contato FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    assert row["email_contato"] == email


@pytest.mark.parametrize(
    "email", ["a", "@", "ana@", "@x.test", "ana@x..test", "ana x@x.test", "ana@x.test, b@x.test", "a" * 60 + "@x" * 200]
)
def test_other_texts_are_none(api: Api, email: str) -> None:
    response = api.post("atendimento", json=NOVO | {"email": email})

    assert_invalid(response, "O campo email deve ser um endereço de e-mail válido.")


@pytest.mark.parametrize("unit", ["a", "@", ".", '"', "\\", "<", "é", "a.", "ã@", "xn--"])
def test_the_longest_address_is_refused_at_once(unit: str) -> None:
    began = time.perf_counter()

    with pytest.raises(PydanticCustomError):
        ler_email("a@b.c" + unit * (2**21 // len(unit)))

    assert time.perf_counter() - began < 0.1


@given(st.decimals(-(10**13), 10**13, places=2) | st.decimals(-(10**6), 10**6, places=9))
@example(Decimal("9999999999999.99"))
@example(Decimal("0.1"))
def test_no_cent_is_lost_on_the_way_into_the_database(amount: Decimal) -> None:
    """Binary floats give every decimal of fifteen digits back: amounts up to ten trillions, with their cents."""
    bag = from_body(f'{{"valor": {amount:f}}}'.encode())

    again = from_json(to_json(bag["valor"]))

    assert Decimal(to_json(bag["valor"])) == Decimal(to_json(again)) == amount


def test_nor_by_an_edit(api: Api, rows: Rows) -> None:
    for body in ('{"parametros": {"a": 0.1, "b": 9999999999999.99}}', '{"parametros": {"c": 1234.56, "d": 3e2}}'):
        assert_success(api.put("atendimento/300", content=body))

    [row] = rows("SELECT parametros FROM atendimento WHERE id_atendimento = 300")
    found = (
        json.loads(row["parametros"], parse_float=Decimal) if isinstance(row["parametros"], str) else row["parametros"]
    )
    amounts = {"a": "0.1", "b": "9999999999999.99", "c": "1234.56", "d": "300"}
    assert {name: Decimal(str(found[name])) for name in amounts} == {k: Decimal(v) for k, v in amounts.items()}


@pytest.mark.parametrize("key", ["x" * 10_000, "%00", "'\"; --", "a\tb", ", "])
def test_any_idempotency_key_is_a_key(api: Api, key: str) -> None:
    send = partial(api.post, "atendimento", json=NOVO, headers={"Idempotency-Key": key})

    assert assert_success(send()) == assert_success(send())


@pytest.mark.parametrize("key", [None, "k", "x" * 10_000])
@pytest.mark.parametrize("odd", ["%00", "30%00", "300%00", "%00300", "%ff", "%ed%a0%80", "%F0%9F%98%80", "+1", "1%202"])
def test_odd_characters_in_the_path_name_nothing(api: Api, odd: str, key: str | None) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    for method, path in [
        ("PUT", f"atendimento/{odd}"),
        ("POST", f"atendimento/adicionar_mensagem/{odd}"),
        ("GET", f"atendimento/paginado/{odd}"),
    ]:
        response = api.request(method, path, headers=headers)
        assert_invalid(
            response, f"O campo {'quantidade' if method == 'GET' else 'id_atendimento'} deve ser do tipo integer"
        )
    for path in (f"{odd}", f"atendimento/300/{odd}", f"/api/{odd}", f"/oauth/{odd}"):
        assert api.request("GET", path, headers=headers).status_code == 404
