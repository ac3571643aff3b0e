"""One case of the fictional world in which every kind of evidence can be seen, brought in by the services of real life.

Pictures are left for the worker to read after the start, so that nobody waits for it while the world is built.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.utils import timezone

from caseapp.cases.models import Case
from caseapp.clients.models import Client, Contact
from caseapp.clients.rules import given_name
from caseapp.clients.selectors import Person, people_of
from caseapp.clients.services import save_contact
from caseapp.demo import papers
from caseapp.demo.screens import SMS, SMS_DARK, WECHAT, Box, Line, Look, drawn_photo, drawn_screen
from caseapp.incidents.services import read_item, receive_upload
from caseapp.uploads.services import agree, hand_in_statement, make_links, refuse, take_in, until
from evidence.bundles.services import describe_exhibit, number_exhibits
from evidence.derivatives.services import ask_for_redaction, make_redaction, prepare_item, write_transcript
from evidence.descriptions.services import describe_item
from evidence.items.models import EvidenceItem
from evidence.items.services import Origin, withdraw_item
from evidence.links.models import UploadLink
from evidence.links.rules import new_reference
from evidence.links.services import note_opening, revoke_link
from evidence.making.boxes import Box as BlackBox
from evidence.timestamps.services import stamp_now
from lawyers.matters.models import Assignment
from lawyers.people.models import User

SENDER, NIGHT_SENDER = "10690000771203", "19900009743"
OFFICE_PHONE = "400-000-0312"
LINK_DAYS = 30
PEOPLE = (
    ("mother", "妈妈", "parent", "19900009901"),
    ("colleague", "同事小李", "colleague", "19900009902"),
    ("classmate", "老班长", "classmate", "19900009903"),
    ("landlord", "房东", "neighbour", "19900009904"),
    ("cousin", "表哥", "relative", "19900009905"),
    ("friend", "室友", "friend", "19900009906"),
)
TRANSCRIPT = """[00:00] 来电人：你是{who}的什么人？他欠了钱你知道吧。
[00:03] 同事：我只是他同事，请不要再打到单位来。
[00:06] 来电人：今天不还，明天我就到你们单位找领导。
[00:09] 同事：(听不清)我已经说过了，请不要再打。
"""


@dataclass(frozen=True)
class Scene:
    """Where and among whom it plays: the case, who leads it, and its contacts by a word of PEOPLE."""

    case: Case
    lead: User
    client: Client
    contacts: Mapping[str, Contact]
    today: date

    def at(self, days_ago: int, hour: int, minute: int, second: int = 0) -> datetime:
        """That time of the office's clock so many days ago."""
        return datetime.combine(
            self.today - timedelta(days=days_ago), time(hour, minute, second), timezone.get_default_timezone()
        )

    def person(self, who: str) -> Person:
        """The contact as people_of() tells."""
        return next(person for person in people_of(self.case.matter) if person.key == self._key(who))

    def bring(self, who: str, name: str, content: bytes, *, device: str, is_read: bool) -> EvidenceItem:
        """The file is kept as from this contact; read at once, or left for the worker."""
        contact = self.contacts[who]
        origin = Origin(contact.get_relationship_display(), self._key(who), contact.name, device)
        item = receive_upload(
            self.lead, matter=self.case.matter, stream=BytesIO(content), name=name, origin=origin, reads_later=not is_read
        ).item  # fmt: skip
        if is_read:
            read_item(item.pk)
        prepare_item(item.pk)
        return item

    def _key(self, who: str) -> str:
        return f"contact:{self.contacts[who].code}"


def show_everything(case: Case) -> None:
    """The case has files of every kind, in every state, with stamps, exhibits, copies and links."""
    scene = _scene(case)
    shots, boxes = _texts_of_the_mother(scene)
    recorded = _recording_of_the_colleague(scene)
    sheet = _call_sheet(scene)
    _chat_and_mail(scene)
    _describe(scene, shots[0])
    _redact(scene, shots[0], boxes)
    _withdraw(scene)
    _exhibits(scene, [*shots, recorded, sheet])
    _links(scene)
    stamp_now(case.matter)


def _scene(case: Case) -> Scene:
    lead = Assignment.objects.filter(matter=case.matter).select_related("user")[0].user
    client = Client.objects.get(matter=case.matter)
    contacts = {
        word: save_contact(lead, matter=case.matter, name=name, relationship=relationship, phone=phone)
        for word, name, relationship, phone in PEOPLE
    }
    return Scene(case, lead, client, contacts, timezone.localdate())


