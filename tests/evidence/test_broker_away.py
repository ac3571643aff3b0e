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

BY_LINK = """
from tests.factories.cases import ContactFactory
from tests.factories.links import link_of
from django.core.files.uploadedfile import SimpleUploadedFile
link = link_of(User.objects.get(username="wen"), ContactFactory(matter=Matter.objects.get()))
browser = Browser(SERVER_NAME="localhost")
answers = [browser.get(f"/u/{'w' * 43}/"), browser.post(f"/u/{link.secret}/agree/")]
answers.append(browser.post(f"/u/{link.secret}/backups/", {"file": SimpleUploadedFile("sms.xml", b"<smses/>")}))
print(json.dumps([[answer.status_code for answer in answers], EvidenceItem.objects.count()]))
"""


def test_a_file_is_kept_and_waits(own_office: Office) -> None:
    done = own_office.told(UPLOAD, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert done == [True, "waiting"]


def test_a_link_opens_and_takes_files(own_office: Office) -> None:
    away = {
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
    }
    done = own_office.told(BY_LINK, **away)
    assert done == [[404, 302, 302], 1]
