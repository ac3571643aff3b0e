"""Deciding one suggestion at a time: what counts, what comes back with undo, and who may do it."""

from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser

from caseapp.cases.models import TimelineEntry
from caseapp.incidents import services
from caseapp.incidents.models import Incident, Review, Suggestion
from caseapp.incidents.selectors import ReviewFilter, neighbour_of, pieces_of, place_of, progress_of
from evidence.items.services import Origin, receive_file
from evidence.messages.models import Message
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.at_once import at_once
from tests.factories.cases import DebtFactory, LenderFactory

pytestmark = pytest.mark.django_db

TEXT = "段嘉禾欠款18,642.50元，请你督促还款，否则上门走访。"


@pytest.fixture
def item(matter: Matter, wen: User) -> Any:
    return receive_file(wen, matter=matter, stream=BytesIO(b"<smses/>"), name="sms.xml", origin=Origin()).item


@pytest.fixture
def make(matter: Matter, item: Any) -> Any:
    """A message with one open suggestion of each kind."""

    def made(*kinds: str, number: int = 1, **fields: Any) -> Message:
        facts = {"at": datetime(2026, 11, 2, 2, number, tzinfo=UTC), "text": TEXT, "peer": "10690000771200"}
        message = Message.objects.create(
            matter=matter, item=item, where=f"sms[{number}]", kind="sms", fingerprint=f"f{number}",
            **({"direction": "in"} | facts | fields),
        )  # fmt: skip
        for place, kind in enumerate(kinds):
            Suggestion.objects.create(
                message=message,
                kind=kind,
                why="缘由",
                why_en="reason",
                span_from=place * 4,
                span_to=place * 4 + 3,
            )
        return message

    return made


def of(message: Message, kind: str) -> Suggestion:
    return Suggestion.objects.get(message=message, kind=kind)


def states(message: Message) -> dict[str, str]:
    return dict(Suggestion.objects.filter(message=message).values_list("kind", "state"))


def kinds_that_count(matter: Matter) -> list[str]:
    found = Incident.objects.filter(matter=matter, withdrawn_at__isnull=True)
    return sorted(kind for one in found for kind in one.violations.values_list("kind", flat=True))


def names(matter: Matter) -> list[str]:
    return list(Event.objects.filter(matter_id=matter.pk).order_by("id").values_list("name", flat=True))


def test_each_confirmed_suggestion_counts_at_once_in_one_incident(
    make: Any, matter: Matter, wen: User
) -> None:
    message = make("V02", "V06")
    assert services.confirm_suggestion(wen, suggestion=of(message, "V02"))
    incident = Incident.objects.get(matter=matter)
    assert (incident.has_disclosure, incident.has_threat, incident.message) == (True, False, message)
    assert not Review.objects.exists()
    assert services.confirm_suggestion(wen, suggestion=of(message, "V06"))
    incident.refresh_from_db()
    assert (incident.has_disclosure, incident.has_threat) == (True, True)
    assert kinds_that_count(matter) == ["V02", "V06"]
    assert Review.objects.get().outcome == "accepted"
    assert TimelineEntry.objects.filter(name="incident.confirmed").count() == 1
    assert names(matter)[-4:] == [
        "suggestion.confirmed", "incident.confirmed", "suggestion.confirmed", "incident.changed",
    ]  # fmt: skip
    assert incident.violations.get(kind="V06").span_from == 4


def test_a_second_press_changes_nothing(make: Any, matter: Matter, wen: User, li: User) -> None:
    message = make("V02", "V06")
    first = of(message, "V02")
    assert services.confirm_suggestion(wen, suggestion=first)
    before = names(matter)
    assert not services.confirm_suggestion(li, suggestion=first)
    assert not services.reject_suggestion(li, suggestion=first)
    assert (names(matter), of(message, "V02").decided_by) == (before, wen)


def test_the_last_rejection_sets_the_message_aside(make: Any, matter: Matter, wen: User) -> None:
    message = make("V02", "V06")
    services.reject_suggestion(wen, suggestion=of(message, "V02"))
    assert not Review.objects.exists()
    services.reject_suggestion(wen, suggestion=of(message, "V06"))
    assert Review.objects.get().outcome == "dismissed"
    assert names(matter)[-3:] == ["suggestion.rejected", "suggestion.rejected", "message.dismissed"]
    assert not Incident.objects.exists()


