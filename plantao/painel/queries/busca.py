"""What a text may mean anywhere: clients, and tickets, orders and calls by their numbers or through their clients."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import ATENDIMENTOS, CHAMADAS, CLIENTES, ORDENS
from plantao.atendimento.queries.busca import PARTE, numero, por_protocolo
from plantao.cliente.queries import busca
from plantao.cliente.queries.linhas import Cadastro, cadastros
from plantao.kit.br import ler_telefone
from plantao.kit.db import column, param
from plantao.kit.search import Fragments
from plantao.kit.tx import Read
from plantao.ordem_servico.model import ordem_servico
from plantao.painel.queries import achados
from plantao.painel.queries.achados import Atendimento, Ligacao, Ordem
from plantao.pbx.model import ligacao

POR_CLIENTES = 20
"""Tickets, orders and calls are looked for of this many clients, those likeliest meant."""
MAIOR_NUMERO = 10**15

telefones = Fragments("ligacao", ligacao.c.id_ligacao, ligacao.c.telefone)

_limite = param("limite", sa.BigInteger())
_n = ordem_servico.c.numero
_numeradas = column(
    sa.select(ordem_servico.c.id_ordem_servico)
    .where(sa.or_(*(_n.between(param(f"de_{i}", _n), param(f"ate_{i}", _n)) for i in range(3))))
    .order_by(_n != param("de_0", _n), _n.desc())
    .limit(_limite),
    int,
)


class Achados(NamedTuple):
    """What a text may mean, and what may have been meant when it means nothing."""

    clientes: list[Cadastro]
    atendimentos: list[Atendimento]
    ordens: list[Ordem]
    ligacoes: list[Ligacao]
    sugestao: str | None = None

    def __bool__(self) -> bool:
        return bool(self.clientes or self.atendimentos or self.ordens or self.ligacoes)


async def buscar(read: Read, texto: str, limite: int, permissoes: Collection[str]) -> Achados:
    """The first `limite` of each kind that whoever asks may see."""
    digitos = numero(texto)
    donos = await busca.clientes(read, texto, POR_CLIENTES)
    ids: list[int] = []
    if ATENDIMENTOS in permissoes:
        ids = await por_protocolo(read, digitos, limite)
        ids += [i for i in await achados.atendimentos_dos_clientes(read, donos, limite) if i not in ids]
    ordens: list[int] = []
    if ORDENS in permissoes:
        ordens = await _por_numero(read, digitos, limite)
        ordens += [i for i in await achados.ordens_dos_clientes(read, donos, limite) if i not in ordens]
    ligacoes: list[int] = []
    if CHAMADAS in permissoes:
        ligacoes = await _por_telefone(read, digitos, limite)
        ligacoes += [i for i in await achados.ligacoes_dos_clientes(read, donos, limite) if i not in ligacoes]
    found = Achados(
        await cadastros(read, donos[:limite]) if CLIENTES in permissoes else [],
        await achados.atendimentos(read, ids[:limite]),
        await achados.ordens(read, ordens[:limite]),
        await achados.ligacoes(read, ligacoes[:limite]),
    )
    return found or found._replace(sugestao=await busca.sugestao(read, texto))


async def _por_numero(read: Read, digitos: str, limite: int) -> list[int]:
    """The order of this number, and those that lack one or two digits of theirs."""
    if not digitos or int(digitos) >= MAIOR_NUMERO:
        return []
    numero = int(digitos)
    faixas = {f"de_{i}": numero * 10**i for i in range(3)} | {f"ate_{i}": (numero + 1) * 10**i - 1 for i in range(3)}
    return await read.all(_numeradas, **faixas, limite=limite)


async def _por_telefone(read: Read, digitos: str, limite: int) -> list[int]:
    """The calls from a number that has these digits; a whole number is found by what all its spellings share."""
    if len(digitos) < PARTE:
        return []
    lido = ler_telefone(digitos) if len(digitos) >= busca.TELEFONE else None
    return await telefones.hold(read, [lido.chave if lido and lido.assinante else digitos], limite)
