"""A client in words: what lists, the palette and its page write, decided here (design §4, §5)."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from plantao.cliente.model import INSTALACAO
from plantao.cliente.pages import Plano, cidade, planos, principal, rua
from plantao.cliente.queries.linhas import Cadastro, Onde
from plantao.kit.br import formatar_cep
from plantao.kit.exibir import documento_exibido, em_frase, telefone_exibido, titulo
from plantao.kit.realce import telefone_achado
from plantao.kit.text import fold
from plantao.kit.time import local

TIPOS_DE_ENDERECO = {INSTALACAO: "Instalação", "cobranca": "Cobrança", "fiscal": "Fiscal", "cadastral": "Cadastro"}


class Endereco(NamedTuple):
    """An address in words; `mapa` is where it is, if that is known."""

    tipos: str
    rua: str
    cidade: str
    cep: str
    referencia: str
    mapa: str


class Cliente(NamedTuple):
    """A client in words; the document is masked here, and whole only on the page of who may see it."""

    id_cliente: int
    nome: str
    fantasia: str
    codigo: int
    documento: str
    tipo_documento: str
    telefones: list[str]
    emails: list[str]
    desde: int
    ativo: bool
    planos: list[Plano]
    enderecos: list[Endereco]

    @property
    def principal(self) -> Plano | None:
        """The service a list shows."""
        return principal(self.planos)

    @property
    def onde(self) -> str:
        """The address a list shows."""
        return f"{self.enderecos[0].rua}, {self.enderecos[0].cidade}" if self.enderecos else ""


def cliente(cadastro: Cadastro, *, inteiro: bool = False) -> Cliente:
    """The words of a client; `inteiro` writes the whole document."""
    quem = cadastro.quem
    documento = documento_exibido(quem.cpf_cnpj)
    tipo = "CNPJ" if "/" in documento else "CPF" if documento else ""
    return Cliente(
        quem.id_cliente,
        titulo(quem.nome_razaosocial),
        titulo(quem.nome_fantasia or ""),
        quem.codigo_cliente,
        documento_exibido(quem.cpf_cnpj, completo=inteiro),
        tipo,
        [telefone_exibido(telefone) for telefone in quem.telefones],
        quem.emails,
        local(quem.data_cadastro).year,
        quem.ativo,
        planos(cadastro),
        _enderecos(cadastro.enderecos),
    )


def _enderecos(todos: Sequence[Onde]) -> list[Endereco]:
    """Each address once, with everything it is used for."""
    found = {}
    for onde in todos:
        usos = {outro.tipo for outro in todos if outro.id_endereco_numero == onde.id_endereco_numero}
        mapa = ""
        if onde.latitude is not None and onde.longitude is not None:
            mapa = f"https://www.openstreetmap.org/?mlat={onde.latitude}&mlon={onde.longitude}#map=18"
        found[onde.id_endereco_numero] = Endereco(
            " e ".join(sorted(TIPOS_DE_ENDERECO.get(uso, em_frase(uso)) for uso in usos)),
            rua(onde),
            cidade(onde),
            formatar_cep(onde.cep),
            onde.referencia or "",
            mapa,
        )
    return list(found.values())


def complemento(pessoa: Cliente, lidas: Sequence[str]) -> Markup:
    """What a search shows after the name: the telephone or the address that was asked for, with that part in bold."""
    if telefone := telefone_achado(pessoa.telefones, lidas):
        return telefone
    nome = fold(f"{pessoa.nome} {pessoa.fantasia}")
    if pessoa.onde and any(palavra not in nome for palavra in lidas if palavra != str(pessoa.codigo)):
        onde = fold(pessoa.onde)
        if any(palavra in onde for palavra in lidas):
            return escape(pessoa.onde)
    return escape(next(iter(pessoa.telefones), pessoa.documento))
