"""A real telephone exchange: Kamailio, as docs/usuario/pbx/kamailio.md sets it up; SIPp plays the telephones."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from tests.browser.serving import SECONDS
from tools.docs import ROOT
from tools.postgres import end_with_parent
from tools.serverproc import LOOPBACK
from tools.sip import Programs

GUIDE = ROOT / "docs" / "usuario" / "pbx"
HERE = Path(__file__).parent / "sip"
RAMAL = 111
SMALL = ("-m", "16", "-M", "4")
"""Megabytes, shared and of each process."""
DEFINED = re.compile(r'(#!substdef "!(\w+)!)[^!]*(!g")')
PING = (
    "OPTIONS sip:{to} SIP/2.0\r\nVia: SIP/2.0/UDP {me};branch=z9hG4bKping\r\nFrom: <sip:{me}>;tag=1\r\n"
    "To: <sip:{to}>\r\nCall-ID: ping\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\nContent-Length: 0\r\n\r\n"
)
PAUSE = 0.1


class Central:
    """The exchange; whatever is called is one telephone."""

    def __init__(self, programs: Programs, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._log = folder / "kamailio.log"
        self._ending = ExitStack()
        self._port, self._ramal = free_port(), free_port()

    def start(self, url: str, seconds: int = int(SECONDS)) -> None:
        """Tell `url` what rings, waiting so long for its answer; return when calls are taken."""
        for file in (HERE / "kamailio.cfg", GUIDE / "kamailio-plantao.cfg"):
            shutil.copy(file, self._folder)
        (self._folder / "plantao-acesso.cfg").write_text(as_in_the_guide(url), encoding="utf-8")
        here = str(self._folder)
        where = ["-f", f"{here}/kamailio.cfg", "-Y", here, "-l", f"udp:{LOOPBACK}:{self._port}"]
        defined = ["-A", f"PORTA_RAMAL={self._ramal}", "-A", f"PLANTAO_SEGUNDOS={seconds}"]
        exchange = self._launch([self._programs.kamailio, "-DD", "-E", *SMALL, *where, *defined], self._log)
        end = time.monotonic() + SECONDS
        while not self._answers():
            assert exchange.poll() is None, self.said()
            assert time.monotonic() < end, self.said()

    def call(self, caller: str, *, how: str = "desiste", called: str = "toca") -> Chamada:
        """Somebody calls the extension; the scenarios of both sides are files beside the exchange's."""
        telephone = self._sipp(called, self._ramal)
        with socket.create_server((LOOPBACK, 0)) as waiting:
            waiting.settimeout(SECONDS)
            told = f"{LOOPBACK}:{waiting.getsockname()[1]}"
            who = [f"{LOOPBACK}:{self._port}", "-s", str(RAMAL), "-key", "telefone", caller, "-3pcc", told]
            calling = self._sipp(how, free_port(), *who)
            line, _ = waiting.accept()
        self._ending.callback(line.close)
        line.settimeout(SECONDS)
        return Chamada(calling, telephone, line, self)

    def said(self) -> str:
        """What the exchange wrote, and what the telephones complained of."""
        files = [self._log, *self._folder.glob("*.err")]
        return "\n".join(file.read_text(errors="replace") for file in files)

    def stop(self) -> None:
        """End everything at once."""
        self._ending.close()

    def _answers(self) -> bool:
        with socket.socket(type=socket.SOCK_DGRAM) as asking:
            asking.settimeout(PAUSE)
            asking.bind((LOOPBACK, 0))
            me, to = f"{LOOPBACK}:{asking.getsockname()[1]}", f"{LOOPBACK}:{self._port}"
            asking.sendto(PING.format(me=me, to=to).encode(), (LOOPBACK, self._port))
            try:
                return asking.recv(4096).startswith(b"SIP/2.0 200")
            except TimeoutError:
                return False

    def _sipp(self, scenario: str, port: int, *options: str) -> subprocess.Popen[bytes]:
        """A telephone for one call. What is sent to it before it listens is sent again: SIP does so."""
        where = ["-i", LOOPBACK, "-p", str(port), "-sf", str(HERE / f"{scenario}.xml")]
        name = self._folder / f"{scenario}-{port}"
        once = ["-m", "1", "-nostdin", "-timeout", str(int(SECONDS)), "-timeout_error"]
        command = [self._programs.sipp, *options, *where, *once, "-trace_err", "-error_file", f"{name}.err"]
        return self._launch(command, name.with_suffix(".screen"))

    def _launch(self, command: list[str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )
        self._ending.callback(kill, process)
        return process


class Chamada:
    """A call, from the first INVITE to the last answer."""

    def __init__(
        self,
        calling: subprocess.Popen[bytes],
        called: subprocess.Popen[bytes],
        line: socket.socket,
        central: Central,
    ) -> None:
        self._both = (calling, called)
        self._line = line
        self._central = central

    def hang_up(self) -> None:
        """Let who calls put the telephone down, and both sides agree that it is over."""
        self._line.sendall(self._line.recv(4096))
        self.ends()

    def ends(self) -> None:
        """Wait until both sides have seen what their scenarios foresee, and nothing else."""
        assert [process.wait(SECONDS) for process in self._both] == [0, 0], self._central.said()


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and its children outright, if it has not ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def as_in_the_guide(url: str) -> str:
    """What the guide tells to define, with the demonstration's own address and credentials."""
    values = {
        "PLANTAO_URL": url,
        "PLANTAO_CLIENT_ID": "3",
        "PLANTAO_CLIENT_SECRET": SEGREDOS[3],
        "PLANTAO_USUARIO": USUARIO,
        "PLANTAO_SENHA": SENHA,
    }
    shown = DEFINED.finditer((GUIDE / "kamailio.md").read_text(encoding="utf-8"))
    return "\n".join(f"{found[1]}{values.pop(found[2])}{found[3]}" for found in shown)


def free_port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
