"""What a text may mean anywhere: clients, and tickets, orders and calls by their numbers or through their clients."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import ATENDIMENTOS, CHAMADAS, CLIENTES, ORDENS
from plantao.atendimento.model import atendimento
from plantao.cliente.queries import busca
from plantao.cliente.queries.linhas import Cadastro, cadastros
from plantao.kit.br import ler_telefone
from plantao.kit.db import column, param
from plantao.kit.search import Fragments, readings
from plantao.kit.tx import Read
from plantao.ordem_servico.model import ordem_servico
from plantao.painel.queries import achados
from plantao.painel.queries.achados import VIVO, Atendimento, Ligacao, Ordem
from plantao.pbx.model import ligacao

POR_CLIENTES = 20
"""Tickets, orders and calls are looked for of this many clients, those likeliest meant."""
PARTE = 4
"""Fewer digits are no part of a protocolo or a telephone."""
INTEIRO = 14
"""With so many digits, the beginning of a protocolo is no part of another."""
MAIOR_NUMERO = 10**15

protocolos = Fragments("atendimento", atendimento.c.id_atendimento, atendimento.c.protocolo)
telefones = Fragments("ligacao", ligacao.c.id_ligacao, ligacao.c.telefone)

_limite = param("limite", sa.BigInteger())
_que_comecam = column(
    sa.select(atendimento.c.id_atendimento)
    .where(
        atendimento.c.protocolo >= param("de", atendimento.c.protocolo),
        atendimento.c.protocolo < param("ate", atendimento.c.protocolo),
        VIVO,
    )
    .order_by(atendimento.c.protocolo.desc())
    .limit(_limite),
    int,
)
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
    digitos = _digitos(texto)
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


def _digitos(texto: str) -> str:
    """The only number that was typed, and nothing else."""
    lidas = readings(texto)
    return lidas[0][0] if lidas and len(lidas[0]) == 1 and lidas[0][0].isdigit() else ""


async def por_protocolo(read: Read, digitos: str, limite: int) -> list[int]:
    """The tickets whose protocolo begins with these digits, then those that have them elsewhere."""
    if len(digitos) < PARTE:
        return []
    # In every collation a letter comes after the digits.
    ids = await read.all(_que_comecam, de=digitos, ate=f"{digitos}a", limite=limite)
    if len(ids) < limite and not (ids and len(digitos) >= INTEIRO):
        ids += [i for i in await protocolos.hold(read, [digitos], limite) if i not in ids]
    return ids


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


async def donos_do_protocolo(read: Read, texto: str, limite: int) -> Sequence[int]:
    """The clients of the tickets whose protocolo has these digits."""
    ids = await por_protocolo(read, _digitos(texto), limite)
    return list(dict.fromkeys(row.id_cliente for row in await achados.atendimentos(read, ids)))
