"""The components of the desk: every macro, in sound HTML, with hostile text harmless and nothing the policy forbids."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plantao.kit.exibir import FILTROS

TEMPLATES = Path(__file__).parents[2] / "plantao" / "painel" / "templates"
VOID = {"br", "hr", "img", "input"}
HOSTILE = "\"'><script>alert(1)</script>{{ 7 * 7 }}&"

# Every component once; `x` is a text that came from outside.
SHEET = {
    "i": "{{ m.i('phone', 'i-16') }}",
    "logo": "{{ m.logo(40) }}",
    "kbd": "{{ m.kbd(x) }}{{ m.kbd(['G', 'S']) }}",
    "botao": (
        "{{ m.botao(x, 'prim', icone='plus', tecla=x, rotulo=x, href=x, **{'data-x': x}) }}"
        "{{ m.botao(icone='dots', rotulo=x, inativo=true) }}"
    ),
    "grupo": "{% call m.grupo(x) %}{{ m.botao(x, **{'aria-pressed': 'true'}) }}{% endcall %}",
    "situacao": "{{ m.situacao(x, 'info') }}{{ m.situacao(x, 'info', botao=true, id=x) }}",
    "prazo": "{{ m.prazo('critico', x, x, x) }}{{ m.prazo('parado', 'pausado') }}",
    "etiqueta": "{{ m.etiqueta(x, 'atencao', icone='lock') }}",
    "conta": "{{ m.conta(x, 'perigo', x) }}{{ m.conta(3) }}",
    "barra": "{{ m.barra(3, 5, x) }}",
    "avatar": "{{ m.avatar(x, 1, 'g', x) }}{{ m.avatar('CR', 1) }}",
    "ninguem": "{{ m.ninguem('p', x) }}",
    "protocolo": "{{ m.protocolo(x) }}",
    "campo": (
        "{{ m.campo(x, x, x, x, x, true, placeholder=x) }}{{ m.campo('d', 'D', x, linhas=4) }}"
        "{{ m.campo('t', 'T', x, opcoes=[(x, x), ('b', 'B')]) }}{{ m.campo('s', 'S', tipo='password') }}"
        "{% call m.campo('r', 'R') %}<input id='r' value='{{ x }}'>{% endcall %}"
    ),
    "busca": "{{ m.busca('q', x, x, x, x, 'cmd') }}{{ m.busca('q', x, classe='g') }}",
    "marca": "{{ m.marca('a', x, true, 'radio', x) }}",
    "alternar": "{{ m.alternar('a', x, true, x) }}",
    "aviso": "{% call m.aviso('perigo', classe='p', role='alert') %}<p>{{ x }}</p>{% endcall %}",
    "faltas": "{{ m.faltas(x, {'errado': (x, x)}) }}",
    "vazio": "{% call m.vazio(x, x, icone='server-off') %}{{ m.botao(x) }}{% endcall %}{{ m.vazio('Tudo em dia') }}",
    "abas": (
        "{{ m.abas([{'texto': x, 'href': x, 'atual': true, 'conta': 120, 'familia': 'perigo'}], x) }}"
        "{{ m.abas([{'texto': x, 'href': x, 'classe': 'so-medio'}], 'Outras') }}"
    ),
    "brinde": "{% call m.brinde(icone='circle-check') %}<span>{{ x }}</span>{% endcall %}",
    "esqueleto": "{{ m.esqueleto(3, x) }}",
    "menu": "{% call m.menu(x, id='mais') %}{{ m.menu_item(x, icone='copy', tecla=x) }}{% endcall %}",
    "menu_item": "{{ m.menu_item(x, icone='user', href=x) }}",
    "item": (
        "<ul>{{ m.item(x, x, x, x, 'info', x, x, x, true, true, (x, 1, x), ('ok', x, x, x), id=x) }}"
        "{{ m.item('/a', 'A', 'B', 'C', 'info', 'D', '09:41') }}</ul>"
    ),
    "mensagem": "{% call m.mensagem(x, x, x, 1, 'interna', x, x) %}<p>{{ x }}</p>{% endcall %}",
    "anexo": "{{ m.anexo(x, x, x, x) }}{{ m.anexo('a.png', '1 KB', '/a', icone='photo') }}",
    "evento": "{% call m.evento(x, x, icone='tools') %}{{ x }}{% endcall %}",
    "dia": "{{ m.dia(x) }}",
    "redator": "{% call m.redator(x, x, x, 'interna', x, x) %}{{ m.botao(x) }}{% endcall %}{{ m.redator('/a', 'A') }}",
}

Render = Callable[..., str]


@pytest.fixture(scope="module")
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["estatico"] = lambda name: f"/estatico/0123456789ab/{name}"
    made.filters.update(FILTROS)
    return made


@pytest.fixture(scope="module")
def render(environment: Environment) -> Render:
    def rendered(source: str, **values: object) -> str:
        return environment.from_string("{% import 'macros.html' as m %}" + source).render(**values)

    return rendered


class Sound(HTMLParser):
    """Reads a fragment; notes every attribute and what was left open or closed without having been opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len({name for name, _ in attrs}) != len(attrs):
            self.faults.append(f"twice in <{tag}>: {attrs}")
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


def test_every_macro_is_on_the_sheet(environment: Environment) -> None:
    module = environment.get_template("macros.html").module
    assert {name for name in vars(module) if not name.startswith(("_", "ICONES"))} == set(SHEET)