def _texts_of_the_mother(scene: Scene) -> tuple[list[EvidenceItem], list[Box]]:
    """Two pictures that overlap, a dark one, and a backup of the same phone that holds some of the same messages."""
    who = scene.client.name
    lines = [
        Line(
            scene.at(20, 21, 4),
            f"【衡信通】{who}的家属：其在灰雁有借欠款18,642.50元已逾期47天，请您今日督促还款。",
        ),
        Line(scene.at(20, 21, 6), "我不欠你们钱，不要再发了", is_own=True),
        Line(scene.at(20, 21, 19), f"【衡信通】{who}拒不处理，明天起上门走访，并通知其单位领导和亲友。"),
        Line(scene.at(20, 21, 26), f"【衡信通】最后通知：{who}今晚24点前不还，后果自负，您作为家属请转告。"),
    ]
    night = [
        Line(scene.at(18, 23, 41), f"{who}这个老赖，你们一家人都不要脸吗，转告他马上还钱"),
        Line(scene.at(18, 23, 52), "明天就去你们村里贴大字报，让全村都知道"),
    ]
    first, boxes = _shot(scene, "mother", SMS, SENDER, lines[:3], scene.at(20, 21, 30, 12))
    second, _ = _shot(scene, "mother", SMS, SENDER, lines[1:], scene.at(20, 21, 30, 20))
    dark, _ = _shot(scene, "mother", SMS_DARK, NIGHT_SENDER, night, scene.at(17, 7, 2, 45))
    rows = [
        papers.backup_row(SENDER, line.at, papers.SENT if line.is_own else papers.RECEIVED, line.text)
        for line in lines[:3]
    ]
    rows.append(
        papers.backup_row("95500000", scene.at(19, 10, 3), papers.RECEIVED, "【云澜水务】本月水费58.20元")
    )
    name = f"sms-{scene.at(16, 20, 11):%Y%m%d%H%M%S}.xml"
    scene.bring("mother", name, papers.backup(rows), device="安卓手机", is_read=True)
    return [first, second, dark], boxes


def _shot(
    scene: Scene, who: str, look: Look, title: str, lines: list[Line], taken_at: datetime
) -> tuple[EvidenceItem, list[Box]]:
    content, boxes = drawn_screen(look, title, lines, taken_at)
    name = f"Screenshot_{taken_at:%Y%m%d_%H%M%S}.png"
    return scene.bring(who, name, content, device="安卓手机", is_read=False), boxes


def _recording_of_the_colleague(scene: Scene) -> EvidenceItem:
    name = f"通话录音_{scene.at(15, 10, 22, 33):%Y%m%d_%H%M%S}.wav"
    item = scene.bring("colleague", name, papers.recording(12), device="安卓手机", is_read=True)
    write_transcript(scene.lead, item=item, text=TRANSCRIPT.format(who=scene.client.name), duration_s=12)
    return item


def _call_sheet(scene: Scene) -> EvidenceItem:
    calls = [
        (scene.at(day, hour, 3 * day % 60, 7), "被叫", number, seconds)
        for day, hour, number, seconds in (
            (21, 9, "199****9743", 35), (21, 12, "199****9743", 0), (20, 19, "199****9743", 128), (19, 8, "400****312", 22),
            (18, 22, "199****9743", 61), (18, 23, "199****9743", 0), (16, 13, "400****312", 47),
        )
    ]  # fmt: skip
    calls.append((scene.at(17, 18, 30), "主叫", "199****9902", 210))
    return scene.bring(
        "classmate", "通话详单.xlsx", papers.call_sheet(calls), device="营业厅打印", is_read=True
    )


def _chat_and_mail(scene: Scene) -> None:
    who = scene.client.name
    chat = [
        (scene.at(14, 15, 12), False, f"你好，我是灰雁有借的外访人员，{who}欠款一直不还，你是他室友吧"),
        (scene.at(14, 15, 20), True, "我不清楚他的事，别加我了"),
        (scene.at(14, 15, 21), False, "那我就把他的照片和欠款发到你们群里，让大家都看看"),
    ]
    table = papers.wechat_table("wxid_demo_waifang", "外访小刘", chat)
    scene.bring("friend", "外访小刘.csv", table, device="苹果手机", is_read=True)
    drawn = [Line(at, text, is_own) for at, is_own, text in chat]
    _shot(scene, "friend", WECHAT, "外访小刘", drawn, scene.at(14, 15, 25, 2))
    letter = papers.mail(
        "衡信通外访部 <waifang@hengxintong.example>", "人事部 <hr@yunlan-demo.example>", f"关于贵司员工{who}债务的告知函",
        scene.at(13, 9, 40), f"贵司员工{who}在灰雁有借的借款已逾期，请贵司督促其还款，否则我们将派人到贵司走访。\n\n衡信通外访部\n",
    )  # fmt: skip
    scene.bring("colleague", "告知函.eml", letter, device="单位邮箱", is_read=True)


