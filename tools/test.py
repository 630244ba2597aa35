"""Run everything that must hold, and say plainly what ran, how long it took, how it ended, and what could not run."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.chromium import VARIABLE as CHROMIUM
from tools.chromium import chromium
from tools.debian import Missing
from tools.postgres import VARIABLE, end_cleanly, follow, prepare, server
from tools.sip import programs

BIN = Path(sys.executable).parent
COMPAT = Path(__file__).resolve().parent.parent / ".venv" / "compat"
"""Where the two runs of pytest say what they proved; tools/docs.py reads it."""
CALLS = "tests/browser/test_sip.py"

COMMANDS = {
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "types": ["mypy"],
    "floors": ["lint-imports", "--no-logo"],
    "sqlite": ["pytest", "-n", "2", "--db", "sqlite", "--ignore", "tests/browser"],
    "postgres": ["pytest", "-n", "2", "--db", "postgres", "--ignore", "tests/browser"],
    "browser": ["pytest", "-n", "2", "--db", "sqlite", "tests/browser", "--ignore", CALLS],
    "sip": ["pytest", "-n", "2", "--db", "sqlite", CALLS],
}
NEEDS: dict[str, Callable[[], object]] = {"postgres": prepare, "browser": chromium, "sip": programs}
"""What a step cannot do without; where it is missing, it is installed while the steps before are running."""


@dataclass
class Result:
    """How one step ended, with the tests it counted."""

    step: str
    ended: str = "interrupted"
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def tests(self) -> str:
        counted = [f"{number} {word}" for word in ("passed", "failed", "skipped") if (number := getattr(self, word))]
        return ", ".join(counted)


def run(result: Result, reports: Path, needed: Mapping[str, Future[object]]) -> None:
    """Run one step, once what it needs is there, and note how it ended."""
    step = result.step
    print(f"\n== {step}: {' '.join(COMMANDS[step])}", flush=True)
    began = time.monotonic()
    try:
        if step in needed:
            needed[step].result()
        code = run_command(step, reports)
    except Missing as why:
        print(why, file=sys.stderr)
        result.ended = f"could not run: no {why.name}"
    else:
        count(result, reports / f"{step}.xml")
        if code:
            result.ended = f"FAILED (exit {code})"
        elif COMMANDS[step][0] == "pytest" and not result.passed:
            result.ended = "FAILED (no test passed)"
        else:
            result.ended = "ok"
    result.seconds = time.monotonic() - began


def run_command(step: str, reports: Path) -> int:
    program, *options = COMMANDS[step]
    command = [str(BIN / program), *options]
    if program == "pytest":
        command += [f"--junit-xml={reports / step}.xml", f"--compat={COMPAT / step}.json"]
    if step in {"browser", "sip"}:
        return follow(command, {CHROMIUM: chromium()})
    if step != "postgres":
        return follow(command)
    with server() as url:
        return follow(command, {VARIABLE: url})


def count(result: Result, report: Path) -> None:
    """Add up what pytest reported, if it came so far."""
    with contextlib.suppress(FileNotFoundError, ET.ParseError):
        for suite in ET.parse(report).iter("testsuite"):
            tests, failures, errors, skipped = (
                int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
            )
            result.failed += failures + errors
            result.skipped += skipped
            result.passed += tests - failures - errors - skipped


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the checks and the tests; without arguments, all of them.")
    parser.add_argument("steps", nargs="*", metavar="step", help=f"run only these: {', '.join(COMMANDS)}")
    steps = parser.parse_args().steps
    if unknown := set(steps) - set(COMMANDS):
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_cleanly)

    results = [Result(step) for step in COMMANDS if step in steps or not steps]
    installing = ThreadPoolExecutor(1)
    with (
        tempfile.TemporaryDirectory(prefix="plantao-tests-") as reports,
        contextlib.suppress(KeyboardInterrupt, SystemExit),
    ):
        needed = {one.step: installing.submit(NEEDS[one.step]) for one in results if one.step in NEEDS}
        for result in results:
            run(result, Path(reports), needed)
    installing.shutdown(cancel_futures=True)

    print(f"\n{'step':10} {'seconds':>7}  result")
    for result in results:
        print(f"{result.step:10} {result.seconds:7.1f}  {result.ended}{f' ({result.tests})' if result.tests else ''}")
    # A step that broke without a failed test counts as one, so that the last line never hides it.
    passed = sum(result.passed for result in results)
    failed = sum(max(result.failed, result.ended != "ok") for result in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
