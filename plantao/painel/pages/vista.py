"""A client in words: what lists, the palette and its page write, decided here (design §4, §5)."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup, escape

from plantao.atendimento.pages.exibicao import em_frase, familia_do_servico
from plantao.cliente.model import INSTALACAO, cidades, estados, servico_statuses, servicos
from plantao.cliente.queries.linhas import Cadastro, Contratado, Onde
from plantao.kit.br import formatar_cep
from plantao.kit.exibir import documento_exibido, telefone_exibido, titulo
from plantao.kit.text import fold
from plantao.kit.time import local

ATIVO = "servico_habilitado"
TIPOS_DE_ENDERECO = {INSTALACAO: "Instalação", "cobranca": "Cobrança", "fiscal": "Fiscal", "cadastral": "Cadastro"}
_RUNS = re.compile(r"[0-9]+|[^0-9]+")
_CPF = re.compile(r"([0-9]{3})([0-9]{3})([0-9]{3})([0-9]{2})")


class Plano(NamedTuple):
    """A service in words."""

    nome: str
    valor: Decimal
    status: str
    familia: str
    desde: datetime
    ate: datetime | None


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
        """The service a list shows: an active one, or the first."""
        ativos = [plano for plano in self.planos if plano.familia == "sucesso"]
        return next(iter(ativos or self.planos), None)

    @property
    def onde(self) -> str:
        """The address a list shows."""
        return f"{self.enderecos[0].rua}, {self.enderecos[0].cidade}" if self.enderecos else ""


def cliente(cadastro: Cadastro, *, inteiro: bool = False) -> Cliente:
    """The words of a client; `inteiro` writes the whole document."""
    quem = cadastro.quem
    documento = documento_exibido(quem.cpf_cnpj)
    tipo = "CNPJ" if "/" in documento else "CPF" if documento else ""
    if inteiro and quem.cpf_cnpj and _CPF.fullmatch(quem.cpf_cnpj):
        documento = _CPF.sub(r"\1.\2.\3-\4", quem.cpf_cnpj)
    return Cliente(
        quem.id_cliente,
        titulo(quem.nome_razaosocial),
        titulo(quem.nome_fantasia or ""),
        quem.codigo_cliente,
        documento,
        tipo,
        [telefone_exibido(telefone) for telefone in quem.telefones],
        quem.emails,
        local(quem.data_cadastro).year,
        quem.ativo,
        [_plano(contratado) for contratado in cadastro.servicos],
        _enderecos(cadastro.enderecos),
    )


def _plano(contratado: Contratado) -> Plano:
    status = servico_statuses[contratado.id_servico_status]
    nome = em_frase(status.descricao).removeprefix("Serviço ")
    return Plano(
        f"({contratado.numero_plano}) {titulo(servicos[contratado.id_servico].descricao)}",
        contratado.valor,
        nome[:1].upper() + nome[1:],
        familia_do_servico(status.prefixo),
        contratado.data_habilitacao or contratado.data_cadastro,
        contratado.data_cancelamento,
    )


def _enderecos(todos: Sequence[Onde]) -> list[Endereco]:
    """Each address once, with everything it is used for."""
    found = {}
    for onde in todos:
        usos = {outro.tipo for outro in todos if outro.id_endereco_numero == onde.id_endereco_numero}
        cidade = cidades[onde.id_cidade]
        rua = ", ".join(filter(None, (titulo(onde.endereco), onde.numero, titulo(onde.complemento or ""))))
        mapa = ""
        if onde.latitude is not None and onde.longitude is not None:
            mapa = f"https://www.openstreetmap.org/?mlat={onde.latitude}&mlon={onde.longitude}#map=18"
        found[onde.id_endereco_numero] = Endereco(
            " e ".join(sorted(TIPOS_DE_ENDERECO.get(uso, em_frase(uso)) for uso in usos)),
            f"{rua} — {titulo(onde.bairro)}",
            f"{titulo(cidade.nome)}/{estados[cidade.id_estado].sigla}",
            formatar_cep(onde.cep),
            onde.referencia or "",
            mapa,
        )
    return list(found.values())


def complemento(pessoa: Cliente, lidas: Sequence[str]) -> Markup:
    """What a search shows after the name: the telephone or the address that was asked for, with that part in bold."""
    digitos = [palavra for palavra in lidas if palavra.isdigit()]
    for telefone in pessoa.telefones:
        if digitos and (achado := realce(telefone, digitos[0])):
            return achado
    nome = fold(f"{pessoa.nome} {pessoa.fantasia}")
    if pessoa.onde and any(palavra not in nome for palavra in lidas if palavra != str(pessoa.codigo)):
        onde = fold(pessoa.onde)
        if any(palavra in onde for palavra in lidas):
            return escape(pessoa.onde)
    return escape(next(iter(pessoa.telefones), pessoa.documento))


def realce(texto: str, digitos: str) -> Markup | None:
    """`texto` with the digits in bold, whatever stands between them; None when they are not there."""
    found = re.search("[^0-9]*".join(digitos), texto)
    if found is None:
        return None
    negrito = Markup().join(
        Markup("<b>{}</b>").format(parte) if parte.isdigit() else escape(parte) for parte in _RUNS.findall(found[0])
    )
    return escape(texto[: found.start()]) + negrito + escape(texto[found.end() :])
