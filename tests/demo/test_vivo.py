from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from plantao import schema
from plantao.app import configure, create_app, open_database
from plantao.atendimento.prazo import prazo
from plantao.cliente.rules import TELEFONES
from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO, contrato
from plantao.demo.load import load
from plantao.demo.vivo import vivo
from plantao.demo.vivo.catalogos import OS_REDE
from plantao.kit.br import documento_valido, ler_telefone, normalizar_cep, telefone_pbx
from plantao.kit.settings import Settings
from plantao.kit.time import local
from tests.demo.bases import empty_base
from tests.server import INTEGRACAO, START

AGORA = datetime.fromisoformat(START).astimezone(UTC)
MOMENTOS = (
    "2026-01-15T09:00:00-03:00",  # a Thursday morning, as the contract's tests begin
    "2026-11-17T15:43:27.123456-03:00",  # an afternoon
    "2026-01-18T11:00:00-03:00",  # a Sunday
    "2026-03-01T03:12:00-03:00",  # a night
    "2018-02-18T00:01:00-02:00",  # summer time has just ended
)
PACIENCIA = 15
"""Seconds a busy machine may take to load the world; an idle one takes about one."""
SECRETS = {"senha", "senha_central"}

Rows = list[dict[str, Any]]
Base = dict[str, Rows]


def base_of(tables: list[tuple[sa.Table, Rows]]) -> Base:
    found: Base = defaultdict(list)
    for table, rows in tables:
        found[table.name] += rows
    return found


@pytest.fixture(scope="module", params=MOMENTOS)
def agora(request: pytest.FixtureRequest) -> datetime:
    return datetime.fromisoformat(request.param).astimezone(UTC)


@pytest.fixture(scope="module")
def base(agora: datetime) -> Base:
    return base_of(vivo(agora))


def novos(base: Base, table: str = "atendimento", key: str = "id_atendimento", above: int = 5448) -> Rows:
    return [row for row in base[table] if row[key] > above]


def por(rows: Rows, key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in rows}


def test_people_and_places(base: Base) -> None:
    assert len(base["cliente"]) == 300
    cidades = {lugar["id_cidade"] for lugar in base["endereco_numero"]}
    assert cidades == {c["id_cidade"] for c in base["cidade"]}
    assert len(cidades) == 2
    papeis = Counter(u["papel"] for u in base["usuario"] if u.get("id_setor"))
    assert papeis == {"atendente": 8, "tecnico": 6, "administrador": 1}
    nomes = {u["name"] for u in base["usuario"]}
    assert any(nome.startswith("Téo ") for nome in nomes)
    ramais = [u["ramal"] for u in base["usuario"] if u["ramal"]]
    assert len(ramais) == len(set(ramais))
    assert next(u["ramal"] for u in base["usuario"] if u["id"] == 56) == "111"


def test_every_document_telephone_and_postal_code_is_valid(base: Base) -> None:
    novos_clientes = novos(base, "cliente", "id_cliente", 24930)
    assert all(documento_valido(c["cpf_cnpj"]) for c in novos_clientes)
    assert {len(c["cpf_cnpj"]) for c in novos_clientes if c["tipo_pessoa"] == "pj"} == {14}
    assert sum(not c["cpf_cnpj"].isdigit() for c in novos_clientes) == 2
    escritos = [c[nome] for c in novos_clientes for nome in TELEFONES if c[nome]]
    assert all(ler_telefone(texto) for texto in escritos)
    assert len(escritos) + 2 == len(base["cliente_telefone"])
    assert {"(37)", "37", "+55", "0"} <= {
        texto[: len(inicio)] for texto in escritos for inicio in ("(37)", "37", "+55", "0")
    }
    quantos = Counter(linha["chave"] for linha in base["cliente_telefone"])
    assert sum(n > 1 for n in quantos.values()) >= 12
    assert all(normalizar_cep(lugar["cep"]) for lugar in base["endereco_numero"])


OWN = {
    "usuario": {"name"}, "oauth_client": {"nome"}, "cliente": {"nome_razaosocial"}, "servico": {"descricao"},
    "servico_grupo": {"descricao"}, "empresa": {"nome_razaosocial"}, "atendimento_status": {"descricao"},
    "atendimento_mensagem": {"mensagem", "data_cadastro"},
}  # fmt: skip
"""What the provider says in words and days of its own; all that tickets and orders say, but whose they are."""
IDS = ("id_cliente_servico", "id_tipo_atendimento", "id_tipo_ordem_servico", "id_usuario_abertura", "rascunho")