def test_confirmed_then_rejected_is_accepted(make: Any, matter: Matter, wen: User) -> None:
    message = make("V02", "V06")
    services.confirm_suggestion(wen, suggestion=of(message, "V02"))
    services.reject_suggestion(wen, suggestion=of(message, "V06"))
    assert Review.objects.get().outcome == "accepted"
    assert kinds_that_count(matter) == ["V02"]


def test_the_rest_can_be_accepted_or_set_aside(make: Any, matter: Matter, wen: User) -> None:
    one, two = make("V02", "V06"), make("V02", "V06", number=2)
    for message in (one, two):
        services.confirm_suggestion(wen, suggestion=of(message, "V02"))
    services.accept_message(wen, message=one)
    services.dismiss_message(wen, message=two)
    assert kinds_that_count(matter) == ["V02", "V02", "V06"]
    assert states(two) == {"V02": "confirmed", "V06": "rejected"}
    assert set(Review.objects.values_list("outcome", flat=True)) == {"accepted"}


def test_undo_of_a_suggestion_takes_back_only_its_rule(make: Any, matter: Matter, wen: User) -> None:
    message = make("V02", "V06")
    services.accept_message(wen, message=message)
    assert services.reopen_suggestion(wen, suggestion=of(message, "V06"))
    incident = Incident.objects.get()
    assert (kinds_that_count(matter), incident.has_threat, incident.is_standing) == (["V02"], False, True)
    assert not Review.objects.exists()
    assert services.reopen_suggestion(wen, suggestion=of(message, "V02"))
    incident.refresh_from_db()
    assert (incident.is_standing, incident.message) == (False, None)
    assert TimelineEntry.objects.get(name="incident.confirmed").is_withdrawn
    assert not services.reopen_suggestion(wen, suggestion=of(message, "V02"))
    assert names(matter)[-2:] == ["incident.withdrawn", "suggestion.reopened"]


def test_confirming_again_after_undo_makes_a_new_incident(make: Any, matter: Matter, wen: User) -> None:
    message = make("V02")
    for _ in range(2):
        services.confirm_suggestion(wen, suggestion=of(message, "V02"))
        services.undo_review(wen, message=message)
    services.confirm_suggestion(wen, suggestion=of(message, "V02"))
    assert (Incident.objects.count(), kinds_that_count(matter)) == (3, ["V02"])


def test_an_incident_withdrawn_by_hand_lets_the_message_be_confirmed_anew(
    make: Any, matter: Matter, wen: User
) -> None:
    message = make("V02", "V06")
    services.confirm_suggestion(wen, suggestion=of(message, "V02"))
    services.withdraw_incident(wen, incident=Incident.objects.get(), reason="wrong person")
    services.confirm_suggestion(wen, suggestion=of(message, "V06"))
    assert kinds_that_count(matter) == ["V06"]


def test_undo_of_a_message_keeps_what_was_decided_before(make: Any, matter: Matter, wen: User) -> None:
    message = make("V01", "V02", "V06")
    services.reject_suggestion(wen, suggestion=of(message, "V01"))
    services.confirm_suggestion(wen, suggestion=of(message, "V02"))
    services.accept_message(wen, message=message)
    assert services.undo_review(wen, message=message)
    assert states(message) == {"V01": "rejected", "V02": "confirmed", "V06": "open"}
    assert kinds_that_count(matter) == ["V02"]
    assert not services.undo_review(wen, message=message)


def test_undo_of_one_moment_takes_back_all_of_it_and_nothing_of_others(
    make: Any, matter: Matter, wen: User, li: User
) -> None:
    one, two, three = make("V02"), make("V06", number=2), make("V06", number=3)
    now = datetime(2026, 11, 3, tzinfo=UTC)
    for message in (one, two):
        services.accept_message(wen, message=message, at=now)
    services.accept_message(li, message=three, at=now)
    assert services.undo_decisions(wen, matter=matter, at=now) == 2
    assert services.undo_decisions(wen, matter=matter, at=now) == 0
    assert list(Review.objects.values_list("message", flat=True)) == [three.pk]
    assert names(matter).count("message.reopened") == 2