def _describe(scene: Scene, shot: EvidenceItem) -> None:
    """Everything that a court asks about the first picture is answered, and the original was seen."""
    facts = {
        "source": "当事人母亲", "holder": "当事人母亲", "device": "华为畅享 20", "system": "HarmonyOS 3",
        "obtained_how": "screenshot", "obtained_on": scene.at(16, 9, 0).date().isoformat(), "made_on": scene.at(20, 9, 0).date().isoformat(),
        "made_by": "当事人母亲", "presence": scene.lead.name, "carrier_kept": "yes", "carrier_with": "当事人母亲", "original_seen": "yes",
        "seen_by": scene.lead.name, "seen_on": scene.at(16, 9, 0).date().isoformat(), "device_sound": "yes", "working_normally": "yes",
        "checked": "yes", "checked_words": "同一手机的短信备份中有相同内容", "complete": "yes", "ordinary_use": "yes", "fit_keeper": "yes", "other": "no",
    }  # fmt: skip
    describe_item(scene.lead, item=shot, facts=facts)


def _redact(scene: Scene, shot: EvidenceItem, boxes: list[Box]) -> None:
    left, top, right, _bottom = boxes[0]
    black = BlackBox(left + 10, top + 60, right - 10, top + 110)
    asked = ask_for_redaction(scene.lead, item=shot, boxes=[black], reason="交给单位的一份，遮住欠款金额")
    make_redaction(asked.pk)


def _withdraw(scene: Scene) -> None:
    taken_at = scene.at(16, 20, 14, 51)
    item = scene.bring(
        "mother", f"IMG_{taken_at:%Y%m%d_%H%M%S}.jpg", drawn_photo(("#9cc4e4", "#6b8e4e")), device="安卓手机", is_read=False
    )  # fmt: skip
    withdraw_item(scene.lead, item=item, why="家属误发的风景照片，与本案无关。")


def _exhibits(scene: Scene, items: list[EvidenceItem]) -> None:
    proves = (
        "衡信通向无借款关系的家属披露欠款金额和逾期天数，并威胁上门。", "家属已明确拒绝后，仍继续发送。",
        "深夜辱骂家属，并威胁张贴大字报。", "致电同事所在单位，威胁到单位找领导。", "拒绝之后仍反复拨打，含深夜来电。",
    )  # fmt: skip
    numbered = number_exhibits(scene.lead, matter=scene.case.matter, items=items)
    for exhibit, words in zip(numbered, proves, strict=True):
        describe_exhibit(scene.lead, exhibit=exhibit, proves=words)


def _links(scene: Scene) -> None:
    """One link each was sent, opened, used, taken back, refused and has ended."""
    links = {who: _link(scene, who, until(LINK_DAYS)) for who in scene.contacts if who != "cousin"}
    links["cousin"] = _link(scene, "cousin", timezone.now() - timedelta(days=2))
    for who in ("classmate", "mother", "landlord"):
        note_opening(links[who])
    refuse(links["landlord"], why="怕惹麻烦", wants_back=False)
    revoke_link(scene.lead, link=links["friend"], why="发错了号码")
    _use(scene, links["mother"])


def _link(scene: Scene, who: str, expires_at: datetime) -> UploadLink:
    return make_links(
        scene.lead, matter=scene.case.matter, people=[scene.person(who)], first_name=given_name(scene.client.name),
        office_phone=OFFICE_PHONE, expires_at=expires_at,
    )[0]  # fmt: skip


def _use(scene: Scene, link: UploadLink) -> None:
    """A picture and a statement came through the link, under one receipt number each."""
    agree(link)
    at = scene.at(2, 20, 33)
    line = Line(at, f"【衡信通】{scene.client.name}的家属，外访人员已出发，请在家等候。")
    content, _ = drawn_screen(SMS, SENDER, [line], at + timedelta(minutes=4))
    name = f"Screenshot_{at + timedelta(minutes=4):%Y%m%d_%H%M%S}.png"
    item = take_in(link, stream=BytesIO(content), name=name, reference=new_reference()).item
    prepare_item(item.pk)
    words = "从上个月开始，每天都有短信和电话找我，说我儿子欠钱。我说过不要再发，他们还是发，夜里也打。我晚上睡不着。"
    hand_in_statement(link, written_by="当事人母亲", text=words, reference=new_reference())