def test_the_contracts_fixture_is_in_it_by_its_ids(base: Base) -> None:
    for table, rows in contrato():
        there = {key_of(table, row): row for row in base[table.name]}
        for row in rows:
            if 5410 <= row.get("id_atendimento", 0) < 5448:
                assert key_of(table, row) not in there
                continue
            kept = there[key_of(table, row)]
            same = IDS if table.name in ("atendimento", "ordem_servico") else row.keys() - OWN.get(table.name, set())
            assert {n: kept[n] for n in same if n in row and n not in SECRETS} == {
                n: row[n] for n in same if n in row and n not in SECRETS
            }


def key_of(table: sa.Table, row: dict[str, Any]) -> tuple[Any, ...]:
    names = table.primary_key.columns.keys()
    return tuple(row[name] for name in names) if row.keys() >= set(names) else tuple(row.values())


PLACEHOLDER = re.compile(r"(?i)\b(teste|exemplo|analise|asdf\w*)\b|^(atendente|técnico|cliente) \d+$|^atendimento de")


def test_nothing_looks_like_a_test(base: Base, agora: datetime) -> None:
    """A person's first look: no made-up names, no accents left out, nothing overdue since years ago."""
    shown = ("name", "nome_razaosocial", "nome", "descricao", "nome_contato")
    said = [row[name] or "" for table, rows in base.items() for row in rows for name in shown if name in row]
    herdados = (
        ("ordem_servico", "descricao_servico"),
        ("ordem_servico", "descricao_fechamento"),
        ("atendimento", "descricao_abertura"),
        ("atendimento_mensagem", "mensagem"),
    )
    said += [row[name] or "" for table, name in herdados for row in base[table] if row["id_atendimento"] <= 5448]
    assert not [text for text in said if PLACEHOLDER.search(text)]
    abertos = [row for row in base["atendimento"] if row["data_fechamento"] is None and not row["rascunho"]]
    assert min(row["data_cadastro"] for row in abertos) > agora - timedelta(days=30)
    assert {300, 1114, 5448} <= {row["id_atendimento"] for row in abertos}


def without(row: dict[str, Any]) -> dict[str, Any]:
    """A row but for its hashes, which are salted."""
    return {name: value for name, value in row.items() if name not in SECRETS}


def test_the_same_now_gives_the_same_world() -> None:
    um, outro = (
        {name: [without(row) for row in rows] for name, rows in base_of(vivo(AGORA)).items()} for _ in range(2)
    )
    assert um == outro
    assert base_of(vivo(AGORA + timedelta(days=1)))["atendimento"] != um["atendimento"]


def test_keys_are_unique_and_references_hold() -> None:
    tables = vivo(AGORA)
    seen: dict[tuple[str, ...], set[tuple[Any, ...]]] = defaultdict(set)
    for table, rows in tables:
        uniques = {tuple(table.primary_key.columns.keys()), *((c.name,) for c in table.columns if c.unique)}
        uniques |= {tuple(u.columns.keys()) for u in table.constraints if isinstance(u, sa.UniqueConstraint)}
        for names in uniques:
            keys = [key for row in rows if None not in (key := tuple(row.get(name) for name in names))]
            label = (table.name, *names)
            assert len(set(keys)) == len(keys)
            assert not seen[label] & set(keys)
            seen[label] |= set(keys)
        for row in rows:
            for foreign in table.foreign_keys:
                if row.get(foreign.parent.name) is not None:
                    target = (foreign.column.table.name, foreign.column.name)
                    assert (row[foreign.parent.name],) in seen[target], (table.name, row)
    for _, rows in tables:
        assert len({tuple(row) for row in rows}) == 1, "insert_many wants the same columns in every row"


