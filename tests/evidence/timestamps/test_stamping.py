"""From a received file to a stamp: with real answers of openssl over HTTP, on its good days and its bad ones."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import algos, tsp
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.timestamps import services as stamping
from evidence.timestamps import tsa
from evidence.timestamps.models import HELD_FOR, TRIES_BEFORE_FAILED, Stamp, StampedItem
from evidence.timestamps.rules import read_answer, request_for
from evidence.timestamps.tsa import asking
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.tampering import backdate, unguarded
from tests.evidence.timestamps.authority import (
    Authority,
    Behaviour,
    Service,
    answering,
    breaking_off,
    dripping,
    hanging,
    refusing,
)
from tests.evidence.timestamps.conftest import stamp_of
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)
Bring = Callable[..., EvidenceItem]


def test_one_file_is_stamped_by_its_own_digest(bring: Bring, services: list[Service]) -> None:
    item = bring(b"proof")
    assert stamping.stamp_waiting() == 1
    stamp = stamp_of(item)
    assert (stamp.state, stamp.is_trusted, stamp.is_demo) == ("stamped", True, False)
    assert (stamp.digest, stamp.manifest) == (item.sha256, None)
    assert (stamp.tsa, stamp.tsa_name, stamp.policy) == (services[0].url, "甲时间戳", "1.2.3.4.1")
    assert bytes(stamp.request) == services[0].seen[0]
    assert abs(stamp.stamped_at - timezone.now()) < timedelta(minutes=1)
    assert stamp.chain.count("BEGIN CERTIFICATE") == 3
    assert stamping.verify_stamp(stamp) == []
    (event,) = CustodyEvent.objects.filter(item=item, kind="stamped")
    assert event.particulars == {
        "stamp": str(stamp.code), "digest": item.sha256, "serial": stamp.serial, "time": stamp.stamped_at.isoformat(),
        "tsa": stamp.tsa, "trusted": True,
    }  # fmt: skip
    assert Event.objects.filter(name="stamp.got", matter_number=item.matter.number).count() == 1
    assert stamping.stamp_waiting() == 0
    assert services[0].asked == 1


def test_three_hundred_files_take_one_token(bring: Bring, services: list[Service], matter: Matter) -> None:
    items = [bring(f"proof {n}".encode(), name="妈妈的短信.xml") for n in range(300)]
    assert stamping.stamp_waiting() == 1
    stamp = Stamp.objects.get()
    assert (stamp.state, services[0].asked, stamp.members.count()) == ("stamped", 1, 300)
    lines = bytes(stamp.manifest).decode().splitlines()
    assert lines == sorted(f"{item.sha256}  {matter.number}-{item.number:04d}" for item in items)
    assert CustodyEvent.objects.filter(kind="stamped").count() == 300
    assert stamping.verify_stamp(stamp) == []


def test_each_matter_has_a_list_of_its_own(
    bring: Bring, services: list[Service], matter: Matter, other_matter: Matter
) -> None:
    """The list goes out with every file on it: other people's files are not on it."""
    for n in range(2):
        for place in (matter, other_matter):
            bring(f"proof {n}".encode(), into=place)
    assert stamping.stamp_waiting() == 2
    assert [stamp.members.count() for stamp in Stamp.objects.all()] == [2, 2]
    assert all(m.stamp.matter_id == m.item.matter_id for m in StampedItem.objects.all())


def test_what_still_arrives_is_waited_for_but_not_for_ever(bring: Bring, services: list[Service]) -> None:
    first, second = bring(b"first"), bring(b"second")
    now = timezone.now()
    backdate(first, now - timedelta(seconds=20))
    backdate(second, now)
    assert (stamping.stamp_waiting(), Stamp.objects.count()) == (0, 0)
    backdate(first, now - timedelta(minutes=3))
    assert stamping.stamp_waiting() == 1
    assert stamp_of(first) == stamp_of(second)


