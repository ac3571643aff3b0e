"""What the hot pages cost at 100,000 cases and 1,000,000 incidents on a private PostgreSQL.

Each page is measured in the same run against a page that only checks the session. Printed: queries, database time, whole time, ratio, and
whether the page meets its aims: no page asks more than twelve queries, and the lenders table, a lender and the rows behind
a number take less than 0.4 s in the database.
"""

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.servers import postgres

REPEATS = 5
BASELINE = "/password/"
MOST_QUERIES = 12
FIGURES, MOST_MS = "/figures/", 400
# A million violations stand between the incidents and this filter; it is measured, and has no aim but the queries.
WITHOUT_TIME = "/figures/?kind"
REVIEWED = 200

FILL = """
INSERT INTO lawyers_organisation (code, slug, name, kind, region_code, number_prefix, created_at)
  VALUES (gen_random_uuid(), 'big', '大中心', 'legal_aid_centre', '330100', 'BG', now());
INSERT INTO lawyers_user (code, username, name, email, role, language, is_active, is_staff, is_superuser, created_at, password, organisation_id)
  SELECT gen_random_uuid(), 'big' || r, r, '', r, 'zh-hans', true, false, false, now(), 'x', 1 FROM unnest(ARRAY['supervisor', 'caseworker']) r;
INSERT INTO agencies_lender (code, is_verified, confidence, source, created_at, name, stem, licence_kind, institution_code)
  SELECT gen_random_uuid(), true, '', '', now(), '虚构' || n, '虚构' || n, 'consumer_finance', '' FROM generate_series(1, 60) n;
INSERT INTO lawyers_matter (code, number, opened_at, organisation_id)
  SELECT gen_random_uuid(), 'BG2026-' || n, now() - (n % 700) * interval '1 day', 1 FROM generate_series(1, {cases}) n;
INSERT INTO lawyers_assignment (part, since_on, matter_id, user_id)
  SELECT 'lead', '2024-01-01', n, 2 FROM generate_series(1, {cases}, 300) n;
INSERT INTO clients_client (code, name, phone, phone_index, id_number, id_number_index, address, region_code, safe_ways, safe_time, avoid, created_at, matter_id)
  SELECT gen_random_uuid(), '段嘉' || chr(20000 + n % 5000), '', md5(n::text), '', '', '', '330100', '[]', '', '', now(), n FROM generate_series(1, {cases}) n;
INSERT INTO cases_case (code, status, story, signs, intake_key, draft, opened_on, close_reason, next_step, last_event_at, matter_id, next_on)
  SELECT gen_random_uuid(), (ARRAY['evidence', 'action', 'waiting'])[1 + n % 3], '', '[]', gen_random_uuid(), '', current_date - (n % 700), '', '',
    now() - (n % 700) * interval '1 day', n, CASE WHEN n % 4 = 0 THEN current_date + n % 30 END FROM generate_series(1, {cases}) n;
INSERT INTO clients_contact (code, name, relationship, phone, phone_index, is_guarantor, is_minor, consent, created_at, matter_id)
  SELECT gen_random_uuid(), '王小', 'parent', '', '', false, false, 'asked', now(), 1 + n % {cases} FROM generate_series(0, {cases} * 3 - 1) n;
INSERT INTO clients_debt (code, told_as, negotiation, account, created_at, lender_id, matter_id, organisation_id, client_id)
  SELECT gen_random_uuid(), '', 'none', '', now(), 1 + n % 60, n, 1, n FROM generate_series(1, {cases}) n;
INSERT INTO incidents_incident (code, occurred_on, occurred_at, channel, sender, sender_index, recipient, text, is_night, has_threat, has_insult, has_disclosure,
    confirmed_at, withdrawn_reason, client_id, confirmed_by_id, contact_id, lender_id, matter_id, organisation_id)
  SELECT gen_random_uuid(), current_date - (n % 720), now() - (n % 720) * interval '1 day', 'sms', '', md5((n % 500)::text), 'contact', '', n % 5 = 0, n % 3 = 0, n % 7 = 0, n % 2 = 0,
    now(), '', 1 + n % {cases}, 1, 1 + n % ({cases} * 3), CASE WHEN n % 5 > 0 THEN 1 + (n % {cases} + 1) % 60 END, 1 + n % {cases}, 1
  FROM generate_series(1, {incidents}) n;
INSERT INTO incidents_violation (kind, confirmed_at, incident_id, confirmed_by_id)
  SELECT (ARRAY['V02', 'V06', 'V09'])[1 + n % 3], now(), n, 1 FROM generate_series(1, {incidents}) n;
VACUUM ANALYZE;
"""


def run(cases: int, incidents: int) -> None:
    """Fill a fresh PostgreSQL and measure in a process of its own."""
    with postgres() as url, tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATABASE_URL": url, "HTTPS": "0", "DATA_DIR": folder, "SECRET_KEY": "benchmark " * 6, "FIELD_KEYS": "benchmark key " * 3,
            "DJANGO_SETTINGS_MODULE": "caseapp.settings", "ALLOWED_HOSTS": "*", "BENCH_CASES": str(cases), "BENCH_INCIDENTS": str(incidents),
        }  # fmt: skip
        subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"], env=environment, check=True
        )
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.pages"], env=environment, check=True
        )