def test_tickets_are_in_every_state(base: Base, agora: datetime) -> None:
    rows = novos(base)
    assert len(rows) == 400
    status = por(base["atendimento_status"], "id_atendimento_status")
    usados = {status[row["id_atendimento_status"]]["prefixo"] for row in rows}
    assert usados >= {
        "aguardando_analise", "novo_atendimento", "em_atendimento", "visita_agendada", "aguardando_cliente", "pendente",
        "resolvido", "cancelado",
    }  # fmt: skip
    abertos = [row for row in rows if row["data_fechamento"] is None]
    assert 60 <= len(abertos) <= 100
    assert sum(row["rascunho"] for row in rows) == 3
    assert sum(row["id_usuario_responsavel"] is None and not row["rascunho"] for row in abertos) >= 6
    tipos = por(base["tipo_atendimento"], "id_tipo_atendimento")
    restam = [
        tipos[row["id_tipo_atendimento"]]["prazo_minutos"] - (agora - row["data_cadastro"]) / timedelta(minutes=1)
        for row in abertos
        if not row["rascunho"]
    ]
    assert sum(-1800 < resta < 0 for resta in restam) >= 8
    assert sum(0 < resta < 240 for resta in restam) >= 9
    assert sum(resta > 240 for resta in restam) >= 20
    cores = {
        prazo(row["data_cadastro"], None, tipos[row["id_tipo_atendimento"]]["prazo_minutos"], agora)[3]
        for row in abertos
        if not row["rascunho"]
    }
    assert len(cores) == 4


def test_some_notes_are_for_the_house_alone(base: Base) -> None:
    abertos = {row["id_atendimento"] for row in novos(base) if row["data_fechamento"] is None}
    notas = [row for row in base["atendimento_mensagem"] if row.get("interna")]
    assert len(notas) >= 15
    assert sum(nota["id_atendimento"] in abertos for nota in notas) >= 2
    assert {nota["ip_cadastro"] for nota in notas} == {"10.20.0.31"}, "none was written by a program"


def test_who_waits_for_the_customer_stands_still(base: Base, agora: datetime) -> None:
    pausa = {s["id_atendimento_status"] for s in base["atendimento_status"] if s.get("pausa_prazo")}
    assert [s["descricao"] for s in base["atendimento_status"] if s.get("pausa_prazo")] == ["Aguardando cliente"]
    parados = [row for row in novos(base) if row["parado_desde"]]
    assert {row["id_atendimento"] for row in parados} == {
        row["id_atendimento"] for row in novos(base) if row["id_atendimento_status"] in pausa
    }
    assert len(parados) >= 5
    assert all(row["data_cadastro"] <= row["parado_desde"] <= agora for row in parados)
    assert all(row["data_fechamento"] is None for row in parados)


def test_tickets_obey_their_invariants(base: Base, agora: datetime) -> None:
    fechamentos = {s["id_atendimento_status"] for s in base["atendimento_status"] if s["fechamento"]}
    vinculos = defaultdict(set)
    for vinculo in base["motivo_fechamento_tipo_atendimento"]:
        vinculos[vinculo["id_motivo_fechamento_atendimento"]].add(vinculo["id_tipo_atendimento"])
    rows = novos(base)
    assert [row["id_atendimento"] for row in rows] == list(range(5449, 5849))
    for antes, depois in pairwise(rows):
        assert antes["data_cadastro"] <= depois["data_cadastro"]
    responsaveis = {
        linha["id_atendimento"]: linha["id_usuario"] for linha in base["usuarios_responsaveis"] if linha["ordem"] == 0
    }
    ditas = defaultdict(list)
    for mensagem in base["atendimento_mensagem"]:
        ditas[mensagem["id_atendimento"]].append(mensagem["data_cadastro"])
    for row in rows:
        fim = row["data_fechamento"]
        fechado = [
            row[nome]
            for nome in (
                "status_fechamento", "id_usuario_fechamento", "descricao_fechamento",
                "id_motivo_fechamento_atendimento", "data_fechamento",
            )
        ]  # fmt: skip
        assert all(fechado) if fim else not any(fechado)
        assert (row["id_atendimento_status"] in fechamentos) == (fim is not None)
        assert row["rascunho"] == (row["id_tipo_atendimento"] is None)
        aceitos = vinculos.get(row["id_motivo_fechamento_atendimento"])
        assert not aceitos or row["id_tipo_atendimento"] in aceitos
        assert agora - timedelta(days=37) < row["data_cadastro"] <= (fim or agora) <= agora
        assert row["protocolo"][:14] == f"{local(row['data_cadastro']):%Y%m%d%H%M%S}"
        assert len(row["protocolo"]) == 20
        assert row["id_usuario_responsavel"] == responsaveis.get(row["id_atendimento"])
        assert row["destino"] in {"usuario", "setor"}
        for quando in ditas[row["id_atendimento"]]:
            assert row["data_cadastro"] < quando <= (fim or agora), row
        assert "<" not in row["descricao_abertura"] + (row["descricao_fechamento"] or "")


