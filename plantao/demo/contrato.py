"""The world of the contract: exactly the fixture of its acceptance scenarios, and nothing else."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from plantao import acesso, atendimento, cliente, ordem_servico
from plantao.acesso.model import API, DOCUMENTADO, OBSERVADO, PERMISSOES_API
from plantao.acesso.rules import guardar_senha, resumir_segredo
from plantao.kit.time import Zone, local

USUARIO = "api@provedor.com.br"
SENHA = "demo"
SEGREDOS = {id_client: f"demo-segredo-{id_client}" for id_client in (3, 4, 5, 6)}
TECNICOS = (5, 10, 935, 1001)

Rows = list[dict[str, Any]]


def hora(text: str) -> datetime:
    """The instant of `2018-11-16 10:58:21` on the provider's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=Zone.info).astimezone(UTC)


def _acesso() -> list[tuple[sa.Table, Rows]]:
    inicio = hora("2018-01-01 00:00:00")
    usuarios: Rows = [
        _usuario(1, "Master", papel="administrador"),
        _usuario(4903, "Atendente 4903"),
        _usuario(56, "Bianca Couto", ramal="111"),
        _usuario(70, "IP Telecom", email=USUARIO, senha=guardar_senha(SENHA), permissoes=[API, *PERMISSOES_API]),
        *(_usuario(id_usuario, f"Técnico {id_usuario}", papel="tecnico", tecnico=True) for id_usuario in TECNICOS),
        _usuario(90, "SAC (Atendimento)", papel="tecnico", tecnico=True),
        _usuario(22, "Atendente 22", identificador_interno="agente07"),
    ]
    clients: Rows = [
        {
            "id_oauth_client": id_client,
            "nome": f"Cliente {id_client}",
            "segredo": resumir_segredo(SEGREDOS[id_client]),
            "perfil_compat": OBSERVADO if id_client in (4, 6) else DOCUMENTADO,
            "complementos": id_client in (5, 6),
            "data_cadastro": inicio,
        }
        for id_client in SEGREDOS
    ]
    return [(acesso.model.usuario, usuarios), (acesso.model.oauth_client, clients)]


def _usuario(id_usuario: int, name: str, **outros: Any) -> dict[str, Any]:
    return {
        "id": id_usuario,
        "name": name,
        "email": None,
        "senha": None,
        "ramal": None,
        "identificador_interno": None,
        "papel": "atendente",
        "tecnico": False,
        "permissoes": [],
    } | outros


def _cliente() -> list[tuple[sa.Table, Rows]]:
    m = cliente.model
    desde = hora("2017-08-05 00:00:00")
    grupo = {"id_servico_grupo": 51, "descricao": "GRUPO DE TESTE", "data_cadastro": hora("2020-04-15 13:52:01")}
    clientes: Rows = [
        _um_cliente(24001, 1204, "BIANCA COUTO", "86214941081", "37999912222"),
        _um_cliente(11201, 421, "CLIENTE EXEMPLO", "00000000191", "37999990000")
        | {"login_central": "00000000191", "senha_central": guardar_senha(SENHA)},
        _um_cliente(24930, 1864, "LAVYNIA", None, None),
    ]
    servicos = [
        (123, 24001, 1, 0, "199.90", "cancelado"),
        (12345, 24001, 2, 9, "69.90", "servico_habilitado"),
        (11000, 11201, 3, 0, "165.00", "suspenso_parcialmente"),
        (1234, 11201, 2, 1, "69.90", "servico_habilitado"),
        (13677, 11201, 3, 2, "165.00", "servico_habilitado"),
        (17812, 24930, 2735, 6, "99.90", "servico_habilitado"),
    ]
    status = {s["prefixo"]: s["id_servico_status"] for s in SERVICO_STATUS}
    return [
        (m.empresa, [{"id_empresa": 1, "nome_razaosocial": "PROVEDOR EXEMPLO LTDA", "cnpj": "11222333000181"}]),
        (m.tipo_contato, [{"id_tipo_contato": i, "descricao": d} for i, d in TIPOS_CONTATO]),
        (m.estado, [{"id_estado": 65, "sigla": "MG", "nome": "Minas Gerais"}]),
        (m.cidade, [{"id_cidade": 7674, "id_estado": 65, "nome": "Santo Antônio do Monte", "ibge": "3160405"}]),
        (m.servico_tecnologia, [{"id_servico_tecnologia": i, "descricao": d} for i, d in TECNOLOGIAS]),
        (m.servico_grupo, [grupo]),
        (
            m.servico,
            [
                _plano(1, "5MB-WIRELLES-TESTE", 2, "199.90"),
                _plano(2, "NEXT-NV_1MBPS", 1, "69.90"),
                _plano(3, "200GB-VARIAVEL", 1, "165.00"),
                _plano(2735, "(Migracao-TesteMap) COMBO 10 MEGA - RÁDIO", 3, "99.90", 51),
            ],
        ),
        (m.servico_status, SERVICO_STATUS),
        (m.cliente, clientes),
        (m.cliente_telefone, [linha for c in clientes for linha in cliente.rules.telefones(c)]),
        (
            m.cliente_servico,
            [
                {
                    "id_cliente_servico": id_cliente_servico,
                    "id_cliente": id_cliente,
                    "id_servico": plano,
                    "numero_plano": numero,
                    "valor": Decimal(valor),
                    "id_servico_status": status[prefixo],
                    "data_cadastro": desde,
                    "uuid": f"00000000-0000-4000-8000-{id_cliente_servico:012}",
                }
                for id_cliente_servico, id_cliente, plano, numero, valor, prefixo in servicos
            ],
        ),
        (
            m.endereco_numero,
            [
                {
                    "id_endereco_numero": 52635,
                    "endereco": "RUA PADRE PAULO",
                    "numero": "308",
                    "bairro": "MAE CHIQUINHA",
                    "cep": "35560000",
                    "id_cidade": 7674,
                    "longitude": -45.292858,
                    "latitude": -20.092926,
                }
            ],
        ),
        (
            m.cliente_servico_endereco,
            [
                {
                    "id_cliente_servico_endereco": 73553,
                    "id_cliente_servico": 17812,
                    "id_endereco_numero": 52635,
                    "tipo": m.INSTALACAO,
                }
            ],
        ),
    ]


