"""The kinds of parameters: any JSON value is read, or refused with a fault that has a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from plantao.kit import params
from plantao.kit.params import Lista, ler_data_fim, ler_data_inicio, ler_ids, ler_inteiro, ler_texto
from plantao.kit.sentences import FALTAS, frase
from tests.support import NOVO, Api, Sending

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


@pytest.mark.parametrize(
    ("method", "path", "sending"),
    [
        ("POST", "atendimento", {"json": NOVO | {"id_cliente_servico": "9" * 5000}}),
        ("POST", "atendimento", {"json": NOVO | {"id_usuario_responsavel": f"22,{'9' * 5000}"}}),
        ("PUT", f"atendimento/{'9' * 5000}", {"json": {}}),
        ("GET", f"atendimento/paginado/{'9' * 5000}", {}),
        ("GET", f"atendimento/todos?pagina={'9' * 5000}", {}),
        ("GET", f"cliente/atendimento?busca=codigo_cliente&termo_busca={'9' * 5000}", {}),
        ("GET", f"cliente/atendimento?busca=codigo_cliente&termo_busca=1204&limit={'9' * 5000}", {}),
        ("POST", "pbx/ligacao/notificar", {"json": {"ramal": "1" * 5000, "telefone": 37999912222}}),
    ],
)
def test_more_digits_than_python_reads_are_no_surprise(api: Api, method: str, path: str, sending: Sending) -> None:
    """4300 are its limit; each of these names nothing, or is refused with a sentence."""
    response = api.request(method, path, **sending)

    assert response.status_code == 200, response.text
    assert response.json()["msg"]