def test_orders_are_in_every_state(base: Base, agora: datetime) -> None:
    rows = novos(base, "ordem_servico", "id_ordem_servico", 340)
    assert [row["numero"] for row in rows] == list(range(321, 321 + len(rows)))
    estados = Counter((row["status"], row["status_fechamento"]) for row in rows)
    assert estados.keys() == {
        ("aguardando_agendamento", None), ("pendente", None), ("finalizado", "concluido"),
        ("finalizado", "sem_conclusao"),
    }  # fmt: skip
    assert any(row["data_inicio_executado"] and not row["data_termino_executado"] for row in rows)
    inicios = [row["data_inicio_programado"] for row in rows if row["data_inicio_programado"]]
    assert sum(local(inicio).date() == local(agora).date() for inicio in inicios) >= 4
    assert sum(inicio > agora + timedelta(days=1) for inicio in inicios) >= 5
    atendimentos = por(base["atendimento"], "id_atendimento")
    for row in rows:
        dono = atendimentos[row["id_atendimento"]]
        programado = row["data_inicio_programado"], row["data_termino_programado"]
        executado = row["data_inicio_executado"], row["data_termino_executado"]
        assert dono["data_cadastro"] <= row["data_cadastro"] <= agora
        assert row["id_cliente_servico"] == dono["id_cliente_servico"]
        assert (row["status"] == "aguardando_agendamento") == (programado == (None, None))
        assert (
            (row["status"] == "finalizado") == (executado[1] is not None) == (row["descricao_fechamento"] is not None)
        )
        assert all(quando <= agora for quando in executado if quando)
        if dono["data_fechamento"]:
            assert row["status"] == "finalizado"
            assert executado[1] <= dono["data_fechamento"]
        if row["status"] != "aguardando_agendamento" and row["id_tipo_ordem_servico"] != OS_REDE:
            assert 8 <= local(programado[0]).hour < local(programado[1] - timedelta(seconds=1)).hour + 1 <= 18


def test_no_technician_is_in_two_places(base: Base) -> None:
    ordens = por(base["ordem_servico"], "id_ordem_servico")
    dos_tecnicos = defaultdict(list)
    for linha in base["ordem_servico_tecnico"]:
        dos_tecnicos[linha["id_usuario"]].append(ordens[linha["id_ordem_servico"]])
    assert len(dos_tecnicos) == 6
    for suas in dos_tecnicos.values():
        for nomes in ("data_inicio_programado data_termino_programado", "data_inicio_executado data_termino_executado"):
            inicio, fim = nomes.split()
            tempos = sorted((o[inicio], o[fim]) for o in suas if o[inicio] and o[fim])
            for antes, depois in pairwise(tempos):
                assert antes[1] <= depois[0]


def test_calls_have_ended(base: Base, agora: datetime) -> None:
    ligacoes = base["ligacao"]
    assert {linha["status"] for linha in ligacoes} == {"atendida", "cancelada", "expirada"}
    assert any(len(linha["candidatos"]) > 1 for linha in ligacoes)
    assert any(linha["id_atendimento"] for linha in ligacoes)
    assert all(telefone_pbx(linha["telefone"]) == linha["telefone"] for linha in ligacoes)
    assert all(agora - timedelta(days=5) < linha["data_cadastro"] < agora for linha in ligacoes)
    for linha in ligacoes:
        assert (linha["status"] == "cancelada") == (linha["data_cancelamento"] is not None)


def test_the_outbox_tells_everything_in_order(base: Base, agora: datetime) -> None:
    events = base["event"]
    assert not base["task"]
    assert all(a["data_cadastro"] <= b["data_cadastro"] for a, b in pairwise(events))
    assert events[-1]["data_cadastro"] <= agora
    nomes = Counter(linha["name"] for linha in events)
    rows = novos(base)
    assert nomes["atendimento.aberto"] == len(rows) - 3
    assert nomes["atendimento.fechado"] == sum(row["data_fechamento"] is not None for row in rows)
    notas = sum(bool(row.get("interna")) for row in base["atendimento_mensagem"])
    assert nomes["atendimento_nota.adicionada"] == notas
    assert nomes["atendimento_mensagem.adicionada"] == len(base["atendimento_mensagem"]) - 2 - notas
    assert nomes["ordem_servico.aberta"] == len(base["ordem_servico"]) - 2
    assert nomes["ligacao.notificada"] == len(base["ligacao"])
    de_cada = defaultdict(list)
    for linha in events:
        de_cada[linha["about"]].append(linha["name"])
    for row in rows:
        seus = de_cada[f"atendimento:{row['id_atendimento']}"]
        assert row["rascunho"] == (not seus)
        assert seus[:1] in ([], ["atendimento.aberto"])
        assert (seus[-1:] == ["atendimento.fechado"]) == (row["data_fechamento"] is not None)


