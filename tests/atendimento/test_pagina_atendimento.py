"""The ticket of the desk: what it shows, what is done with it, and what stays inside."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from plantao.atendimento.live import anexado, mudou, ordem_mudou
from plantao.atendimento.pages.linha import _FRASES, _SO_NO_HISTORICO
from plantao.kit import live
from tests.mesa import ATENDENTE, BIANCA, TECNICO, Mesa
from tests.support import Api, Attachments, Change, Clock, File, Happened, Response, Rows, assert_success
from tests.test_house import kinds

NO_ATENDIMENTO = "/atendimentos/300"
FORA = {"relacoes": "atendimento_mensagem", "itens_por_pagina": "500"}


def shown(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def png(side: int = 40) -> bytes:
    out = BytesIO()
    Image.new("RGBA", (side, side), (10, 200, 90, 128)).save(out, "PNG", description="segredo")
    return out.getvalue()


def test_what_it_shows(mesa: Mesa) -> None:
    answer = mesa.get(NO_ATENDIMENTO)
    text = shown(answer)

    assert "<title>SAC — Bianca Couto" in answer.text
    assert 'aria-label="Protocolo 2 0 1 8 1 1 1 6' in answer.text
    for part in ("Aguardando análise", "vencido há", "IP Telecom", "Nº 320", "Aguardando agendamento"):
        assert part in text + answer.text
    assert "Nota interna" in text
    assert mesa.get("/atendimentos/999999").status_code == 404
    assert mesa.get("/atendimentos/abc").status_code == 404
    assert mesa.get(f"/atendimentos/{10**30}").status_code == 404


def test_parts_have_addresses(mesa: Mesa) -> None:
    assert "Nº 125" in shown(mesa.get("/atendimentos/110?aba=ordens"))
    assert "Sem checklist" in shown(mesa.get("/atendimentos/300?aba=checklist"))
    assert "Nenhum anexo" in shown(mesa.get("/atendimentos/300?aba=anexos"))
    assert 'aria-current="page">Histórico' in mesa.get("/atendimentos/300?aba=historico").text
    assert 'class="redator"' not in mesa.get("/atendimentos/300?aba=historico").text

    alone = mesa.at("/atendimentos/300?aba=anexos").get(NO_ATENDIMENTO)
    beside = mesa.at("/fila/todos?tipo=1&atendimento=300").get(f"{NO_ATENDIMENTO}?aba=ordens")
    assert "data-solto" in alone.text
    assert "Nenhum anexo" in alone.text
    assert "<html" not in alone.text
    assert 'href="/fila/todos?tipo=1&amp;atendimento=300&amp;aba=anexos"' in beside.text


def test_assume(mesa: Mesa, happened: Happened, rows: Rows) -> None:
    text = shown(mesa.at("/fila").post(f"{NO_ATENDIMENTO}/assumir"))

    assert "Bianca Couto assumiu" in text
    assert happened() == ["atendimento.responsaveis_mudaram"]
    assert rows("SELECT id_usuario_responsavel AS quem FROM atendimento WHERE id_atendimento = 300") == [
        {"quem": BIANCA}
    ]
    mesa.post(f"{NO_ATENDIMENTO}/assumir")
    assert len(happened()) == 1


def test_responsibles(mesa: Mesa, rows: Rows) -> None:
    def who() -> list[int]:
        found = rows("SELECT id_usuario FROM usuarios_responsaveis WHERE id_atendimento = 110 ORDER BY ordem")
        return [row["id_usuario"] for row in found]

    text = shown(mesa.post("/atendimentos/110/responsaveis", {"responsaveis[]": [str(BIANCA), str(ATENDENTE)]}))
    assert "chamou Atendente 22" in text
    assert who() == [BIANCA, ATENDENTE]

    text = shown(mesa.post("/atendimentos/110/responsaveis", {"responsaveis[]": [str(ATENDENTE)]}))
    assert "tirou Bianca Couto" in text
    assert who() == [ATENDENTE]
    assert "Escolha ao menos um responsável.</p>" in mesa.at("/fila").post("/atendimentos/110/responsaveis").text
    assert mesa.post("/atendimentos/110/responsaveis").status_code == 422
    assert mesa.post("/atendimentos/110/responsaveis", {"responsaveis[]": ["777"]}).status_code == 422
    assert "Atendente 22" in mesa.get("/atendimentos/110/dialogos/responsaveis").text


def test_status_and_kind(mesa: Mesa, happened: Happened) -> None:
    assert "mudou a situação para Pendente" in shown(mesa.post(NO_ATENDIMENTO, {"id_atendimento_status": "22"}))
    assert "mudou o tipo para Comercial" in shown(mesa.post(NO_ATENDIMENTO, {"id_tipo_atendimento": "125"}))
    assert happened() == ["atendimento.editado"] * 2
    refused = mesa.at("/fila").post(NO_ATENDIMENTO, {"id_atendimento_status": "24"})
    assert refused.status_code == 422
    assert "fechar_atendimento" in refused.text
    assert mesa.post(NO_ATENDIMENTO, {"id_atendimento_status": "9999"}).status_code == 422


def test_message(mesa: Mesa, api: Api, happened: Happened) -> None:
    text = shown(mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "Técnico a caminho\nàs 10h"}))

    assert "Bianca Couto 09:00 Técnico a caminho às 10h" in text
    assert happened() == ["atendimento_mensagem.adicionada"]
    assert "Técnico a caminho" in api.get("atendimento/todos", params=FORA).text
    assert mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "   "}).status_code == 422


def test_a_message_sent_again_is_kept_once(mesa: Mesa, attachments: Attachments, rows: Rows, change: Change) -> None:
    def kept(text: str) -> int:
        return len(rows("SELECT 1 AS n FROM atendimento_mensagem WHERE mensagem = :text", text=text))

    said = {"mensagem": "Chegamos às 10h", "chave": "a1"}
    files: list[File] = [("files", ("a.txt", b"um", "text/plain"))]
    for _ in range(2):
        assert "Chegamos às 10h" in shown(mesa.post(f"{NO_ATENDIMENTO}/mensagens", said, files))
    assert (kept("Chegamos às 10h"), len(attachments())) == (1, 1)

    mesa.post(f"{NO_ATENDIMENTO}/mensagens", said | {"chave": "a2"})
    mesa.post("/atendimentos/110/mensagens", said)
    mesa.signed_in(ATENDENTE).post(f"{NO_ATENDIMENTO}/mensagens", said)
    assert kept("Chegamos às 10h") == 4, "the key is of one message, one ticket, one person"

    note = {"mensagem": "Cliente nervosa", "modo": "interna", "chave": "n1"}
    for _ in range(2):
        assert mesa.post(f"{NO_ATENDIMENTO}/mensagens", note).status_code == 200
    assert kept("Cliente nervosa") == 1

    change("UPDATE atendimento SET data_fechamento = data_cadastro WHERE id_atendimento = 300")
    assert mesa.post(f"{NO_ATENDIMENTO}/mensagens", note).status_code == 200, "it went before the ticket was closed"
    refused = {"mensagem": "Tarde", "chave": "t1"}
    assert mesa.post(f"{NO_ATENDIMENTO}/mensagens", refused).status_code == 422
    change("UPDATE atendimento SET data_fechamento = NULL WHERE id_atendimento = 300")
    assert mesa.post(f"{NO_ATENDIMENTO}/mensagens", refused).status_code == 200, "what was refused may be sent again"
    assert kept("Tarde") == 1


def test_what_programs_write_was_said_by_the_customer(mesa: Mesa, api: Api) -> None:
    assert_success(api.post("atendimento/adicionar_mensagem/300", json={"mensagem": "Caiu de novo"}))

    answer = mesa.get(NO_ATENDIMENTO)

    assert "pela integração" in answer.text
    assert 'class="msg nossa"' not in answer.text


def test_an_internal_note_never_leaves_the_desk(
    mesa: Mesa, api: Api, happened: Happened, attachments: Attachments, rows: Rows
) -> None:
    files: list[File] = [("files", ("print.png", png(), "image/png"))]
    before = api.get("atendimento/paginado/50", params={"page": "1"}).json()
    text = shown(mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "SENHA-DO-ROTEADOR", "modo": "interna"}, files))

    assert "Nota interna SENHA-DO-ROTEADOR print.png" in text
    assert happened() == ["atendimento_nota.adicionada", "anexo.adicionado"]
    assert len(attachments()) == 1
    ask = "relacoes=atendimento_mensagem,checklists&limit=50"
    for path in (
        f"atendimento/todos?itens_por_pagina=500&{ask}",
        f"atendimento/paginado/500?{ask}",
        f"atendimento/paginado/500?page=1&{ask}",
        f"cliente/atendimento?busca=protocolo&termo_busca=201811161058216&{ask}",
    ):
        found = api.get(path).text
        assert "201811161058216" in found
        assert "SENHA" not in found
        assert "print.png" not in found
    assert api.get("atendimento/paginado/50", params={"page": "1"}).json() == before, "counts of files too"
    public = (
        api.put("atendimento/300", json={"descricao": "Outra"}).text
        + api.post("atendimento/adicionar_mensagem/300", json={"mensagem": "Bom dia"}).text
    )
    assert "SENHA" not in public


def test_note_of_files_alone(mesa: Mesa) -> None:
    files: list[File] = [("files", ("a.txt", b"um", "text/plain")), ("files", ("b.txt", b"dois", "text/plain"))]

    assert "Nota interna a.txt, b.txt" in shown(mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"modo": "interna"}, files))
    assert "Bianca Couto anexou 2 arquivos" in shown(mesa.post(f"{NO_ATENDIMENTO}/mensagens", {}, files))
    empty: list[File] = [("files", ("", b"", "application/octet-stream"))]
    assert mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "só texto"}, empty).status_code == 200


def test_files_come_down_and_are_not_shown(mesa: Mesa) -> None:
    nasty = '"><script>alert(1)</script>.html'
    files: list[File] = [
        ("files", (nasty, b"<script>alert(2)</script>", "text/html")),
        ("files", ("a.png", png(2000), "image/png")),
    ]
    answer = mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "olhe"}, files)
    assert "<script>alert" not in answer.text
    html, image = sorted({int(i) for i in re.findall(r"/anexos/(\d+)", answer.text)})

    page = mesa.get(f"{NO_ATENDIMENTO}/anexos/{html}")
    assert page.content == b"<script>alert(2)</script>"
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment;")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in page.headers["content-security-policy"]
    assert mesa.get(f"{NO_ATENDIMENTO}/anexos/{html}/previa").status_code == 404

    preview = mesa.get(f"{NO_ATENDIMENTO}/anexos/{image}/previa")
    assert preview.headers["content-type"] == "image/jpeg"
    with Image.open(BytesIO(preview.content)) as small:
        assert (small.format, max(small.size)) == ("JPEG", 480)
    assert b"segredo" not in preview.content
    assert mesa.get(f"/atendimentos/110/anexos/{image}").status_code == 404
    assert mesa.get(f"{NO_ATENDIMENTO}/anexos/x").status_code == 404
    assert mesa.anonymous.get(f"{NO_ATENDIMENTO}/anexos/{image}").status_code == 303


def test_a_pdf_is_shown_by_the_browser_and_nothing_else_is(mesa: Mesa) -> None:
    both = b"%PDF-1.7\n<script>alert(1)</script>"
    files: list[File] = [
        ("files", ("boleto.pdf", both, "text/html")),
        ("files", ("falso.pdf", b"<html><script>alert(2)</script>", "application/pdf")),
    ]
    answer = mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "olhe"}, files)
    true, false = sorted({int(i) for i in re.findall(r"/anexos/(\d+)", answer.text)})
    assert re.findall(r"/anexos/(\d+)/ver", answer.text) == [str(true)]

    shown = mesa.get(f"{NO_ATENDIMENTO}/anexos/{true}/ver")
    assert shown.content == both
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"] == "inline; filename*=UTF-8''boleto.pdf"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert mesa.get(f"{NO_ATENDIMENTO}/anexos/{false}/ver").status_code == 404
    assert mesa.get(f"/atendimentos/110/anexos/{true}/ver").status_code == 404
    assert mesa.anonymous.get(f"{NO_ATENDIMENTO}/anexos/{true}/ver").status_code == 303


@pytest.mark.settings(allowed_kinds="pdf,.PNG", max_file_size=2048, max_files=3)
def test_files_that_are_refused_are_named(mesa: Mesa, happened: Happened, attachments: Attachments) -> None:
    files: list[File] = [
        ("files", ("vazio.pdf", b"", "application/pdf")),
        ("files", ("<b>.exe", b"MZ", "application/octet-stream")),
        ("files", ("grande.png", b"x" * 3000, "image/png")),
    ]
    refused = mesa.at("/fila").post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "olhe"}, files)
    assert refused.status_code == 422
    assert "“vazio.pdf” está vazio." in refused.text
    assert "“&lt;b&gt;.exe” não é de um tipo aceito: pdf, png." in refused.text
    assert "“grande.png” passa de 2 KB." in refused.text

    many = [("files", (f"{n}.png", png(), "image/png")) for n in range(4)]
    refused = mesa.at("/fila").post(f"{NO_ATENDIMENTO}/mensagens", {"modo": "interna"}, many)
    assert "São no máximo 3 arquivos por vez." in refused.text
    assert (happened(), attachments()) == ([], [])


@pytest.mark.parametrize("broken", [png()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 100])
def test_what_is_no_image_after_all_has_no_preview(mesa: Mesa, broken: bytes) -> None:
    answer = mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "olhe"}, [("files", ("a.png", broken, "image/png"))])
    [image] = {int(i) for i in re.findall(r"/anexos/(\d+)", answer.text)}

    assert mesa.get(f"{NO_ATENDIMENTO}/anexos/{image}/previa").status_code == 404


def test_close_and_undo(mesa: Mesa, clock: Clock, happened: Happened, rows: Rows) -> None:
    motive = {
        "id_motivo_fechamento_atendimento": "17",
        "status_fechamento": "sem_conclusao",
        "descricao_fechamento": "",
    }
    assert "Outros" in mesa.get(f"{NO_ATENDIMENTO}/dialogos/fechar").text
    answer = mesa.at("/fila").post(f"{NO_ATENDIMENTO}/fechar", motive)

    assert 'class="brinde"' in answer.text
    assert "Bianca Couto fechou o atendimento com atraso de" in shown(answer)
    closed = "SELECT status, status_fechamento FROM ordem_servico WHERE id_ordem_servico = 340"
    assert rows(closed) == [{"status": "finalizado", "status_fechamento": "sem_conclusao"}]
    assert "data-fechado hidden" in answer.text
    assert mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "tarde"}).status_code == 422

    clock.advance(seconds=10)
    assert mesa.signed_in(ATENDENTE).post(f"{NO_ATENDIMENTO}/reabrir").status_code == 422
    text = shown(mesa.at("/fila").post(f"{NO_ATENDIMENTO}/reabrir"))
    assert "Bianca Couto reabriu o atendimento" in text
    assert "Aguardando análise" in text
    assert rows(closed) == [{"status": "aguardando_agendamento", "status_fechamento": None}]
    assert rows("SELECT data_fechamento, status_fechamento FROM atendimento WHERE id_atendimento = 300") == [
        {"data_fechamento": None, "status_fechamento": None}
    ]
    assert happened() == ["ordem_servico.finalizada", "atendimento.fechado", "atendimento.reaberto"]
    assert mesa.post(f"{NO_ATENDIMENTO}/reabrir").status_code == 200, "twice is once"
    assert len(happened()) == 3

    mesa.post(f"{NO_ATENDIMENTO}/fechar", motive)
    clock.advance(seconds=121)
    late = mesa.at("/fila").post(f"{NO_ATENDIMENTO}/reabrir")
    assert late.status_code == 422
    assert "Já não é possível desfazer" in late.text


def test_a_motive_of_another_kind_is_refused_in_place(mesa: Mesa) -> None:
    refused = mesa.at("/fila").post(f"{NO_ATENDIMENTO}/fechar", {"id_motivo_fechamento_atendimento": "200"})

    assert refused.status_code == 422
    assert "não está vinculado" in refused.text
    assert "Só Comercial" not in mesa.get(f"{NO_ATENDIMENTO}/dialogos/fechar").text


def test_open_an_order(mesa: Mesa, happened: Happened, change: Change) -> None:
    assert "ABERTURA VIA API" not in shown(mesa.get(f"{NO_ATENDIMENTO}/dialogos/ordem"))
    order = {"descricao": "Trocar o conector", "ids_tecnicos": str(TECNICO), "id_disponibilidade[]": ["1", "2"]}
    text = shown(mesa.post(f"{NO_ATENDIMENTO}/ordens", order))

    assert "Técnico 5" in text
    assert happened() == ["ordem_servico.aberta"]
    assert re.search(r"Bianca Couto abriu a ordem Nº 32\d", text)
    assert mesa.post(f"{NO_ATENDIMENTO}/ordens", {"descricao": ""}).status_code == 422
    change("UPDATE atendimento SET data_fechamento = data_cadastro WHERE id_atendimento = 300")
    assert mesa.post(f"{NO_ATENDIMENTO}/ordens", order).status_code == 422


def test_checklist(mesa: Mesa, change: Change, happened: Happened) -> None:
    change(
        "INSERT INTO atendimento_checklist (id_atendimento_checklist, id_atendimento, titulo) VALUES (1, 300, 'Antes')"
    )
    for n, title in enumerate(("Conferiu o titular", "Reiniciou a ONU"), start=1):
        change(
            "INSERT INTO atendimento_checklist_item (id_atendimento_checklist_item, id_atendimento_checklist, titulo) "
            "VALUES (:n, 1, :title)",
            n=n,
            title=title,
        )
    item = f"{NO_ATENDIMENTO}/checklist/2"

    assert "marcou Reiniciou a ONU" in shown(mesa.post(item, {"concluido": "1"}))
    assert "1/2" in mesa.get(NO_ATENDIMENTO).text
    mesa.post(item, {"concluido": "1"})
    assert happened() == ["atendimento_checklist.marcado"]
    assert "desmarcou Reiniciou a ONU" in shown(mesa.post(item, {"concluido": "0"}))
    assert mesa.post("/atendimentos/110/checklist/2", {"concluido": "1"}).status_code == 404
    assert mesa.post(f"{NO_ATENDIMENTO}/checklist/x", {"concluido": "1"}).status_code == 404


def test_history(mesa: Mesa) -> None:
    mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "oi"})
    mesa.post(f"{NO_ATENDIMENTO}/mensagens", {"mensagem": "só nós", "modo": "interna"})
    text = shown(mesa.get(f"{NO_ATENDIMENTO}?aba=historico"))

    assert "Bianca Couto guardou uma nota interna 15/01/2026 09:00:00" in text
    assert "Bianca Couto escreveu uma mensagem" in text


def test_documents_are_masked(mesa: Mesa, change: Change) -> None:
    change("UPDATE cliente SET cpf_cnpj = '86214941081'")
    answer = mesa.get(NO_ATENDIMENTO)

    assert "862.***.***-81" in answer.text
    assert "86214941081" not in answer.text
    assert 'href="/clientes/' in answer.text
    assert 'href="/clientes/' not in mesa.signed_in(TECNICO).get(NO_ATENDIMENTO).text


@pytest.mark.parametrize(
    "verb", ["", "/assumir", "/responsaveis", "/mensagens", "/fechar", "/reabrir", "/ordens", "/visto"]
)
def test_every_act_is_guarded(mesa: Mesa, verb: str, happened: Happened) -> None:
    assert mesa.anonymous.at("/fila").post(NO_ATENDIMENTO + verb, {"mensagem": "x"}).status_code == 401
    outside = mesa._server.client.post(NO_ATENDIMENTO + verb, headers={"sec-fetch-site": "cross-site"})
    assert outside.status_code == 403
    assert mesa.post(f"/atendimentos/999999{verb}", {"mensagem": "1"}).status_code == 404
    assert happened() == []


def test_screens_are_told() -> None:
    told = {name: [show.render for show in by.values()] for name, by in live._shows.items()}

    for name in ("aberto", "editado", "fechado", "reaberto", "responsaveis_mudaram"):
        assert mudou in told[f"atendimento.{name}"]
    assert mudou in told["atendimento_nota.adicionada"]
    assert mudou in told["atendimento_mensagem.adicionada"]
    assert ordem_mudou in told["ordem_servico.aberta"]
    assert anexado in told["anexo.adicionado"]


def test_every_event_of_a_ticket_has_a_sentence() -> None:
    told = _FRASES.keys() | _SO_NO_HISTORICO.keys()
    of_tickets = {kind.name for kind in kinds() if "id_atendimento" in kind.__struct_fields__}

    assert of_tickets >= {"atendimento.ligacao", "ordem_servico.aberta"}
    assert of_tickets | {"anexo.adicionado"} == told