def _um_cliente(id_cliente: int, codigo: int, nome: str, cpf: str | None, telefone: str | None) -> dict[str, Any]:
    return {
        "id_cliente": id_cliente,
        "codigo_cliente": codigo,
        "nome_razaosocial": nome,
        "cpf_cnpj": cpf,
        "telefone_primario": telefone,
        "data_cadastro": hora("2017-08-05 00:00:00"),
        "uuid": f"00000000-0000-4000-8000-{id_cliente:012}",
        "login_central": None,
        "senha_central": None,
    }


def _plano(id_servico: int, descricao: str, tecnologia: int, valor: str, grupo: int | None = None) -> dict[str, Any]:
    return {
        "id_servico": id_servico,
        "descricao": descricao,
        "valor": Decimal(valor),
        "id_servico_tecnologia": tecnologia,
        "id_servico_grupo": grupo,
    }


TECNOLOGIAS = ((1, "FIBRA"), (2, "WIRELESS"), (3, "RÁDIO"))
TIPOS_CONTATO = (
    (1, "Técnico"),
    (2, "Comercial"),
    (3, "Financeiro"),
    (4, "Administrativo"),
    (5, "Outros"),
    (6, "Cadastral"),
)
SERVICO_STATUS: Rows = [
    {"id_servico_status": n, "descricao": descricao, "prefixo": prefixo}
    for n, (descricao, prefixo) in enumerate(
        (
            ("Serviço Habilitado", "servico_habilitado"),
            ("Cancelado", "cancelado"),
            ("Suspenso Parcialmente", "suspenso_parcialmente"),
            ("Suspenso por Débito", "suspenso_debito"),
            ("Suspenso a Pedido do Cliente", "suspenso_pedido_cliente"),
            ("Aguardando Instalação", "aguardando_instalacao"),
            ("Aguardando Migração", "aguardando_migracao"),
            ("Aguardando Configuração", "aguardando_configuracao"),
            ("Aguardando Assinatura de Contrato", "aguardando_assinatura_contrato"),
            ("Aguardando Liberação da TI", "aguardando_liberacao_ti"),
            ("Agendado para Instalação", "agendado_para_instalacao"),
            ("Franquia Excedida", "franquia_excedida"),
            ("Inativo", "inativo"),
        ),
        start=1,
    )
]