@pytest.mark.parametrize("name", SHEET)
def test_a_component_is_sound_whatever_the_text(render: Render, name: str) -> None:
    for text in ("Bianca", "", HOSTILE):
        found = Sound(render(SHEET[name], x=text))

        assert found.faults == []
        assert found.open == []
        assert {tag for tag, _, _ in found.attributes} & {"script", "style"} == set()
        assert [a for a in found.attributes if a[1] == "style" or a[1].startswith("on")] == []
        assert [a for a in found.attributes if a[2] in {"None", "Undefined"}] == []


@pytest.mark.parametrize("name", SHEET)
def test_no_text_becomes_markup(render: Render, name: str) -> None:
    html = render(SHEET[name], x=HOSTILE)

    assert "<script" not in html
    assert "49" not in html


@pytest.mark.parametrize("name", SHEET)
def test_what_is_named_is_said_only_where_names_count(render: Render, name: str) -> None:
    """A label on an element without a role is not read (ARIA 1.2)."""
    html = render(SHEET[name], x="Bianca")
    labelled = re.findall(r"<(?:span|div)\b[^>]*\saria-label=[^>]*>", html)
    assert [tag for tag in labelled if " role=" not in tag] == []


def test_an_icon_comes_from_the_sprite(render: Render) -> None:
    assert render("{{ m.i('phone') }}") == (
        '<svg class="i" aria-hidden="true"><use href="/estatico/0123456789ab/icones.svg#phone"/></svg>'
    )


def test_a_button_shows_its_key(render: Render) -> None:
    assert render("{{ m.botao('Enviar', 'prim', tecla='Ctrl ↵', tipo='submit', **{'hx-post': '/m'}) }}") == (
        '<button class="b prim" type="submit" aria-keyshortcuts="Control+Enter" hx-post="/m">'
        'Enviar <kbd aria-hidden="true">Ctrl ↵</kbd></button>'
    )


def test_a_button_without_words_has_a_name_and_a_tooltip(render: Render) -> None:
    html = render("{{ m.botao(classe='nu p', icone='copy', rotulo='Copiar protocolo', tecla='P') }}")
    assert 'class="b nu p so"' in html
    assert 'aria-label="Copiar protocolo" title="Copiar protocolo (P)"' in html


def test_counters_stop_at_99(render: Render) -> None:
    assert render("{{ m.conta(99) }}") == '<span class="conta">99</span>'
    assert render("{{ m.conta(1204) }}") == '<span class="conta" title="1.204">99+</span>'
    assert render("{{ m.conta('3/5') }}") == '<span class="conta">3/5</span>'


def test_a_protocolo_is_grouped_spelled_and_copied(render: Render) -> None:
    html = render("{{ m.protocolo('20261117094218733797') }}")

    assert 'aria-label="Protocolo 2 0 2 6 1 1 1 7 0 9 4 2 1 8 7 3 3 7 9 7"' in html
    assert 'data-copiar="20261117094218733797"' in html
    assert re.findall(r'<span class="(g[^"]*|qb)">(\d*)', html) == [
        ("g d", "2026"),
        ("g d", "1117"),
        ("qb", ""),
        ("g", "0942"),
        ("g", "1873"),
        ("g", "3797"),
    ]


def test_a_deadline_is_more_than_its_colour(render: Render) -> None:
    html = render("{{ m.prazo('vencido', 'há 2h 14min', 'vencido há 2h 14min', '2026-11-17T10:00:00Z') }}")

    assert "icones.svg#alert-triangle" in html
    assert 'data-vence="2026-11-17T10:00:00Z"' in html
    assert re.sub(r"<[^>]+>", "", html) == "Prazo vencido há 2h 14min"


def test_a_field_is_tied_to_what_is_said_of_it(render: Render) -> None:
    html = render("{{ m.campo('tel', 'Telefone', '9991', 'Informe o DDD e o número', 'Com DDD', inputmode='tel') }}")

    assert '<label for="tel">Telefone</label>' in html
    assert 'aria-invalid="true" aria-describedby="tel-erro tel-ajuda" inputmode="tel"' in html
    assert 'id="tel-erro"' in html
    assert 'id="tel-ajuda"' in html


def test_a_text_area_keeps_its_first_blank_line(render: Render) -> None:
    html = render("{{ m.campo('d', 'Descrição', valor, linhas=3) }}", valor="\nsegunda")
    assert ">\n\nsegunda</textarea>" in html


def test_a_list_marks_what_is_chosen(render: Render) -> None:
    html = render("{{ m.campo('t', 'Tipo', 2, opcoes=[(1, 'Um'), (2, 'Dois')]) }}")
    assert '<option value="1">Um</option><option value="2" selected>Dois</option>' in html


def test_a_row_of_the_queue_is_a_link(render: Render) -> None:
    row = (
        "{{ m.item('/a/1', 'Bianca', 'Sem acesso', 'Pendente', 'atencao', '2ª via', '09:41', atual=true, nova=true) }}"
    )
    html = render(row)

    assert '<a class="item nova" href="/a/1" aria-current="true">' in html
    assert "Mensagem nova" in html
    assert "Sem responsável" in html


def test_the_composer_says_twice_that_it_is_a_note(render: Render) -> None:
    html = render("{{ m.redator('/m', 'Nota', modo='interna') }}")

    assert 'data-modo="interna"' in html
    assert '<button type="button" data-modo="interna" aria-pressed="true">' in html
    assert '<span class="nota">Guardar nota</span>' in html
