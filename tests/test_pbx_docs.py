"""What docs/usuario/pbx tells a telephone exchange to send is understood, and its programs say it."""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plantao.acesso.rules import guardar_senha
from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from plantao.kit.settings import Settings
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


@pytest.mark.parametrize("newline", ["\u2028", "\x85", "\x0b"])
def test_ami_takes_no_fields_from_the_name_of_who_calls(newline: str) -> None:
    name = newline.join(["Mau", "CallerIDNum: 11988887777", "DestChannel: PJSIP/112-1"])
    assert told(COMECA.format(quem="37999912222").replace("<unknown>", name)) == [("notificar", CORPO)]


class Empty(Exception):
    """Nothing more to deliver."""


def delivered(plantao: Any, *waiting: tuple[float, str]) -> None:
    """Deliver what waited so many seconds, until there is nothing more."""
    notices = [(time.monotonic() - age, verb, CORPO) for age, verb in reversed(waiting)]

    def get() -> Any:
        if not notices:
            raise Empty
        return notices.pop()

    with pytest.raises(Empty):
        ami().entregar(plantao, SimpleNamespace(get=get))


@pytest.mark.parametrize(
    "answer",
    [
        b"rubbish\r\n\r\n",
        b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"',
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        b"",
    ],
)
def test_ami_goes_on_after_any_answer(answer: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((LOOPBACK, 0)) as wrong:
        wrong.settimeout(SECONDS)

        def answers() -> None:
            for _ in range(2):
                line, _ = wrong.accept()
                with line:
                    line.recv(65536)
                    line.sendall(answer)

        thread = threading.Thread(target=answers)
        thread.start()
        delivered(ami().Plantao(f"http://{LOOPBACK}:{wrong.getsockname()[1]}", {}), (0, "notificar"), (0, "cancelar"))
        thread.join()

    assert [line.split(" ", 1)[0] for line in capsys.readouterr().err.splitlines()] == ["notificar", "cancelar"]


def test_ami_announces_no_call_of_long_ago() -> None:
    sent: list[str] = []

    def avisar(verb: str, body: Any) -> Any:
        sent.append(verb)
        return {"msg": "", "errors": []}

    waiting = [(60, "notificar"), (60, "cancelar"), (900, "cancelar"), (2, "notificar")]
    delivered(SimpleNamespace(avisar=avisar), *waiting)

    assert sent == ["cancelar", "notificar"]


def test_ami_withdraws_what_rang_when_the_exchange_died() -> None:
    notices: queue.Queue[Any] = queue.Queue()
    with socket.create_server((LOOPBACK, 0)) as asterisk:
        asterisk.settimeout(SECONDS)

        def rings_and_dies() -> None:
            line, _ = asterisk.accept()
            with line:
                line.recv(4096)
                line.sendall(COMECA.format(quem="37999912222").replace("\n", "\r\n").encode() + b"\r\n")

        thread = threading.Thread(target=rings_and_dies)
        thread.start()
        ami().ouvir(LOOPBACK, asterisk.getsockname()[1], "plantao", "segredo", notices)
        thread.join()

    assert [notices.get_nowait()[1:] for _ in range(2)] == [("notificar", CORPO), ("cancelar", CORPO)]
    assert notices.empty()


def test_ami_says_that_its_password_is_wrong() -> None:
    with socket.create_server((LOOPBACK, 0)) as asterisk:
        asterisk.settimeout(SECONDS)

        def refuses() -> None:
            line, _ = asterisk.accept()
            with line:
                line.recv(4096)
                line.sendall(
                    b"Asterisk Call Manager/5.0.5\r\nResponse: Error\r\nMessage: Authentication failed\r\n\r\n"
                )

        thread = threading.Thread(target=refuses)
        thread.start()
        with pytest.raises(OSError, match="O AMI recusou a entrada: Authentication failed"):
            ami().ouvir(LOOPBACK, asterisk.getsockname()[1], "plantao", "errada", queue.Queue())
        thread.join()


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
                told = [program.stdout.readline() for _ in range(3)]
                too_long.cancel()
                program.kill()

    assert told == [
        "AMI: conectado\n",
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

    def run(*said: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(PBX / "plantao-pbx.sh"), *said]
        return subprocess.run(command, check=False, env=env | more, timeout=30, capture_output=True, text=True)

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


def test_the_secrets_of_the_shell_program_are_nobodys_to_read(
    tell: Tell, folder: Path, tmp_path: Path, settings: Settings, prepared: Any, rows: Rows
) -> None:
    """What stands after a program's name is seen by whoever may list processes; a secret may have any sign in it."""
    senha = """a"b\\c d'é&=%+$HOME`"""
    known = {"senha": guardar_senha(senha), "email": USUARIO}
    prepared.copies.execute(settings, "UPDATE usuario SET senha = :senha WHERE email = :email", known)
    with (tmp_path / "conf").open("a", encoding="utf-8") as conf:
        conf.write(f"SENHA={shlex.quote(senha)}\n")
    curl, seen = tmp_path / "curl", tmp_path / "seen"
    curl.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {seen}\nexec {shutil.which("curl")} "$@"\n', encoding="utf-8")
    curl.chmod(0o755)

    assert tell("notificar", "111", "37999912222", PATH=f"{tmp_path}:{os.environ['PATH']}").returncode == 0

    assert len(rows("SELECT 1 FROM ligacao")) == 1
    arguments = seen.read_text(encoding="utf-8")
    token = (folder / "token").read_text(encoding="utf-8").strip()
    assert "grant_type=password" in arguments
    assert all(secret not in arguments for secret in (senha, SEGREDOS[3], token))


def test_the_shell_program_says_why_it_failed(tell: Tell) -> None:
    assert tell("notificar", "111", "37999912222").stderr == ""

    for said, why in [
        (("notificar", "111", "3" * 40), "O campo telefone"),
        (("notifica", "111", "37999912222"), " 404\n"),
    ]:
        told = tell(*said)
        assert told.returncode == 1
        assert told.stderr.startswith("plantao-pbx: {")
        assert why in told.stderr


def test_the_shell_program_uses_no_session_that_is_not_its_own(
    tell: Tell, folder: Path, tmp_path: Path, rows: Rows
) -> None:
    session = tmp_path / "session"
    assert tell("notificar", "111", "37999912222", XDG_RUNTIME_DIR=str(session)).returncode == 0
    assert (folder / "token").exists()

    session.mkdir()
    assert tell("cancelar", "111", "37999912222", XDG_RUNTIME_DIR=str(session)).returncode == 0
    assert (session / folder.name / "token").exists()
    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["cancelada"]


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
