"""The tickets of the past, their messages and orders."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from plantao import atendimento, ordem_servico
from plantao.demo.contrato.base import Rows, hora
from plantao.kit.time import local


def atendimentos() -> list[tuple[sa.Table, Rows]]:
    m = atendimento.model
    sem_internet = "Estou sem acesso a internet desde segunda-feira. | ATENDIMENTO ABERTO VIA API"
    central = "Abertura de atendimento através da API | ATENDIMENTO ABERTO VIA CENTRAL DO ASSINANTE"
    linhas: Rows = [
        _atendimento(110, "201806191505251", 123, 28, 22, 56, "2018-06-19 15:05:25", "VERIFICAR CONEXÃO", 56),
        _atendimento(285, "201811061724214", 12345, 1, 23, 1, "2018-11-06 17:24:21", central, 1),
        _atendimento(300, "201811161058216", 12345, 1, 23, 70, "2018-11-16 10:58:21", sem_internet, 70),
        _atendimento(1090, "20191202101500123456", 1234, None, 23, 56, "2019-12-02 10:15:00", "", None)
        | {"rascunho": True},
        _atendimento(1114, "202003051452007", 13677, 44, 23, 56, "2020-03-05 14:52:00", "INSTALAÇÃO NOVA", 22)
        | {"nome_contato": "TESTE APRESENT", "telefone_contato": "3734151100"},
        *_de_dezembro(),
        _atendimento(5448, "20221229180833379797", 17812, 125, 23, 4903, "2022-12-29 18:08:33", "COMERCIAL", None),
    ]
    dito = hora("2023-02-10 10:55:11")
    mensagens: Rows = [
        {"id_atendimento_mensagem": i, "id_atendimento": 5448, "id_usuario": 4903, "mensagem": "TESTE"}
        | {"data_cadastro": dito}
        for i in (375, 376)
    ]
    responsaveis: Rows = [
        {"id_atendimento": a["id_atendimento"], "id_usuario": a["id_usuario_responsavel"], "ordem": 0}
        for a in linhas
        if a["id_usuario_responsavel"] and a["id_atendimento"] != 1114
    ]
    return [
        (m.atendimento, linhas),
        (m.usuarios_responsaveis, responsaveis),
        (m.atendimento_mensagem, mensagens),
        (ordem_servico.model.ordem_servico, [_ordem_131(), _ordem_340(sem_internet)]),
    ]


def _atendimento(
    id_atendimento: int,
    protocolo: str,
    servico: int,
    tipo: int | None,
    status: int,
    abriu: int,
    quando: str,
    descricao: str,
    responsavel: int | None,
) -> dict[str, Any]:
    return {
        "id_atendimento": id_atendimento,
        "protocolo": protocolo,
        "id_cliente_servico": servico,
        "id_tipo_atendimento": tipo,
        "id_atendimento_status": status,
        "id_usuario_abertura": abriu,
        "id_usuario_responsavel": responsavel,
        "descricao_abertura": descricao,
        "data_cadastro": hora(quando),
        "rascunho": False,
        "nome_contato": None,
        "telefone_contato": None,
    }


def _de_dezembro() -> Rows:
    """The other 38 of December 2022."""
    primeiro = hora("2022-12-01 08:00:00")
    rows = []
    for n in range(38):
        quando = local(primeiro + n * timedelta(hours=17))
        protocolo = f"{quando:%Y%m%d%H%M%S}{5410 + n:06}"
        tipo, status = (125, 132, 28)[n % 3], (22, 23)[n % 2]
        texto = f"{quando:%Y-%m-%d %H:%M:%S}"
        rows.append(
            _atendimento(5410 + n, protocolo, 17812, tipo, status, 4903, texto, "ATENDIMENTO DE DEZEMBRO", None)
        )
    return rows


def _ordem_131() -> dict[str, Any]:
    return {
        "id_ordem_servico": 131,
        "numero": 125,
        "id_atendimento": 110,
        "id_cliente_servico": 123,
        "id_tipo_ordem_servico": 15,
        "id_usuario_abertura": 56,
        "id_usuario_fechamento": 56,
        "descricao_abertura": "VERIFICAR CONEXÃO",
        "descricao_servico": "VERIFICAR CONEXÃO",
        "descricao_fechamento": "asdfasdfadsf",
        "status": ordem_servico.model.FINALIZADO,
        "status_fechamento": atendimento.model.CONCLUIDO,
        "data_cadastro": hora("2018-06-19 15:05:25"),
        "data_inicio_programado": hora("2018-06-19 14:02:00"),
        "data_termino_programado": hora("2018-06-19 15:02:00"),
        "data_inicio_executado": hora("2018-06-19 14:02:00"),
        "data_termino_executado": hora("2018-06-19 15:02:00"),
    }


def _ordem_340(descricao: str) -> dict[str, Any]:
    return _ordem_131() | {
        "id_ordem_servico": 340,
        "numero": 320,
        "id_atendimento": 300,
        "id_cliente_servico": 12345,
        "id_tipo_ordem_servico": 7,
        "id_usuario_abertura": 70,
        "id_usuario_fechamento": None,
        "descricao_abertura": descricao,
        "descricao_servico": descricao,
        "descricao_fechamento": None,
        "status": ordem_servico.model.AGUARDANDO_AGENDAMENTO,
        "status_fechamento": None,
        "data_cadastro": hora("2018-11-16 10:58:21"),
        "data_inicio_programado": hora("2018-11-16 11:58:21"),
        "data_termino_programado": hora("2018-11-16 12:58:21"),
        "data_inicio_executado": None,
        "data_termino_executado": None,
    }
