"""The broker is away: what was brought in is kept all the same, and the person is told so."""

from tests.evidence.conftest import Office
from tests.servers import free_port

UPLOAD = """
from django.core.files.uploadedfile import SimpleUploadedFile
browser = Browser(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username="wen"), backend="lawyers.people.backends.ActivePersonBackend")
place = f"/incidents/cases/{Matter.objects.get().case.code}/evidence/upload/"
answer = browser.post(place, {"file": SimpleUploadedFile("sms.xml", b"<smses/>")}, headers={"X-Upload": "1"})
print(json.dumps([answer.json()["files"][0]["is_kept"], EvidenceItem.objects.get().reading]))
"""


def test_a_file_is_kept_and_waits(own_office: Office) -> None:
    done = own_office.told(UPLOAD, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert done == [True, "waiting"]
