"""What docs/usuario/pbx tells a telephone exchange to send is understood, and its programs say it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import stat
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from tests.browser.serving import SECONDS, Served
from tests.support import Api, Rows, assert_success
from tools.docs import ROOT
from tools.serverproc import LOOPBACK

PBX = ROOT / "docs" / "usuario" / "pbx"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
CURL = re.compile(r"pbx/ligacao/(notificar|cancelar).*?-d '(\{.*?\})'$", re.DOTALL | re.MULTILINE)
FORM = re.compile(r"pbx/ligacao/(notificar|cancelar)[^'{]*?((?: -d \w+=\w+)+)$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    yield from FENCED.findall(page.read_text(encoding="utf-8"))


def bodies() -> Iterator[Any]:
    """Every JSON body the pages show, with the route it is sent to, if the page says which."""
    for page in sorted(PBX.glob("*.md")):
        for number, (language, text) in enumerate(blocks(page)):
            found = [*CURL.findall(text), *([("", text)] if language == "json" else [])]
            yield from (pytest.param(route, body, id=f"{page.name}:{number}") for route, body in found)


BODIES = list(bodies())


@pytest.mark.parametrize(("route", "body"), BODIES)
def test_every_body_is_accepted(api: Api, route: str, body: str) -> None:
    for verb in [route] if route else ["notificar", "cancelar"]:
        said = assert_success(api.post(f"pbx/ligacao/{verb}", json=json.loads(body)))
        assert said["msg"] == f"Ligação {'notificada' if verb == 'notificar' else 'cancelada'} com sucesso"


def test_the_pages_show_bodies_and_a_form(api: Api) -> None:
    assert len(BODIES) >= 6
    [(route, fields)] = FORM.findall((PBX / "curl.md").read_text(encoding="utf-8"))
    form = dict(field.split("=") for field in fields.split() if field != "-d")
    assert_success(api.post(f"pbx/ligacao/{route}", data=form))


def test_the_answers_shown_are_the_answers(api: Api) -> None:
    text = (PBX / "curl.md").read_text(encoding="utf-8")
    for verb in ("notificar", "cancelar"):
        said = assert_success(api.post(f"pbx/ligacao/{verb}", json={"ramal": 111, "telefone": "37999912222"}))
        assert json.dumps(said, ensure_ascii=False) in text
    refused = api.post("pbx/ligacao/notificar", json={"ramal": 111, "telefone": "ninguém"}).json()
    assert f'"msg": "{refused["msg"]}"' in text
    assert json.dumps(refused["errors"], ensure_ascii=False) in text


def test_the_template_of_3cx_sends_what_the_route_takes(api: Api) -> None:
    [xml] = [text for language, text in blocks(PBX / "3cx.md") if language == "xml"]
    scenario = ET.fromstring(xml.split("?>", 1)[1]).find("Scenarios/Scenario[@Id='ReportCall']")
    assert scenario is not None
    request = scenario.find("Request")
    assert request is not None
    body = {
        value.get("Key"): {"[Agent]": "111", "[Number]": "37999912222"}[str(value.text)]
        for value in request.iter("Value")
    }
    assert_success(api.post(request.attrib["Url"].removeprefix("[Url]"), json=body))


def test_what_the_guide_of_kamailio_adds_is_what_the_tested_exchange_has() -> None:
    added = [text for language, text in blocks(PBX / "kamailio.md") if language == "cfg" and "substdef" not in text]
    lines = iter((ROOT / "tests" / "browser" / "sip" / "kamailio.cfg").read_text(encoding="utf-8").splitlines())

    assert len(added) == 4
    for line in "".join(added).splitlines():
        assert line in lines, f"not there, or not in this order: {line}"


def ami() -> Any:
    spec = importlib.util.spec_from_file_location("ami", PBX / "ami.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COMECA = """\
