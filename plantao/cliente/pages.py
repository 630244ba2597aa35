"""Clients in words: what every page of the desk writes of a service and of an address (design §4, §5)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from plantao.cliente.model import HABILITADO, INSTALACAO, cidades, estados, servico_statuses, servicos
from plantao.cliente.queries.linhas import Cadastro, Contratado, Onde
from plantao.kit.exibir import em_frase, titulo
from plantao.kit.html import offer

SEM_ENDERECO = "Sem endereço de instalação"


class Plano(NamedTuple):
    """A service in words."""

    id_cliente_servico: int
    nome: str
    valor: Decimal
    onde: str
    status: str
    familia: str
    desde: datetime
    ate: datetime | None


def planos(cadastro: Cadastro) -> list[Plano]:
    """The services of a client, each where it is installed."""
    instalados = {onde.id_cliente_servico: onde for onde in cadastro.enderecos if onde.tipo == INSTALACAO}
    return [_plano(servico, instalados.get(servico.id_cliente_servico)) for servico in cadastro.servicos]


def principal(todos: Sequence[Plano]) -> Plano | None:
    """The service a list shows: an active one, or the first."""
    ativos = [plano for plano in todos if plano.familia == "sucesso"]
    return next(iter(ativos or todos), None)


def _plano(servico: Contratado, onde: Onde | None) -> Plano:
    status = servico_statuses[servico.id_servico_status]
    return Plano(
        servico.id_cliente_servico,
        f"({servico.numero_plano}) {titulo(servicos[servico.id_servico].descricao)}",
        servico.valor,
        f"{rua(onde)}, {cidade(onde)}" if onde else SEM_ENDERECO,
        situacao_do_servico(status.descricao),
        familia_do_servico(status.prefixo),
        servico.data_habilitacao or servico.data_cadastro,
        servico.data_cancelamento,
    )


def situacao_do_servico(descricao: str) -> str:
    """`Habilitado` of `Serviço Habilitado`."""
    return em_frase(em_frase(descricao).removeprefix("Serviço "))


def familia_do_servico(prefixo: str) -> str:
    """The family of colours of a service's state."""
    if prefixo == HABILITADO:
        return "sucesso"
    if prefixo.startswith(("aguardando", "agendado")):
        return "atencao"
    return "laranja" if prefixo.startswith(("suspenso", "bloqueado", "franquia")) else "neutro"


def rua(onde: Onde) -> str:
    """`Rua das Flores, 10, Fundos — Centro`."""
    numero = ", ".join(filter(None, (titulo(onde.endereco), onde.numero, titulo(onde.complemento or ""))))
    return f"{numero} — {titulo(onde.bairro)}"


def cidade(onde: Onde) -> str:
    """`Divinópolis/MG`."""
    dela = cidades[onde.id_cidade]
    return f"{titulo(dela.nome)}/{estados[dela.id_estado].sigla}"


offer(familia_do_servico=familia_do_servico, situacao_do_servico=situacao_do_servico)