def _ordem_servico() -> list[tuple[sa.Table, Rows]]:
    m = ordem_servico.model
    periodos = (
        (1, "Manhã", "manha", "08:00:00", "12:00:00"),
        (2, "Tarde", "tarde", "12:00:00", "18:00:00"),
        (3, "Noite", "noite", "18:00:00", "21:00:00"),
    )
    nomes = ("id_periodo_dia", "descricao", "prefixo", "hora_inicio", "hora_fim")
    tipos = ((7, "ABERTURA VIA API"), (15, "SUPORTE"), (1, "INSTALAÇÃO"))
    agenda = {
        "id_agenda_ordem_servico": 160,
        "descricao": "SAMONTE - CENTRO",
        "dias_semana": [1, 2, 3, 4, 5],
        "hora_inicio": "08:00:00",
        "hora_fim": "18:00:00",
        "duracao_minutos": 60,
    }
    return [
        (m.periodo_dia, [dict(zip(nomes, p, strict=True)) for p in periodos]),
        (m.tipo_ordem_servico, [{"id_tipo_ordem_servico": i, "descricao": d} for i, d in tipos]),
        (
            m.motivo_fechamento,
            [
                {"id_motivo_fechamento": 9, "descricao": "CONCLUÍDO"},
                {"id_motivo_fechamento": 10, "descricao": "SÓ INSTALAÇÃO"},
            ],
        ),
        (m.motivo_fechamento_tipo_ordem_servico, [{"id_motivo_fechamento": 10, "id_tipo_ordem_servico": 1}]),
        (m.motivo_remocao_agendamento, [{"id_motivo_remocao_agendamento": 8, "descricao": "CLIENTE SOLICITOU"}]),
        (m.agenda_ordem_servico, [agenda]),
        (m.agenda_ordem_servico_tecnico, [{"id_agenda_ordem_servico": 160, "id_usuario": t} for t in (5, 10)]),
    ]


def _catalogos_de_atendimento() -> list[tuple[sa.Table, Rows]]:
    m = atendimento.model
    statuses = (
        (22, "Pendente", "pendente", "md-purple-900-bg", True, False),
        (23, "Aguardando Análise", "aguardando_analise", "md-deep-orange-A700-bg", False, False),
        (24, "Resolvido", "resolvido", "md-green-800-bg", False, True),
        (3, "EM ANALISE", "em_analise", "md-blue-700-bg", False, False),
        (64, "BASE TÉCNICA", "base_tecnica", "md-teal-700-bg", True, False),
        (65, "NOVO ATENDIMENTO", "novo_atendimento", "md-indigo-700-bg", False, False),
        (66, "EM TRATATIVA", "retornar_contato", "md-amber-800-bg", False, False),
        (134, "PENDENTE TESTE", "PENDENTE", "md-brown-700-bg", False, False),
    )
    nomes = ("id_atendimento_status", "descricao", "prefixo", "cor", "abrir_ordem_servico", "fechamento")
    tipos = (
        (1, "SAC"),
        (44, "INSTALAÇÃO"),
        (28, "TÉCNICO - QUEDAS DE CONEXÃO"),
        (125, "COMERCIAL"),
        (132, "FINANCEIRO"),
        (150, "SUPORTE ESPECIALIZADO"),
    )
    motivos = (
        (125, "Fechado Automático Atendimento"),
        (108, "Resolvido Nível 01"),
        (5, "Resolvido"),
        (17, "Outros"),
        (200, "Só Comercial"),
    )
    origens = ((2, "Whatsapp"), (3, "Telegram"), (4, "E-Mail"), (5, "Telefone"), (6, "Pessoal"))
    return [
        (m.atendimento_status, [dict(zip(nomes, s, strict=True)) for s in statuses]),
        (m.tipo_atendimento, [{"id_tipo_atendimento": i, "descricao": d, "prazo_minutos": 60} for i, d in tipos]),
        (
            m.motivo_fechamento_atendimento,
            [{"id_motivo_fechamento_atendimento": i, "descricao": d} for i, d in motivos],
        ),
        (
            m.motivo_fechamento_tipo_atendimento,
            [{"id_motivo_fechamento_atendimento": 200, "id_tipo_atendimento": 125}],
        ),
        (m.origem_contato, [{"id_origem_contato": i, "descricao": d} for i, d in origens]),
    ]


def _atendimentos() -> list[tuple[sa.Table, Rows]]:
    m = atendimento.model
    sem_internet = "Estou sem acesso a internet desde segunda-feira. | ATENDIMENTO ABERTO VIA API"
    central = "Abertura de atendimento através da API | ATENDIMENTO ABERTO VIA CENTRAL DO ASSINANTE"
    atendimentos: Rows = [
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
        for a in atendimentos
        if a["id_usuario_responsavel"] and a["id_atendimento"] != 1114
    ]
    return [
        (m.atendimento, atendimentos),
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


def contrato() -> list[tuple[sa.Table, Rows]]:
    """Every row, table by table, in an order that respects their references."""
    return [*_acesso(), *_cliente(), *_ordem_servico(), *_catalogos_de_atendimento(), *_atendimentos()]