Event: DialBegin
Privilege: call,all
Channel: PJSIP/operadora-00000012
CallerIDNum: {quem}
CallerIDName: <unknown>
Uniqueid: 1763700000.18
DestChannel: PJSIP/111-00000013
DestCallerIDNum: 111
DestUniqueid: 1763700000.19
DialString: 111/sip:111@10.20.0.31:5060
"""
TERMINA = """\
Event: DialEnd
Privilege: call,all
CallerIDNum: 37999912222
Uniqueid: 1763700000.18
DestChannel: PJSIP/111-00000013
DestUniqueid: 1763700000.19
DialStatus: {fim}
"""
DESLIGA = """\
Event: Hangup
Channel: PJSIP/111-00000013
Uniqueid: 1763700000.19
Cause: 26
"""
CORPO = {"ramal": "111", "telefone": "37999912222"}


def told(*events: str) -> list[Any]:
    program = ami()
    ringing: dict[str, Any] = {}
    return [said for said in (program.aviso(program.evento(text), ringing) for text in events) if said]


@pytest.mark.parametrize("quem", ["37999912222", "+37999912222"])
def test_ami_announces_and_withdraws(api: Api, quem: str) -> None:
    said = told(COMECA.format(quem=quem), TERMINA.format(fim="CANCEL"), DESLIGA)

    assert said == [("notificar", CORPO), ("cancelar", CORPO)]
    for verb, body in said:
        assert_success(api.post(f"pbx/ligacao/{verb}", json=body))


def test_ami_keeps_an_extension_as_it_is_dialled() -> None:
    assert told(COMECA.format(quem="37999912222").replace("PJSIP/111-", "PJSIP/0116-")) == [
        ("notificar", CORPO | {"ramal": "0116"})
    ]


def test_ami_leaves_an_answered_call_alone() -> None:
    assert told(COMECA.format(quem="37999912222"), TERMINA.format(fim="ANSWER"), DESLIGA) == [("notificar", CORPO)]


def test_ami_withdraws_what_hung_up_before_the_end() -> None:
    assert told(COMECA.format(quem="37999912222"), DESLIGA)[-1] == ("cancelar", CORPO)


@pytest.mark.parametrize(
    "event", [COMECA.format(quem="112"), COMECA.format(quem="<unknown>"), DESLIGA, "", "Response: Success"]
)
def test_ami_says_nothing_of_the_rest(event: str) -> None:
    assert told(event) == []


def test_ami_does_not_take_a_trunk_for_an_extension() -> None:
    assert told(COMECA.format(quem="37999912222").replace("PJSIP/111-", "PJSIP/operadora-")) == []


def test_ami_asks_for_a_token_and_again_when_it_died(served: Served, rows: Rows) -> None:
    who = {"client_id": "3", "client_secret": SEGREDOS[3], "username": USUARIO, "password": SENHA}
    plantao = ami().Plantao(served.url, who)
    plantao._token = "morto"

    assert plantao.avisar("notificar", CORPO)["status"] == "success"
    assert plantao.avisar("cancelar", CORPO)["status"] == "success"
    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["cancelada"]


def test_ami_listens_and_tells(served: Served, rows: Rows) -> None:
    with socket.create_server((LOOPBACK, 0)) as asterisk:
        asterisk.settimeout(SECONDS)
        env = {
            "AMI_PORT": str(asterisk.getsockname()[1]),
            "AMI_USUARIO": "plantao",
            "AMI_SENHA": "segredo",
            "PLANTAO_URL": served.url,
            "PLANTAO_CLIENT_ID": "3",
            "PLANTAO_CLIENT_SECRET": SEGREDOS[3],
            "PLANTAO_USUARIO": USUARIO,
            "PLANTAO_SENHA": SENHA,
        }
        command = [sys.executable, str(PBX / "ami.py")]
        with subprocess.Popen(command, env=os.environ | env, stdout=subprocess.PIPE, text=True) as program:
            too_long = threading.Timer(SECONDS, program.kill)
            too_long.start()
            line, _ = asterisk.accept()
            with line, line.makefile("rw", newline="\r\n") as said:
                assert [said.readline() for _ in range(3)] == [
                    "Action: Login\r\n",
                    "Username: plantao\r\n",
                    "Secret: segredo\r\n",
                ]
                said.write("Asterisk Call Manager/7.0.3\nResponse: Success\nMessage: Authentication accepted\n\n")
                said.write("\n".join([COMECA.format(quem="37999912222"), TERMINA.format(fim="CANCEL"), DESLIGA, ""]))
                said.flush()
                assert program.stdout is not None
                told = [program.stdout.readline() for _ in range(2)]
                too_long.cancel()
                program.kill()

    assert told == [
        f"notificar {CORPO} Ligação notificada com sucesso \n",
        f"cancelar {CORPO} Ligação cancelada com sucesso \n",
    ]
    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["cancelada"]


Tell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tell(served: Served, tmp_path: Path) -> Tell:
    """Run the shell program, whose folder is made in the test's."""
    conf = tmp_path / "conf"
    conf.write_text(
        f"URL={served.url}\nCLIENT_ID=3\nCLIENT_SECRET={SEGREDOS[3]}\nUSUARIO={USUARIO}\nSENHA={SENHA}\n",
        encoding="utf-8",
    )
    env = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
    env |= {"PLANTAO_CONF": str(conf), "TMPDIR": str(tmp_path)}

    def run(*said: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(PBX / "plantao-pbx.sh"), *said]
        return subprocess.run(command, check=False, env=env, timeout=30, capture_output=True, text=True)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the shell program keeps its token."""
    return tmp_path / f"plantao-pbx-{os.getuid()}"


def test_the_shell_program(tell: Tell, folder: Path, rows: Rows) -> None:
    assert tell("notificar", "111", "37999912222").returncode == 0
    (folder / "token").write_text("morto", encoding="utf-8")
    assert tell("cancelar", "111", "37 99991-2222").returncode == 0
    assert tell("notificar", "111", "112").returncode == 0

    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["cancelada"]


def test_the_shell_program_keeps_an_extension_as_it_is_dialled(tell: Tell, rows: Rows) -> None:
    assert tell("notificar", "0116", "37999912222").returncode == 0

    assert [row["ramal"] for row in rows("SELECT ramal FROM ligacao")] == ["0116"]


def test_nobody_else_opens_where_the_shell_program_keeps_its_token(tell: Tell, folder: Path) -> None:
    tell("notificar", "111", "37999912222")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [(kept.name, stat.S_IMODE(kept.stat().st_mode)) for kept in folder.iterdir()] == [("token", 0o600)]


@pytest.mark.parametrize("trap", ["open", "link", "file"])
def test_the_shell_program_uses_no_folder_that_was_laid_out_for_it(
    tell: Tell, folder: Path, tmp_path: Path, rows: Rows, trap: str
) -> None:
    somewhere = tmp_path / "elsewhere"
    somewhere.mkdir(mode=0o700)
    if trap == "open":
        folder.mkdir()
        folder.chmod(0o755)
    elif trap == "link":
        folder.symlink_to(somewhere)
    else:
        folder.write_text("", encoding="utf-8")

    said = tell("notificar", "111", "37999912222")

    assert said.returncode == 1
    assert f"{folder} não é uma pasta que só o usuário" in said.stderr
    assert not (somewhere / "token").exists()
    assert rows("SELECT id_ligacao FROM ligacao") == []