def sm2_signed(authority: Authority) -> Callable[[bytes], bytes]:
    """The answer as an authority with SM2 and SM3 would give it (GM/T 0006: 1.2.156.10197.1.501)."""

    def reply(request: bytes) -> bytes:
        parsed = tsp.TimeStampResp.load(authority.reply(request))
        (signer,) = parsed["time_stamp_token"]["content"]["signer_infos"]
        signer["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "1.2.156.10197.1.501"})
        return bytes(parsed.dump(force=True))

    return reply


def with_another(part: str, authority: Authority) -> Callable[[bytes], bytes]:
    """A true answer, but to another question."""

    def reply(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        digest = asked["message_imprint"]["hashed_message"].native if part == "nonce" else b"\x07" * 32
        return authority.reply(request_for(digest, 5 if part == "nonce" else asked["nonce"].native))

    return reply


def flipped(authority: Authority) -> Callable[[bytes], bytes]:
    """One bit of the signature is another."""
    return lambda request: (
        bytes((answer := bytearray(authority.reply(request)))[:-1]) + bytes([answer[-1] ^ 1])
    )


def rejecting(authority: Authority) -> Callable[[bytes], bytes]:
    """What openssl answers to a digest that it does not accept."""

    def reply(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["message_imprint"]["hash_algorithm"]["algorithm"] = "sha512"
        asked["message_imprint"]["hashed_message"] = b"\x01" * 64
        return authority.reply(asked.dump(force=True))

    return reply


@pytest.fixture
def bad_day(
    request: pytest.FixtureRequest, authorities: list[Authority], tmp_path_factory: pytest.TempPathFactory
) -> Behaviour:
    first = authorities[0]
    stranger = tmp_path_factory.mktemp("strangers") / "one"
    days: dict[str, Callable[[], Behaviour]] = {
        "hanging": lambda: hanging, "dripping": lambda: dripping, "broken_off": lambda: breaking_off,
        "error_500": lambda: refusing(500), "not_authorized": lambda: refusing(401),
        "redirect": lambda: refusing(302, Location="http://127.0.0.1:1/"),
        "garbage": lambda: answering(lambda request: b"<html>Welcome to the hotel's wireless network</html>"),
        "empty": lambda: answering(lambda request: b""),
        "endless": lambda: answering(lambda request: b"0" * 3_000_000),
        "cut": lambda: answering(lambda request: first.reply(request)[:-40]),
        "rejection": lambda: answering(rejecting(first)),
        "wrong_nonce": lambda: answering(with_another("nonce", first)),
        "wrong_imprint": lambda: answering(with_another("imprint", first)),
        "flipped": lambda: answering(flipped(first)),
        "stranger": lambda: answering(Authority(stranger).reply),
    }  # fmt: skip
    return days[request.param]()


@pytest.mark.parametrize(
    ("bad_day", "code"),
    [
        ("hanging", "silent"), ("dripping", "silent"), ("broken_off", "not_an_answer"), ("error_500", "http_status"),
        ("not_authorized", "http_status"), ("redirect", "http_status"), ("garbage", "not_an_answer"), ("empty", "not_an_answer"),
        ("endless", "not_an_answer"), ("cut", "not_an_answer"), ("rejection", "refused"), ("wrong_nonce", "wrong_nonce"),
        ("wrong_imprint", "wrong_imprint"), ("flipped", "not_valid"), ("stranger", "not_valid"),
    ],
    indirect=["bad_day"],
)  # fmt: skip
def test_a_bad_answer_is_never_kept_and_the_second_service_is_asked(
    bad_day: Behaviour, code: str, bring: Bring, services: list[Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SILENCE_SECONDS", 0.4)
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 0.8)
    item = bring(b"proof")
    for one in services:
        one.behave = bad_day
    stamping.stamp_now(item.matter)
    stamp = stamp_of(item)
    assert (stamp.state, stamp.failure, stamp.tries, stamp.response) == ("pending", code, 1, None)
    assert (stamp.tsa, stamp.held_since, [one.asked for one in services]) == (services[1].url, None, [1, 1])
    assert timedelta(seconds=50) < stamp.next_try_at - timezone.now() < timedelta(seconds=61)
    services[1].behave = answering(services[1].authority.reply)
    Stamp.objects.update(next_try_at=timezone.now())
    stamping.stamp_now(item.matter)
    stamp = stamp_of(item)
    assert (stamp.state, stamp.tsa_name, stamp.failure) == ("stamped", "乙时间戳", "")
    assert stamping.verify_stamp(stamp) == []


def test_a_service_that_is_down_is_tried_again_with_growing_pauses(
    bring: Bring, services: list[Service], settings: Any
) -> None:
    works = settings.TSA_URLS
    settings.TSA_URLS = [f"http://127.0.0.1:{free_port()}/"]
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    pauses = []
    for _ in range(12):
        stamp = stamp_of(item)
        assert (stamp.failure, stamp.failure_detail) == ("away", "ConnectionRefusedError")
        assert (stamp.state == "failed") is (stamp.tries >= TRIES_BEFORE_FAILED)
        pauses.append(round((stamp.next_try_at - timezone.now()) / timedelta(minutes=1)))
        # Nothing happens before the pause is over.
        assert (stamping.stamp_waiting(), stamping.ask_for_stamp(stamp.pk)) == (0, False)
        Stamp.objects.update(next_try_at=timezone.now())
        assert stamping.stamp_waiting() == 1
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    settings.TSA_URLS = works
    Stamp.objects.update(next_try_at=timezone.now())
    stamping.stamp_waiting()
    assert (stamp_of(item).state, stamp_of(item).failure) == ("stamped", "")


def test_an_expired_certificate_is_refused(
    bring: Bring, services: list[Service], settings: Any, tmp_path: Any
) -> None:
    late = Authority(tmp_path / "late", days=(-30, -3))
    settings.TSA_CA_FILE = str(late.root_file)
    for one in services:
        one.behave = answering(late.reply)
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    assert (stamp_of(item).state, stamp_of(item).failure) == ("pending", "certificate_expired")


@pytest.mark.parametrize("chain", [False, True])
def test_certificates_in_any_order_or_none_above_the_signer(
    chain: bool, bring: Bring, services: list[Service], settings: Any
) -> None:
    """OpenSSL sends its certificates unsorted, which our library refuses; the answer is kept as it came all the same."""
    authority = services[0].authority
    if not chain:
        # The issuer is not sent: the office must know it.
        settings.TSA_CA_FILE = str(authority.folder / "chain.pem")
    came: list[bytes] = []

    def reply(request: bytes) -> bytes:
        came.append(authority.reply(request, chain=chain))
        return came[-1]

    services[0].behave = answering(reply)
    items = [bring(f"proof {n}".encode()) for n in range(8)]
    for item in items[:4]:
        EvidenceItem.objects.exclude(pk=item.pk)
        stamping.stamp_digest(None, matter=item.matter, digest=item.sha256, subject="x")
    assert Stamp.objects.filter(state="stamped", is_trusted=True).count() == 4
    assert [bytes(stamp.response) for stamp in Stamp.objects.all()] == came
    if chain:
        assert any(read_answer(one).canonical != one for one in came)


def test_an_authority_that_is_not_set_up_as_trusted_is_told_apart(
    bring: Bring, services: list[Service], settings: Any
) -> None:
    settings.TSA_CA_FILE = ""
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    assert (stamp_of(item).state, stamp_of(item).is_trusted) == ("stamped", False)
    assert stamping.verify_stamp(stamp_of(item)) == []


def test_without_any_known_root_nothing_is_claimed(
    bring: Bring, services: list[Service], settings: Any
) -> None:
    settings.TSA_CA_FILE = ""
    for one in services:
        one.behave = answering(lambda request: services[0].authority.reply(request, chain=False))
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    assert (stamp_of(item).state, stamp_of(item).is_trusted) == ("unchecked", False)


def test_a_signature_of_an_unknown_kind_is_kept_unchecked_when_there_is_no_better_one(
    bring: Bring, services: list[Service]
) -> None:
    services[0].behave = answering(sm2_signed(services[0].authority))
    first = bring(b"first")
    stamping.stamp_now(first.matter)
    assert (stamp_of(first).state, stamp_of(first).tsa_name) == ("stamped", "乙时间戳")
    services[1].behave = refusing(503)
    second = bring(b"second")
    stamping.stamp_now(second.matter)
    stamp = stamp_of(second)
    assert (stamp.state, stamp.is_trusted, stamp.tsa_name) == ("unchecked", False, "甲时间戳")
    assert stamping.verify_stamp(stamp) == []
    stamp.digest = "0" * 64
    assert stamping.verify_stamp(stamp) != []


def test_name_and_password_go_to_the_service_and_nowhere_else(
    bring: Bring, services: list[Service], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TSA_URLS = [f"http://office:s%40cret@{one.host}/tsa" for one in services]
    services[0].behave = refusing(403)
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    assert services[1].headers[0]["Authorization"] == "Basic b2ZmaWNlOnNAY3JldA=="
    assert stamp_of(item).tsa == services[1].url
    told = caplog.text + str(list(Stamp.objects.values())) + str(list(CustodyEvent.objects.values()))
    assert "403" not in str(stamp_of(item).failure_detail)
    assert ("http_status" in told, "cret" in told) == (True, False)


def test_where_no_service_is_set_up_everything_waits(
    bring: Bring, services: list[Service], settings: Any
) -> None:
    works, settings.TSA_URLS = settings.TSA_URLS, []
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    stamp = stamping.stamp_digest(None, matter=item.matter, digest="ab" * 32, subject="bundle:1")
    assert (stamping.stamp_waiting(), Stamp.objects.get(), stamp.state) == (0, stamp, "pending")
    settings.TSA_URLS = works
    assert stamping.stamp_waiting() == 2
    assert Stamp.objects.filter(state="stamped").count() == 2


def test_any_digest_can_be_stamped_once(matter: Matter, wen: User, services: list[Service]) -> None:
    asked = [
        stamping.stamp_digest(wen, matter=matter, digest="ab" * 32, subject="bundle:1") for _ in range(3)
    ]
    assert {one.pk for one in asked} == {Stamp.objects.get().pk}
    stamp = Stamp.objects.get()
    assert (stamp.state, stamp.subject, services[0].asked) == ("stamped", "bundle:1", 1)
    assert stamping.verify_stamp(stamp) == []
    assert Event.objects.filter(name="stamp.asked").count() == 1


def test_the_demonstration_is_marked_and_gives_way_to_a_real_service(
    bring: Bring, services: list[Service], settings: Any
) -> None:
    real, settings.TSA_URLS = settings.TSA_URLS, [tsa.demonstration.ADDRESS]
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    stamp = stamp_of(item)
    assert (stamp.state, stamp.is_demo, stamp.is_trusted, stamp.tsa) == ("stamped", True, False, "demo:")
    assert "NOT TRUSTED" in stamp.tsa_name
    assert stamping.verify_stamp(stamp) == []
    settings.TSA_URLS = real
    stamping.stamp_waiting()
    assert list(Stamp.objects.values_list("is_demo", "is_trusted")) == [(True, False), (False, True)]


def test_without_openssl_the_demonstration_waits_and_says_so(
    bring: Bring, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TSA_URLS = [tsa.demonstration.ADDRESS]
    monkeypatch.setenv("PATH", "/nowhere")
    item = bring(b"proof")
    stamping.stamp_now(item.matter)
    assert (stamp_of(item).state, stamp_of(item).failure) == ("pending", "no_openssl")


def test_a_lost_worker_is_followed_by_another_after_a_while(bring: Bring, services: list[Service]) -> None:
    item = bring(b"proof")
    stamp = stamping.gather(item.matter)
    assert stamp is not None
    now = timezone.now()
    Stamp.objects.update(held_since=now)
    assert (stamping.stamp_waiting(), stamping.ask_for_stamp(stamp.pk), services[0].asked) == (0, False, 0)
    Stamp.objects.update(held_since=now - HELD_FOR - timedelta(seconds=1))
    assert stamping.stamp_waiting() == 1
    assert stamp_of(item).state == "stamped"


def test_a_worker_that_only_seemed_lost_keeps_nothing(bring: Bring, services: list[Service]) -> None:
    """Its hold ran out while the service thought about it, and another worker got the token."""
    item = bring(b"proof")
    stamp = stamping.gather(item.matter)
    assert stamp is not None

    def slow(request: bytes) -> bytes:
        services[0].behave = answering(services[0].authority.reply)
        Stamp.objects.update(held_since=timezone.now() - HELD_FOR - timedelta(seconds=1))
        assert stamping.ask_for_stamp(stamp.pk)
        return services[0].authority.reply(request)

    services[0].behave = answering(slow)
    assert not stamping.ask_for_stamp(stamp.pk)
    assert services[0].asked == 2
    assert bytes(stamp_of(item).request) == services[0].seen[1]
    assert CustodyEvent.objects.filter(kind="stamped").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"state": "stamped"}, {"state": "pending", "response": b"x"}, {"is_trusted": True}],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, Any], matter: Matter) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Stamp.objects.create(matter=matter, digest="a" * 64, **wrong)


def spoiled(stamp: Stamp, **changes: Any) -> list[str]:
    Stamp.objects.filter(pk=stamp.pk).update(**changes)
    return stamping.verify_stamp(Stamp.objects.get(pk=stamp.pk))


def test_whatever_is_altered_afterwards_is_found(
    bring: Bring, services: list[Service], settings: Any
) -> None:
    items = [bring(b"one"), bring(b"two")]
    stamping.stamp_waiting()
    stamp = stamp_of(items[0])
    kept = (
        Stamp.objects.filter(pk=stamp.pk)
        .values("manifest", "response", "digest", "stamped_at", "serial", "request")
        .get()
    )
    response = bytes(kept["response"])
    info = tsp.TimeStampResp.load(response)["time_stamp_token"]["content"]["encap_content_info"]["content"]
    start = response.index(info.parsed.dump())
    # What is signed, and the end of the signature itself.
    for place in (*range(start, start + len(info.parsed.dump()), 3), len(response) - 1):
        changed = bytearray(response)
        changed[place] ^= 1
        assert spoiled(stamp, response=bytes(changed)), place
    assert spoiled(stamp, response=response) == []
    assert spoiled(stamp, stamped_at=kept["stamped_at"] - timedelta(days=1))
    assert spoiled(stamp, stamped_at=kept["stamped_at"], serial="7")
    assert spoiled(stamp, serial=kept["serial"], manifest=bytes(kept["manifest"]) + b"x")
    assert spoiled(stamp, manifest=kept["manifest"], request=request_for(bytes.fromhex(kept["digest"]), 9))
    assert spoiled(stamp, request=kept["request"]) == []
    with unguarded("evidence_evidenceitem"):
        EvidenceItem.objects.filter(pk=items[1].pk).update(sha256="0" * 64)
        assert len(stamping.verify_stamp(stamp)) == 1
        EvidenceItem.objects.filter(pk=items[1].pk).update(sha256=items[1].sha256)
    settings.TSA_CA_FILE = str(services[1].authority.root_file)
    assert len(stamping.verify_stamp(stamp)) == 1


def test_files_from_the_command_line_are_stamped_at_once(
    services: list[Service], matter: Matter, tmp_path: Path
) -> None:
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    for n, file in enumerate(files):
        file.write_text(f"proof {n}")
    out = StringIO()
    with suppress(SystemExit):
        call_command("add_evidence", *map(str, files), "--matter", matter.number, "--json", stdout=out)
    assert len(json.loads(out.getvalue())["files"]) == 3
    assert (Stamp.objects.get().members.count(), services[0].asked) == (3, 1)


def test_a_worker_that_only_seemed_lost_leaves_the_other_ones_hold_alone(
    bring: Bring, services: list[Service]
) -> None:
    item = bring(b"proof")
    stamp = stamping.gather(item.matter)
    assert stamp is not None
    others = timezone.now() + timedelta(seconds=1)

    def fail_late(request: bytes) -> bytes:
        Stamp.objects.update(held_since=others)
        return b"garbage"

    services[0].behave = answering(fail_late)
    assert not stamping.ask_for_stamp(stamp.pk)
    stamp.refresh_from_db()
    assert (stamp.held_since, stamp.failure, services[1].asked) == (others, "", 0)
