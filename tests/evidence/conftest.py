"""An office of its own in a folder: real processes work on it, which may be limited or killed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).resolve().parents[2]
OPENING = """
import json, os, resource, signal, sys
import django
django.setup()
from django.conf import settings
from django.test import Client as Browser
from evidence.items.models import EvidenceItem
from lawyers.matters.models import Matter
from lawyers.people.models import User
"""
FURNISHING = """
from tests.factories.cases import CaseFactory
from tests.factories.lawyers import AssignmentFactory
matter = CaseFactory(matter__number="YL2026-0001").matter
AssignmentFactory(matter=matter, user__username="wen", user__organisation=matter.organisation)
"""
ASKING = """
print(json.dumps([[one.name, one.vault_name, one.sha256, one.size] for one in EvidenceItem.objects.order_by("number")]))
"""


@dataclass(frozen=True)
class Office:
    """Database, vault and incoming folder on disk, used only by the processes that a test starts."""

    folder: Path

    def run(self, script: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run the script in a process of its own, in this office."""
        given = {name: os.environ[name] for name in ("PATH", "SECRET_KEY", "FIELD_KEYS")}
        given |= {
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "caseapp.settings",
            "PYTHONPATH": str(TOP),
        } | environment
        line = [sys.executable, "-W", "ignore", "-c", OPENING + script, *arguments]
        return subprocess.run(line, cwd=TOP, env=given, capture_output=True, text=True)

    def told(self, script: str, *arguments: str, **environment: str) -> Any:
        """What the script prints as JSON; it must end well."""
        done = self.run(script, *arguments, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def items(self) -> list[list[Any]]:
        """Name, place in the vault, SHA-256 and size of each item."""
        found: list[list[Any]] = self.told(ASKING)
        return found

    def vault(self) -> dict[str, Path]:
        return self._files("vault")

    def incoming(self) -> dict[str, Path]:
        return self._files("incoming")

    def _files(self, name: str) -> dict[str, Path]:
        top = self.folder / name
        return {str(path.relative_to(top)): path for path in top.rglob("*") if path.is_file()}


def furnished(folder: Path) -> Office:
    """An office with its tables, one case and its caseworker."""
    office = Office(folder)
    done = office.run(
        "from django.core.management import call_command; call_command('migrate', verbosity=0)" + FURNISHING
    )
    assert done.returncode == 0, done.stderr
    return office


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("furnished")).folder


@pytest.fixture(scope="session")
def furnish(_furnished: Path) -> Callable[[Path], Office]:
    """Makes another such office in a folder."""
    return lambda folder: Office(Path(shutil.copytree(_furnished, folder / "office")))


@pytest.fixture
def own_office(furnish: Callable[[Path], Office], tmp_path: Path) -> Office:
    return furnish(tmp_path)