@pytest.mark.parametrize(("fields", "kinds", "why"), [({"at": None}, ["V02"], "day"), ({}, [], "kinds")])
def test_without_a_day_or_a_rule_nothing_is_confirmed(
    fields: dict[str, Any], kinds: list[str], why: str, make: Any, wen: User
) -> None:
    message = make(*kinds, **fields)
    with pytest.raises(services.NothingToConfirm, match=why):
        services.accept_message(wen, message=message)
    assert not Review.objects.exists()
    for suggestion in Suggestion.objects.all():
        with pytest.raises(services.NothingToConfirm, match=why):
            services.confirm_suggestion(wen, suggestion=suggestion)
    assert not Suggestion.objects.exclude(state="open").exists()


def test_a_lender_is_noted_with_the_first_rule_that_knows_it(make: Any, wen: User) -> None:
    message, lender = make("V01", "V02", "V06"), LenderFactory()
    services.confirm_suggestion(wen, suggestion=of(message, "V01"))
    services.confirm_suggestion(wen, suggestion=of(message, "V02"), lender=lender)
    services.confirm_suggestion(wen, suggestion=of(message, "V06"), lender=LenderFactory())
    assert Incident.objects.get().lender == lender


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_incident(make: Any, matter: Matter, wen: User, li: User) -> None:
    message = make("V02", "V06")
    pairs = [(wen, of(message, "V02")), (li, of(message, "V06")), (li, of(message, "V02"))]
    done = at_once(*(partial(services.confirm_suggestion, who, suggestion=one) for who, one in pairs))
    assert (done[1], sum(done)) == (True, 2)
    assert (Incident.objects.count(), Review.objects.count()) == (1, 1)
    assert kinds_that_count(matter) == ["V02", "V06"]


# --- reading


def test_the_gravest_mark_is_seen_where_marks_overlap() -> None:
    pieces = pieces_of("abcdef", [(0, 4, "mk-press", 1), (2, 6, "mk-threat", 2)])
    assert [(p.text, p.mark, p.numbers) for p in pieces] == [
        ("ab", "mk-press", ()), ("cd", "mk-threat", (1,)), ("ef", "mk-threat", (2,)),
    ]  # fmt: skip


def test_the_parts_of_the_progress_make_the_whole(make: Any, matter: Matter, wen: User) -> None:
    one, two, three = make("V02"), make("V02", number=2), make("V02", number=3)
    make(number=4)
    services.accept_message(wen, message=one)
    progress = progress_of(matter, (two.code,))
    assert (progress.decided, progress.later, progress.waiting, progress.total) == (1, 1, 1, 3)
    shown = {
        name: list(ReviewFilter(name, later=(two.code,)).rows(matter)) for name in ("", "later", "decided")
    }
    assert shown == {"": [three], "later": [two], "decided": [one]}


def test_the_neighbour_is_the_next_one_or_the_one_before_the_last(make: Any, matter: Matter) -> None:
    one, two = make("V02"), make("V02", number=2)
    rows = ReviewFilter().rows(matter)
    assert (neighbour_of(rows, one.code), neighbour_of(rows, two.code)) == (two.code, one.code)
    assert neighbour_of(rows.filter(pk=one.pk), one.code) is None


def test_the_original_shows_the_conversation_with_this_sender_only(make: Any, matter: Matter) -> None:
    first = make("V02")
    refusal = make(number=2, direction="out", text="我不欠你们钱，别再发了")
    make(number=3, peer="19900000001", text="妈，晚上回家吃饭")
    last = make("V02", number=4)
    place = place_of(last)
    assert [line.message for line in place.lines] == [first, refusal, last]
    assert [(line.is_current, line.is_refusal) for line in place.lines] == [
        (False, False), (False, True), (True, False),
    ]  # fmt: skip
    alone = place_of(make(number=5, at=None, peer=""))
    assert [line.message.where for line in alone.lines] == ["sms[5]"]


# --- pages


def address(matter: Matter, *rest: str) -> str:
    return "/".join((f"/incidents/cases/{matter.case.code}/review", *rest, ""))


def test_the_page_shows_place_reason_words_and_articles(
    make: Any, matter: Matter, caseworker_client: Browser
) -> None:
    make("V02", "V06", text="段嘉禾<b>欠款")
    page = caseworker_client.get(address(matter)).content.decode()
    for words in (
        "sms[1]",
        "缘由",
        "民法典",
        "mk-disclose",
        "mk-threat",
        "<sup>1</sup>",
        "1069****1200",
        "&lt;",
    ):
        assert words in page
    assert "<b>欠款" not in page
    assert "style=" not in page


