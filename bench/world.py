"""A provider of any size, the same at every run: clients, services with addresses, and five years of tickets.

Nothing is drawn from a running generator: every value is a function of the row's number, so that tables agree with each
other and none need be held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from plantao import atendimento, cliente, ordem_servico
from plantao.acesso.model import oauth_client, usuario
from plantao.demo.contrato import TECNICOS, contrato
from plantao.kit.time import local

SEED = 20260101
END = datetime(2026, 11, 1, tzinfo=UTC)
SPAN = timedelta(days=5 * 365)
BEGIN = END - SPAN
FIRST_NUMERO = 7_000_000
API_USER, ATTENDANTS = 70, (22, 56, 70, 4903)
RESOLVIDO, ABERTOS = 24, (22, 23, 3, 66)
PLANS, KINDS, MOTIVES = (1, 2, 3, 2735), (1, 28, 44, 125, 132, 150), (125, 108, 5, 17)
STREETS = ("RUA PADRE PAULO", "AVENIDA BRASIL", "RUA DAS ACÁCIAS", "PRAÇA DA MATRIZ", "RUA SETE DE SETEMBRO")
NAMES = ("ANA", "BRUNO", "CARLA", "DANIEL", "ELISA", "FÁBIO", "GABRIELA", "HEITOR", "IRENE", "JOÃO", "LÍVIA", "MÁRIO")
SURNAMES = (
    "ALVES",
    "BARROS",
    "COUTO",
    "DIAS",
    "ESTEVES",
    "FARIA",
    "GOMES",
    "LOPES",
    "MOURA",
    "NUNES",
    "PRADO",
    "SOUZA",
)
SENTENCES = (
    "Cliente relata lentidão à noite e quedas desde ontem.",
    "Sem conexão; luz PON apagada no equipamento.",
    "Solicita troca de endereço e confirma os dados do contrato.",
    "Pede segunda via do boleto e pergunta pela data de vencimento.",
    "Roteador reiniciado durante o atendimento; sinal normalizado em seguida.",
    "Informa que estará em casa somente pela manhã.",
)

Row = dict[str, Any]
Rows = Iterator[Row]


def draw(number: int, what: int) -> float:
    """A fraction that looks random and depends only on the row's number and on what it decides (splitmix64)."""
    z = (SEED + number * 0x9E3779B97F4A7C15 + what * 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (z ^ (z >> 31)) / 2**64


def one_of(items: tuple[Any, ...], number: int, what: int) -> Any:
    return items[int(draw(number, what) * len(items))]


class World:
    """Tables and their rows, in an order that respects their references."""

    def __init__(self, tickets: int) -> None:
        self.tickets = tickets
        self.services = max(100, tickets // 4)
        self.clients = max(80, tickets // 5)
        self.orders = tickets // 3
        self.attendants: tuple[int, ...] = ATTENDANTS

    def tables(self) -> Iterator[tuple[sa.Table, Rows]]:
        yield from self._catalogues()
        m, c, o = atendimento.model, cliente.model, ordem_servico.model
        yield c.cliente, self._clients()
        yield c.cliente_servico, self._services()
        yield c.endereco_numero, self._addresses()
        yield c.cliente_servico_endereco, self._installations()
        yield m.atendimento, (self._ticket(n) for n in range(1, self.tickets + 1))
        yield m.usuarios_responsaveis, self._responsible()
        yield m.atendimento_mensagem, self._messages()
        yield o.ordem_servico, self._orders()
        yield o.ordem_servico_tecnico, self._technicians()

    def _catalogues(self) -> Iterator[tuple[sa.Table, Rows]]:
        """Those of the sample base, without its clients, its tickets and its public secrets."""
        kept = (*atendimento.model.__dict__.values(), *cliente.model.__dict__.values())
        ours = {table.name for table in kept if isinstance(table, sa.Table) and "cliente" in table.name}
        ours |= {"endereco_numero", "atendimento", "usuarios_responsaveis", "atendimento_mensagem", "ordem_servico"}
        for table, rows in contrato():
            if table is usuario:
                yield table, ({**row, "senha": None} for row in rows)
            elif table is not oauth_client and table.name not in ours:
                yield table, iter(rows)

    def _clients(self) -> Rows:
        for n in range(1, self.clients + 1):
            yield {
                "id_cliente": n,
                "codigo_cliente": n,
                "nome_razaosocial": f"{one_of(NAMES, n, 1)} {one_of(SURNAMES, n, 2)} {one_of(SURNAMES, n, 3)}",
                "cpf_cnpj": f"{10_000_000_000 + n * 7919}",
                "telefone_primario": f"379{80_000_000 + n:08}",
                "data_cadastro": BEGIN,
                "uuid": f"00000000-0000-4000-8001-{n:012}",
            }

    def _services(self) -> Rows:
        for n in range(1, self.services + 1):
            yield {
                "id_cliente_servico": n,
                "id_cliente": (n - 1) % self.clients + 1,
                "id_servico": one_of(PLANS, n, 4),
                "numero_plano": n // self.clients + 1,
                "valor": Decimal("99.90"),
                "id_servico_status": 1,
                "data_cadastro": BEGIN,
                "uuid": f"00000000-0000-4000-8002-{n:012}",
            }

    def _addresses(self) -> Rows:
        for n in range(1, self.services + 1):
            yield {
                "id_endereco_numero": n,
                "endereco": one_of(STREETS, n, 5),
                "numero": str(int(draw(n, 6) * 2000)),
                "complemento": "APTO 302" if draw(n, 7) < 0.3 else None,
                "bairro": "CENTRO",
                "cep": "35560000",
                "id_cidade": 7674,
                "longitude": -45.292858 + draw(n, 8) / 10,
                "latitude": -20.092926 + draw(n, 9) / 10,
            }

    def _installations(self) -> Rows:
        for n in range(1, self.services + 1):
            yield {
                "id_cliente_servico_endereco": n,
                "id_cliente_servico": n,
                "id_endereco_numero": n,
                "tipo": cliente.model.INSTALACAO,
            }

    def opened(self, n: int) -> datetime:
        """When the n-th ticket was opened; later tickets have larger ids."""
        return (BEGIN + SPAN * ((n - 1 + draw(n, 10)) / self.tickets)).replace(microsecond=0)

    def _closed(self, n: int) -> datetime | None:
        """A day or so later; some of the last weeks' are open."""
        opened = self.opened(n)
        recent = opened > END - timedelta(days=20)
        return None if recent and draw(n, 11) < 0.5 else opened + timedelta(minutes=5 + int(draw(n, 12) * 3000))

    def _service_of(self, n: int) -> int:
        """Few services have many tickets."""
        return int(self.services * draw(n, 13) ** 2) + 1

    def _ticket(self, n: int) -> Row:
        opened, closed = self.opened(n), self._closed(n)
        return {
            "id_atendimento": n,
            "protocolo": f"{local(opened):%Y%m%d%H%M%S}{n % 1_000_000:06}",
            "id_cliente_servico": self._service_of(n),
            "id_tipo_atendimento": one_of(KINDS, n, 14),
            "id_atendimento_status": RESOLVIDO if closed else one_of(ABERTOS, n, 15),
            "id_usuario_abertura": API_USER,
            "id_usuario_responsavel": one_of(self.attendants, n, 16),
            "id_usuario_fechamento": one_of(self.attendants, n, 16) if closed else None,
            "id_motivo_fechamento_atendimento": one_of(MOTIVES, n, 17) if closed else None,
            "descricao_abertura": f"{one_of(SENTENCES, n, 18)} {one_of(SENTENCES, n, 19)} | ATENDIMENTO ABERTO VIA API",
            "descricao_fechamento": one_of(SENTENCES, n, 20) if closed else None,
            "data_cadastro": opened,
            "data_fechamento": closed,
            "status_fechamento": atendimento.model.CONCLUIDO if closed else None,
            "nome_contato": f"{one_of(NAMES, n, 21)} {one_of(SURNAMES, n, 22)}",
            "telefone_contato": f"379{80_000_000 + n % 10_000_000:08}",
        }

    def _responsible(self) -> Rows:
        for n in range(1, self.tickets + 1):
            yield {"id_atendimento": n, "id_usuario": one_of(self.attendants, n, 16), "ordem": 0}

    def _messages(self) -> Rows:
        """Every ticket has one, each fifth a second."""
        key = 0
        for n in range(1, self.tickets + 1):
            for which in range(2 if n % 5 == 0 else 1):
                key += 1
                yield {
                    "id_atendimento_mensagem": key,
                    "id_atendimento": n,
                    "id_usuario": one_of(self.attendants, n, 16),
                    "mensagem": one_of(SENTENCES, key, 23),
                    "data_cadastro": self.opened(n) + timedelta(minutes=which + 1),
                }

    def _orders(self) -> Rows:
        """On each third ticket."""
        for key in range(1, self.orders + 1):
            n = 3 * key
            opened, closed = self.opened(n), self._closed(n)
            yield {
                "id_ordem_servico": key,
                "numero": FIRST_NUMERO + key,
                "id_atendimento": n,
                "id_cliente_servico": self._service_of(n),
                "id_tipo_ordem_servico": 7,
                "id_usuario_abertura": API_USER,
                "id_usuario_fechamento": one_of(self.attendants, n, 16) if closed else None,
                "descricao_abertura": one_of(SENTENCES, n, 18),
                "descricao_servico": one_of(SENTENCES, n, 18),
                "descricao_fechamento": one_of(SENTENCES, n, 20) if closed else None,
                "status": ordem_servico.model.FINALIZADO if closed else ordem_servico.model.AGUARDANDO_AGENDAMENTO,
                "status_fechamento": atendimento.model.CONCLUIDO if closed else None,
                "data_cadastro": opened,
                "data_inicio_programado": opened + timedelta(hours=1),
                "data_termino_programado": opened + timedelta(hours=2),
            }

    def _technicians(self) -> Rows:
        for key in range(1, self.orders + 1):
            yield {"id_ordem_servico": key, "id_usuario": one_of(TECNICOS, key, 24), "ordem": 0}