def measure() -> None:
    """Inside the prepared process: fill, then open every page a few times."""
    import django  # noqa: PLC0415  # settings are told by the environment of this process only

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from lawyers.people.models import User  # noqa: PLC0415

    cases, incidents = int(os.environ["BENCH_CASES"]), int(os.environ["BENCH_INCIDENTS"])
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in FILL.format(cases=cases, incidents=incidents).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    code, lender = _case_to_review()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\n{cases:,} cases and {incidents:,} incidents filled in {time.perf_counter() - started:.0f} s")
    missed = []
    for name in ("bigsupervisor", "bigcaseworker"):
        browser = Client()
        browser.force_login(
            User.objects.get(username=name), backend="lawyers.people.backends.ActivePersonBackend"
        )
        print(f"\n{name}\n{'queries':>8} {'database':>10} {'whole':>10} {'ratio':>7}  {'aims':<28} page")
        base = None
        for address in _addresses(code, lender):
            queries, database, whole = _cost(connection, browser, address)
            base = base or whole
            told = address.replace(code, "…").replace(lender, "…")
            verdict = _verdict(address, queries, database * 1000)
            missed += [f"{name} {told}: {verdict.removeprefix('MISSED: ')}"] if verdict != "met" else []
            print(
                f"{queries:>8} {database * 1000:>8.0f}ms {whole * 1000:>8.0f}ms {whole / base:>7.1f}  {verdict:<28} {told}"
            )
    print("\nEvery page meets its aims." if not missed else "\n".join(["\nMissed:", *missed]))


def _case_to_review() -> tuple[str, str]:
    """The codes of a case with messages to review, and of a lender."""
    from caseapp.agencies.models import Lender  # noqa: PLC0415
    from caseapp.cases.models import Case  # noqa: PLC0415
    from caseapp.incidents.models import Suggestion  # noqa: PLC0415
    from evidence.items.services import Origin, receive_file  # noqa: PLC0415
    from evidence.messages.models import Message  # noqa: PLC0415
    from lawyers.people.models import User  # noqa: PLC0415

    case = Case.objects.order_by("id").first()
    worker = User.objects.get(username="bigcaseworker")
    file = io.BytesIO(b"<smses/>")
    item = receive_file(worker, matter=case.matter, stream=file, name="sms.xml", origin=Origin()).item
    messages = Message.objects.bulk_create(
        Message(
            matter=case.matter, item=item, where=f"sms[{n}]", kind="sms", direction="in", peer="10690000771200", text="请转告段嘉禾尽快还款",
            at=f"2026-01-01T10:{n % 60:02d}:00+08:00", fingerprint=str(n),
        )
        for n in range(REVIEWED)
    )  # fmt: skip
    Suggestion.objects.bulk_create(Suggestion(message=one, kind="V02", why="缘由") for one in messages)
    return str(case.code), str(Lender.objects.order_by("id").first().code)


def _addresses(code: str, lender: str) -> list[str]:
    incidents, figures = f"/incidents/cases/{code}", "/figures"
    drill_downs = [f"{figures}/{what}/?lender={which}" for which in (lender, "any") for what in ("incidents", "contacts", "clients")]  # fmt: skip
    return [
        BASELINE, "/", "/cases/", "/cases/?status=action&sort=opened", f"/cases/?lender={lender}", f"/cases/{code}/",
        f"{incidents}/", f"{incidents}/evidence/", f"{incidents}/review/", "/incidents/",
        f"{figures}/", f"{figures}/?kind=V06", f"{figures}/lenders/{lender}/", *drill_downs,
    ]  # fmt: skip


def _verdict(address: str, queries: int, database: float) -> str:
    """Which aims the page misses, or that it meets all."""
    is_timed = address.startswith(FIGURES) and not address.startswith(WITHOUT_TIME)
    misses = [f"{queries} queries, not {MOST_QUERIES}"] if queries > MOST_QUERIES else []
    misses += [f"{database:.0f} ms, not {MOST_MS}"] if is_timed and database >= MOST_MS else []
    return "MISSED: " + "; ".join(misses) if misses else "met"


def _cost(connection: object, browser: object, address: str) -> tuple[int, float, float]:
    """Queries, seconds in the database and seconds in all: the median of a few openings after one to warm up."""
    seen: list[float] = []

    def watch(execute: object, *arguments: object) -> object:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            seen.append(time.perf_counter() - started)

    found = []
    for attempt in range(REPEATS + 1):
        seen.clear()
        started = time.perf_counter()
        with connection.execute_wrapper(watch):
            answer = browser.get(address)
            answer.close()
        assert answer.status_code in {200, 302, 404}, (address, answer.status_code)
        if attempt:
            found.append((len(seen), sum(seen), time.perf_counter() - started))
    return found[0][0], statistics.median(f[1] for f in found), statistics.median(f[2] for f in found)


if __name__ == "__main__":
    measure()