def test_pages_decide_and_take_back_without_script(
    make: Any, matter: Matter, caseworker_client: Browser
) -> None:
    one, two = make("V02", "V06"), make("V02", number=2)
    answer = caseworker_client.post(
        f"/incidents/suggestions/{of(one, 'V02').code}/confirm/", {"query": "item=1"}
    )
    assert answer.url == f"{address(matter)}?item=1&at={one.code}"
    page = caseworker_client.get(answer.url)
    toast = page.context["toasts"][0]
    assert (toast.text, toast.undo) == ("已确认：向第三人披露债务", address(matter, "undo"))
    answer = caseworker_client.post(f"/incidents/suggestions/{of(one, 'V06').code}/reject/")
    assert answer.url == f"{address(matter)}?at={two.code}"
    assert states(one) == {"V02": "confirmed", "V06": "rejected"}
    undone = caseworker_client.post(toast.undo, {"undo": toast.at})
    assert undone.url == f"{address(matter)}?at={one.code}"
    assert states(one) == {"V02": "open", "V06": "rejected"}
    caseworker_client.post(f"/incidents/suggestions/{of(one, 'V06').code}/reopen/")
    assert states(one) == {"V02": "open", "V06": "open"}


def test_a_message_is_accepted_set_aside_and_opened_again_from_the_list(
    make: Any, matter: Matter, caseworker_client: Browser
) -> None:
    one, two = make("V02", "V06"), make("V02", number=2)
    caseworker_client.post(f"/incidents/messages/{one.code}/accept/")
    caseworker_client.post(f"/incidents/messages/{two.code}/dismiss/")
    assert kinds_that_count(matter) == ["V02", "V06"]
    page = caseworker_client.get(address(matter) + "?show=decided").content.decode()
    for message in (one, two):
        assert f"/incidents/messages/{message.code}/undo/" in page
        caseworker_client.post(f"/incidents/messages/{message.code}/undo/", {"query": "show=decided"})
    assert set(states(one).values()) | set(states(two).values()) == {"open"}
    page = caseworker_client.get(address(matter) + "?show=decided")
    assert "还没有处理过的信息" in page.content.decode()


def test_many_at_once_are_taken_back_at_once(make: Any, matter: Matter, caseworker_client: Browser) -> None:
    debt = DebtFactory(matter=matter)
    codes = [str(make("V02", number=n).code) for n in range(1, 4)] + [str(make(number=9).code), "junk"]
    lender = str(debt.lender.code)
    data = {"message": codes, "act": "accept", "lender": lender}
    answer = caseworker_client.post(address(matter, "decide"), data)
    assert answer.url == f"{address(matter)}?lender={lender}"
    assert Incident.objects.filter(lender=debt.lender).count() == 3
    toasts = caseworker_client.get(answer.url).context["toasts"]
    assert [(t.text[:5], t.is_error) for t in toasts] == [("已处理 3", False), ("有 1 条", True)]
    caseworker_client.post(toasts[0].undo, {"undo": toasts[0].at})
    assert not Incident.objects.filter(withdrawn_at__isnull=True).exists()
    answer = caseworker_client.post(toasts[0].undo, {"undo": toasts[0].at})
    assert [t.is_error for t in caseworker_client.get(answer.url).context["toasts"]][-1]


@pytest.mark.parametrize("moment", ["", "junk", "2026-13-45T00:00:00+00:00", "2026-11-02T00:00:00"])
def test_an_unknown_moment_undoes_nothing(moment: str, matter: Matter, caseworker_client: Browser) -> None:
    assert caseworker_client.post(address(matter, "undo"), {"undo": moment}).status_code == 302
    assert "没有可以撤销的了" in caseworker_client.get(address(matter)).content.decode()


def test_putting_off_is_for_this_person_only(
    make: Any, matter: Matter, caseworker_client: Browser, li: User, signed_in: Any
) -> None:
    one, two = make("V02"), make("V02", number=2)
    answer = caseworker_client.post(f"/incidents/messages/{one.code}/later/")
    assert answer.url == f"{address(matter)}?at={two.code}"
    assert [row.message for row in caseworker_client.get(address(matter)).context["rows"]] == [two]
    assert [row.message for row in signed_in(li).get(address(matter)).context["rows"]] == [one, two]
    later = caseworker_client.get(address(matter) + "?show=later")
    assert [row.message for row in later.context["rows"]] == [one]
    caseworker_client.post(f"/incidents/messages/{one.code}/later/", {"undo": "back"})
    assert len(caseworker_client.get(address(matter)).context["rows"]) == 2