def test_every_instant_is_a_whole_second_in_utc(base: Base) -> None:
    instantes = [v for rows in base.values() for row in rows for v in row.values() if isinstance(v, datetime)]
    assert all(instante.tzinfo == UTC and instante.microsecond == 0 for instante in instantes)


def test_nothing_is_left_unsaid(base: Base) -> None:
    textos = [m["mensagem"] for name in ("atendimento_mensagem", "ordem_servico_mensagem") for m in base[name]]
    textos += [
        row[nome] or ""
        for row in novos(base, "ordem_servico", "id_ordem_servico", 340)
        for nome in ("descricao_servico", "descricao_fechamento")
    ]
    assert not [texto for texto in textos if any(mark in texto for mark in "<>[]|")]
    assert all(texto == texto.strip() for texto in textos)
    frequentes = Counter(m["mensagem"] for m in base["atendimento_mensagem"]).most_common(1)
    assert frequentes[0][1] < 20


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The lively world, loaded into an empty database of the kind under test, and served."""
    with empty_base(request.config.getoption("--db"), tmp_path_factory.mktemp("vivo")) as settings:
        configure(settings)
        asyncio.run(_load(settings))
        with TestClient(create_app(settings, lambda: AGORA), client=("127.0.0.1", 50000)) as client:
            pedido = {
                "grant_type": "password", "client_id": 4, "client_secret": SEGREDOS[4], "username": USUARIO,
                "password": SENHA,
            }  # fmt: skip
            token = client.post("/oauth/token", json=pedido).json()["access_token"]
            client.headers["authorization"] = f"Bearer {token}"
            yield client


async def _load(settings: Settings) -> None:
    await schema.upgrade(settings)
    database = await open_database(settings)
    inicio = monotonic()
    await load(database, "vivo", AGORA)
    assert monotonic() - inicio < PACIENCIA
    await database.close()


def get(client: TestClient, path: str) -> Any:
    response = client.get(INTEGRACAO + path)
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "success", body
    return body


def test_the_lists_show_it(served: TestClient) -> None:
    relacoes = "cliente_servico,usuarios_responsaveis,atendimento_mensagem,checklists"
    body = get(served, f"atendimento/todos?itens_por_pagina=500&relacoes={relacoes}")
    assert body["paginacao"]["total_registros"] == 406
    items = body["atendimentos"]
    assert items[0]["id_atendimento"] == 5848
    assert {item["percentual_color_class"] for item in items} >= {"white-fg md-red-bg", "white-fg md-green-bg"}
    assert any(item["atendimento_mensagem"] for item in items)
    assert any(item["tipo_atendimento"] and item["tipo_atendimento"]["checklists"] for item in items)
    assert any("DIVINÓPOLIS/MG" in (item["cliente_servico"]["endereco_numero_completo"] or "") for item in items)


def test_a_customers_tickets_show_their_orders(served: TestClient) -> None:
    base = base_of(vivo(AGORA))
    atendimentos = por(base["atendimento"], "id_atendimento")
    ordem = next(o for o in base["ordem_servico"] if o["status"] == "pendente" and o["id_ordem_servico"] > 340)
    dono = atendimentos[ordem["id_atendimento"]]
    path = f"cliente/atendimento?busca=id_cliente_servico&termo_busca={dono['id_cliente_servico']}"
    found = por(
        get(served, f"{path}&relacoes=atendimento_mensagem,ordem_servico_mensagem,checklists")["atendimentos"],
        "protocolo",
    )
    item = found[dono["protocolo"]]
    assert item["ordens_servico"][0]["numero_ordem_servico"] == str(ordem["numero"])
    assert item["atendimento_mensagem"]


def test_new_tickets_and_orders_continue_the_numbers(served: TestClient) -> None:
    numeros = [row["numero"] for row in base_of(vivo(AGORA))["ordem_servico"]]
    pedido = {
        "id_cliente_servico": 17813,
        "descricao": "Nova",
        "nome": "Ana",
        "telefone": "37999112233",
        "abrir_os": True,
    }
    body = served.post(f"{INTEGRACAO}atendimento", json=pedido).json()
    assert body["status"] == "success", body
    assert body["atendimento"]["id_atendimento"] == 5849
    assert body["atendimento"]["ordens_servico"][0]["numero_ordem_servico"] == str(max(numeros) + 1)
