"""Items brought in by Wen, and prepared as a worker does it."""

from collections.abc import Callable
from io import BytesIO

import pytest

from evidence.derivatives.services import prepare_item
from evidence.items.models import EvidenceItem
from evidence.items.services import Origin, receive_file
from lawyers.matters.models import Matter
from lawyers.people.models import User

Bring = Callable[..., EvidenceItem]


@pytest.fixture
def bring(wen: User, matter: Matter) -> Bring:
    """Takes a file in; `prepares` makes its copies at once."""

    def brought(content: bytes, name: str = "x", *, prepares: bool = True) -> EvidenceItem:
        item = receive_file(wen, matter=matter, stream=BytesIO(content), name=name, origin=Origin()).item
        if prepares:
            prepare_item(item.pk)
        return item

    return brought
