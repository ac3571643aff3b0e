"""Every check and test, in order; stops at the first that fails.

`python -m tests.run` runs all; `python -m tests.run ruff mypy` only the named steps; arguments after -- go to pytest.
With REQUIRE_ALL=1 what this machine cannot run is a failure instead of a sentence at the end.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import certifi

from tests import servers

TOP = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

left_out: list[str] = []
pytest_arguments: list[str] = []


class Failed(Exception):
    """A step failed; its output is on the screen."""


def leave_out(what: str, why: str) -> None:
    """Note what cannot run here; a failure when everything is required."""
    left_out.append(f"{what}: {why}")
    if REQUIRE_ALL:
        raise Failed(f"{what} must run, but {why}.")


def tool(name: str, *arguments: str, **environment: str) -> None:
    """Run a program of the virtual environment; Failed when it does not end with 0."""
    command = [str(BIN / name), *arguments]
    if subprocess.run(command, cwd=TOP, env=os.environ | environment).returncode:
        raise Failed(f"{name} {' '.join(arguments[:3])}")


def manage(*arguments: str, **environment: str) -> None:
    tool("python", "-W", "ignore", "manage.py", *arguments, **environment)


def ruff() -> None:
    tool("ruff", "check", "--quiet", ".")
    tool("ruff", "format", "--quiet", "--check", ".")


def djade() -> None:
    templates = [str(p) for folder in ("templates",) for p in (TOP / folder).rglob("*.html")]
    tool("djade", "--check", "--target-version", "5.2", *templates)


def layers() -> None:
    tool("lint-imports", "--no-cache")


def mypy() -> None:
    tool("mypy", "caseapp", "evidence", "lawyers")


def django() -> None:
    manage("check", "--fail-level", "WARNING")
    manage("makemigrations", "--check", "--dry-run", "--verbosity", "0")


def deploy() -> None:
    """The checks for an organisation's server, in such a setting."""
    manage(
        "check", "--deploy", "--fail-level", "WARNING",
        DATABASE_URL="postgres://office@127.0.0.1/office", REDIS_URL="redis://127.0.0.1/0", ALLOWED_HOSTS="cases.example.org",
        SECRET_KEY="for-checking-only:0123456789abcdefghijklmnopqrstuvwxyz", FIELD_KEYS="for-checking-only-" * 3, HTTPS="1",
        TSA_URLS="https://tsa.example.org/", TSA_CA_FILE=certifi.where(),
    )  # fmt: skip


def messages() -> None:
    """The Chinese catalogue holds every message, translated and not fuzzy."""
    if shutil.which("xgettext") is None:
        return leave_out("the catalogue check", "xgettext is missing (Debian: gettext)")
    return tool("python", "-m", "tests.catalogue")


def sqlite() -> None:
    chromium = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    if chromium is None:
        leave_out("browser tests", "no Chromium is installed")
    if shutil.which("clamd") is None:
        leave_out("tests with a virus scanner", "clamd is not installed (Debian: clamav-daemon)")
    wanted = [] if chromium else ["-m", "not browser"]
    tool(
        "python", "-m", "pytest", *wanted, *pytest_arguments, CHROMIUM=chromium or "", **_redis_environment()
    )


def postgres() -> None:
    if not os.environ.get("TEST_DATABASE_URL"):
        return leave_out("the tests on PostgreSQL", "its binaries are not installed")
    return tool(
        "python",
        "-m",
        "pytest",
        "-m",
        "not browser",
        *pytest_arguments,
        DATABASE_URL=os.environ["TEST_DATABASE_URL"],
        **_redis_environment(),
    )


def _redis_environment() -> dict[str, str]:
    return {"TEST_REDIS_URL": os.environ.get("TEST_REDIS_URL", "")}


STEPS: dict[str, Callable[[], None]] = {
    "ruff": ruff, "djade": djade, "layers": layers, "mypy": mypy, "django": django, "deploy": deploy, "messages": messages,
    "sqlite": sqlite, "postgres": postgres,
}  # fmt: skip


def start_servers(stack: ExitStack, wanted: list[str]) -> None:
    """Private servers for the test steps, as far as their binaries are there."""
    if not {"sqlite", "postgres"} & set(wanted):
        return
    starts = [("TEST_REDIS_URL", servers.redis, "Redis")]
    if "postgres" in wanted:
        starts.append(("TEST_DATABASE_URL", servers.postgres, "PostgreSQL"))
    for name, server, what in starts:
        try:
            url = stack.enter_context(server())
        except FileNotFoundError:
            leave_out(f"tests that need {what}", "its binaries are not installed")
            continue
        if name == "TEST_DATABASE_URL":
            os.environ["TEST_DATABASE_URL_FOR_STEP"] = url
        else:
            os.environ[name] = url


def run(wanted: list[str]) -> None:
    with ExitStack() as stack:
        start_servers(stack, wanted)
        url = os.environ.pop("TEST_DATABASE_URL_FOR_STEP", "")
        for name in wanted:
            print(f"\n== {name}", flush=True)
            started = time.monotonic()
            os.environ.pop("TEST_DATABASE_URL", None)
            if name == "postgres" and url:
                os.environ["TEST_DATABASE_URL"] = url
            STEPS[name]()
            print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if "--" in arguments:
        cut = arguments.index("--")
        arguments, pytest_arguments[:] = arguments[:cut], arguments[cut + 1 :]
    if unknown := [name for name in arguments if name not in STEPS]:
        print(f"Unknown: {', '.join(unknown)}. The steps are {', '.join(STEPS)}.")
        return 2
    try:
        run(arguments or list(STEPS))
    except Failed as failure:
        print(f"\nFailed: {failure}", flush=True)
        return 1
    for line in left_out:
        print(f"Not run here: {line}")
    print(f"\n{len(arguments or STEPS)} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
