"""A process that is killed while it keeps what came through a link takes none of the link's room."""

import signal

import pytest

from tests.evidence.conftest import Office

LINK = """
from io import BytesIO
from caseapp.uploads import services
from evidence.items.services import receiving
from evidence.links.models import UploadLink
from tests.factories.cases import ContactFactory
from tests.factories.links import link_of

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

def told():
    link = UploadLink.objects.get()
    print(json.dumps([link.file_count, link.byte_count, EvidenceItem.objects.count()]))
"""
MADE = (
    LINK
    + """
link_of(User.objects.get(username="wen"), ContactFactory(matter=Matter.objects.get()))
told()
"""
)
KILLED = (
    LINK
    + """
setattr(receiving, sys.argv[1], die)
services.take_in(UploadLink.objects.get(), stream=BytesIO(b"proof"), name="proof", reference="ABCD-2346")
"""
)
TWICE = (
    LINK
    + """
for _ in range(2):
    services.take_in(UploadLink.objects.get(), stream=BytesIO(b"proof"), name="proof", reference="ABCD-2346")
told()
"""
)


@pytest.mark.parametrize("step", ["_keep", "record_custody", "enqueue"])
def test_killed_at_a_step(step: str, own_office: Office) -> None:
    assert own_office.told(MADE) == [0, 0, 0]
    assert own_office.run(KILLED, step).returncode == -signal.SIGKILL
    assert own_office.told(LINK + "told()") == [0, 0, 0]
    # The same bytes again take no room again.
    assert own_office.told(TWICE) == [1, 5, 1]
