"""Users, programs, clients, services and places."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from plantao import acesso, cliente
from plantao.acesso.model import API, DOCUMENTADO, OBSERVADO, PERMISSOES_API
from plantao.acesso.rules import guardar_senha, resumir_segredo
from plantao.demo.contrato.base import SEGREDOS, SENHA, TECNICOS, USUARIO, Rows, hora


def acessos() -> list[tuple[sa.Table, Rows]]:
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


def clientes() -> list[tuple[sa.Table, Rows]]:
    m = cliente.model
    desde = hora("2017-08-05 00:00:00")
    grupo = {"id_servico_grupo": 51, "descricao": "GRUPO DE TESTE", "data_cadastro": hora("2020-04-15 13:52:01")}
    linhas: Rows = [
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
        (m.cliente, linhas),
        (m.cliente_telefone, [linha for c in linhas for linha in cliente.rules.telefones(c)]),
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
