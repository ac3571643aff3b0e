"""Two authorities that the office trusts, and items that wait for a stamp."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from evidence.items.models import EvidenceItem
from evidence.items.services import Origin, receive_file
from evidence.timestamps.models import Stamp
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.tampering import backdate
from tests.evidence.timestamps.authority import Authority, Service, served


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> list[Authority]:
    folder = tmp_path_factory.mktemp("authorities")
    return [Authority(folder / "first", name="甲时间戳"), Authority(folder / "second", name="乙时间戳")]


@pytest.fixture
def services(authorities: list[Authority], settings: Any, tmp_path: Path) -> Iterator[list[Service]]:
    """Both are asked in turn and both are trusted."""
    roots = tmp_path / "roots"
    roots.mkdir()
    for number, one in enumerate(authorities):
        shutil.copy(one.root_file, roots / f"{number}.pem")
    with served(authorities) as running:
        settings.TSA_URLS = [one.url for one in running]
        settings.TSA_CA_FILE = str(roots)
        yield running


@pytest.fixture
def bring(wen: User, matter: Matter) -> Callable[..., EvidenceItem]:
    """A file of this content is received, some time ago."""

    def brought(content: bytes, *, name: str = "聊天记录.txt", into: Matter | None = None) -> EvidenceItem:
        stream = BytesIO(content)
        item = receive_file(wen, matter=into or matter, stream=stream, name=name, origin=Origin()).item
        long_ago = timezone.now() - timedelta(minutes=5)
        backdate(item, long_ago)
        return item

    return brought


def stamp_of(item: EvidenceItem) -> Stamp:
    return Stamp.objects.get(members__item=item)
