from __future__ import annotations

import pytest

from tests.support import (
    FECHAR,
    NOVO,
    OBSERVADO,
    PNG,
    Api,
    Attachments,
    Change,
    File,
    Happened,
    Response,
    Rows,
    arquivos,
    assert_invalid,
    assert_refused,
    assert_success,
)

pytestmark = pytest.mark.operation("POST atendimento/adicionar_anexo/:id_atendimento")

ADDED = {
    "status": "success",
    "msg": "Anexo Adicionado com sucesso",
    "atendimento": {"id_atendimento": 300, "protocolo": "201811161058216"},
}


def attach(api: Api, files: list[File], id_atendimento: int | str = 300) -> Response:
    return api.post(f"atendimento/adicionar_anexo/{id_atendimento}", files=files)


def assert_added(response: Response) -> None:
    assert response.status_code == 200, response.text
    assert response.json() == ADDED


def count(rows: Rows) -> int:
    return len(rows("SELECT id_anexo FROM anexo"))


def test_anx_01_one_file(api: Api, attachments: Attachments, happened: Happened) -> None:
    assert_added(attach(api, arquivos("files[0]")))

    assert [path.read_bytes() for path in attachments()] == [PNG]
    assert happened() == ["anexo.adicionado"]


def test_anx_02_three_files(api: Api, attachments: Attachments) -> None:
    assert_added(attach(api, arquivos("files[0]", "files[1]", "files[2]")))

    assert [path.read_bytes() for path in attachments()] == [PNG] * 3
    body = assert_success(
        api.as_client(OBSERVADO).get("atendimento/paginado/10?data_inicio=2018-11-16&data_fim=2018-11-16")
    )
    [item] = body["atendimentos"]["data"]
    assert (item["id_atendimento"], item["anexos_count"]) == (300, 3)


@pytest.mark.parametrize("fields", [["files"], ["files[]"], ["files[]", "files[]"]])
def test_anx_03_other_names(api: Api, attachments: Attachments, fields: list[str]) -> None:
    assert_added(attach(api, arquivos(*fields)))
    assert len(attachments()) == len(fields)


def test_anx_04_no_file(api: Api, attachments: Attachments) -> None:
    assert_invalid(attach(api, [("descricao", (None, "sem arquivo"))]), "O campo files é obrigatório.")
    assert attachments() == []


@pytest.mark.settings(max_file_size=1000)
def test_anx_05_beyond_the_limit(api: Api, attachments: Attachments, rows: Rows) -> None:
    files = arquivos("files[0]", content=b"x" * 1000) + arquivos("files[1]", content=b"x" * 1001)

    assert_invalid(attach(api, files), "O campo files.1 não possui um valor válido.")
    assert (attachments(), count(rows)) == ([], 0)

    assert_added(attach(api, files[:1]))


def test_anx_06_a_name_with_a_path(api: Api, attachments: Attachments, rows: Rows) -> None:
    assert_added(attach(api, [("files[0]", ("../../x.sh", b"#!/bin/sh\n", "text/x-sh"))]))

    [anexo] = rows("SELECT * FROM anexo")
    assert "x.sh" in anexo.values()
    assert not any(".." in str(value) for value in anexo.values())
    [path] = attachments()
    assert path.name != "x.sh"


def test_anx_07_unknown_ticket(api: Api, attachments: Attachments) -> None:
    assert_refused(attach(api, arquivos("files[0]"), 999999), "Atendimento de ID 999999 não encontrado")
    assert attachments() == []


def test_anx_08_twenty_files_and_no_more(api: Api, attachments: Attachments, rows: Rows) -> None:
    files = arquivos(*(f"files[{n}]" for n in range(21)))

    assert_invalid(attach(api, files), "O campo files deve ter no máximo 20 itens.")
    assert (attachments(), count(rows)) == ([], 0)

    assert_added(attach(api, files[:20]))
    assert (len(attachments()), count(rows)) == (20, 20)


def test_anx_09_an_empty_file(api: Api, attachments: Attachments, rows: Rows) -> None:
    files = arquivos("files[3]") + arquivos("files[9]", content=b"")

    assert_invalid(attach(api, files), "O campo files.1 não possui um valor válido.")
    assert (attachments(), count(rows)) == ([], 0)


def test_a_body_without_files(api: Api) -> None:
    for response in (
        api.post("atendimento/adicionar_anexo/300"),
        api.post("atendimento/adicionar_anexo/300", json=NOVO),
    ):
        assert_invalid(response, "O campo files é obrigatório.")


def test_the_client_s_type_is_not_trusted(api: Api, attachments: Attachments, rows: Rows) -> None:
    assert_added(attach(api, [("files[0]", ("foto.png", b"%PDF-1.4\n%%EOF\n", "image/png"))]))

    [anexo] = rows("SELECT * FROM anexo")
    assert "image/png" not in anexo.values()
    assert attachments()[0].read_bytes() == b"%PDF-1.4\n%%EOF\n"


def test_a_closed_ticket_accepts_attachments(api: Api) -> None:
    assert_success(api.put("atendimento/300", json=FECHAR))

    assert_added(attach(api, arquivos("files[0]")))


def test_a_deleted_ticket_is_unknown(api: Api, change: Change, attachments: Attachments) -> None:
    change("UPDATE atendimento SET deleted_at = data_cadastro WHERE id_atendimento = 300")

    assert_refused(attach(api, arquivos("files[0]")), "Atendimento de ID 300 não encontrado")
    assert attachments() == []


def test_id_is_no_number(api: Api) -> None:
    response = attach(api, arquivos("files[0]"), "abc")

    assert_invalid(response, "O campo id_atendimento deve ser do tipo integer")