def test_nothing_left_says_one_next_step(make: Any, matter: Matter, caseworker_client: Browser) -> None:
    one = make("V02")
    caseworker_client.post(f"/incidents/messages/{one.code}/later/")
    assert 'href="?show=later"' in caseworker_client.get(address(matter)).content.decode()
    caseworker_client.post(f"/incidents/messages/{one.code}/accept/")
    page = caseworker_client.get(address(matter)).content.decode()
    assert page.count("btn-primary") == 1
    assert f'href="/incidents/cases/{matter.case.code}/"' in page


def test_the_form_adds_rules_lender_and_the_missing_day(
    make: Any, matter: Matter, caseworker_client: Browser
) -> None:
    debt, message = DebtFactory(matter=matter), make("V02", at=None)
    place = f"/incidents/messages/{message.code}/edit/"
    assert 'name="day"' in caseworker_client.get(place).content.decode()
    wrong = caseworker_client.post(place, {"kinds": ["V06"], "day": "2999-01-01"})
    assert "day" in wrong.context["form"].errors
    data = {"kinds": ["V06", "V02"], "day": "2026-11-02", "lender": str(debt.lender.code)}
    assert caseworker_client.post(place, data).status_code == 302
    incident = Incident.objects.get()
    assert (str(incident.occurred_on), incident.occurred_at, incident.lender) == (
        "2026-11-02",
        None,
        debt.lender,
    )
    assert kinds_that_count(matter) == ["V02", "V06"]
    assert caseworker_client.get(place).status_code == 302
    assert Incident.objects.count() == 1


def test_the_page_stands_at_the_message_asked_for(
    make: Any, matter: Matter, caseworker_client: Browser
) -> None:
    made = [make("V02", number=n) for n in range(1, 31)]
    last = caseworker_client.get(f"{address(matter)}?at={made[-1].code}")
    assert (last.context["page"].number, last.context["current"].message) == (2, made[-1])
    first = caseworker_client.get(f"{address(matter)}?at=junk")
    assert first.context["current"].message == made[0]
    chosen = caseworker_client.get(f"{address(matter)}?at={made[-1].code}&page=1")
    assert chosen.context["current"].message == made[0]


def test_the_number_of_queries_does_not_grow_with_the_page(
    make: Any, matter: Matter, caseworker_client: Browser, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 21):
        make("V01", "V02", "V06", number=number)
    with django_assert_max_num_queries(40):
        caseworker_client.get(address(matter))


@pytest.mark.parametrize("act", ["confirm", "reject", "reopen"])
def test_suggestions_of_others_are_not_there(act: str, make: Any, zhao: User, signed_in: Any) -> None:
    message = make("V02")
    answer = signed_in(zhao).post(f"/incidents/suggestions/{of(message, 'V02').code}/{act}/")
    assert (answer.status_code, states(message)) == (404, {"V02": "open"})


@pytest.mark.parametrize("act", ["accept", "dismiss", "later", "undo", "edit"])
def test_messages_of_others_are_not_there(act: str, make: Any, zhao: User, signed_in: Any) -> None:
    message = make("V02")
    answer = signed_in(zhao).post(f"/incidents/messages/{message.code}/{act}/", {"kinds": ["V02"]})
    assert (answer.status_code, states(message)) == (404, {"V02": "open"})


def test_others_see_no_original_and_undo_nothing(
    make: Any, matter: Matter, wen: User, zhao: User, signed_in: Any
) -> None:
    message, now = make("V02"), datetime(2026, 11, 3, tzinfo=UTC)
    services.accept_message(wen, message=message, at=now)
    browser = signed_in(zhao)
    assert browser.get(f"/incidents/messages/{message.code}/original/").status_code == 404
    assert browser.post(address(matter, "undo"), {"undo": now.isoformat()}).status_code == 404
    assert Review.objects.exists()


def test_administrators_who_do_not_work_on_the_case_decide_nothing(
    make: Any, administrator_client: Browser
) -> None:
    message = make("V02")
    answer = administrator_client.post(f"/incidents/suggestions/{of(message, 'V02').code}/confirm/")
    assert (answer.status_code, states(message)) == (403, {"V02": "open"})
