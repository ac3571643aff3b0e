"""How well suggestions are made on messages that were held out, and how fast, against a plain list of words in the same run."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseapp.incidents.rules import Judged, judge

CORPUS = Path(__file__).parent.parent / "tests" / "incidents" / "corpus"
# What a filter that only knows words would look for.
WORDS = {
    "V01": ("转告", "替他还", "代还", "紧急联系人", "督促", "让他还"), "V02": ("欠款", "逾期", "欠钱", "借款"), "V04": ("老赖", "不要脸", "畜生", "傻逼"),
    "V05": ("诈骗", "骗子", "赌博"), "V06": ("上门", "弄死", "等着", "小心"), "V09": ("公安", "法院", "检察院"), "V10": ("律师", "调解", "快递"),
    "V11": ("传票", "律师函", "拘留", "立案"), "V12": ("P图", "合成", "遗像"), "V15": ("套现", "别的平台"), "V16": ("失信", "坐牢", "政审"),
    "V17": ("曝光", "朋友圈", "群发", "通讯录"), "V18": ("单位", "公司", "同事"), "V19": ("孩子", "学校"), "V20": ("裸照", "陪睡"), "V22": ("封口费", "删除费"),
    "V23": ("横幅", "喇叭", "油漆"), "V24": ("锁眼", "门锁"), "V25": ("砍头息", "到手"), "V26": ("投诉", "举报"), "V27": ("到付", "花圈"),
}  # fmt: skip

Finder = Callable[[dict[str, Any]], set[str]]


@dataclass
class Figures:
    """Counts over one file; arguable kinds count neither way."""

    wanted: int = 0
    hit: int = 0
    false: int = 0
    clean: int = 0
    left_clean: int = 0

    def add(self, row: dict[str, Any], found: set[str]) -> None:
        if row.get("clean"):
            self.clean, self.left_clean = self.clean + 1, self.left_clean + (not found)
            return
        hits = found & set(row["kinds"])
        self.wanted, self.hit = self.wanted + len(row["kinds"]), self.hit + len(hits)
        self.false += len(found - hits - set(row.get("may", [])))

    @property
    def recall(self) -> float:
        """The share of wanted kinds that were found."""
        return self.hit / self.wanted

    @property
    def precision(self) -> float:
        """The share of found kinds that were not wrong, on messages that break rules."""
        return self.hit / max(1, self.hit + self.false)

    @property
    def clean_share(self) -> float:
        """The share of clean messages that were left clean."""
        return self.left_clean / self.clean

    def __str__(self) -> str:
        return (
            f"recall {self.recall:.2f}   precision {self.precision:.2f}   "
            f"clean messages left clean {self.clean_share:.3f} ({self.left_clean} of {self.clean})"
        )


def by_engine(row: dict[str, Any]) -> set[str]:
    message = Judged("1", None, "sms", "in", "10690000771200", row["text"], row["recipient"])
    return {found.kind for found in judge([message])[0].found}


def by_words(row: dict[str, Any]) -> set[str]:
    return {kind for kind, words in WORDS.items() if any(word in row["text"] for word in words)}


def run() -> None:
    """Prints figures for each held-out file, then messages a second."""
    by_engine({"text": "还款", "recipient": "contact"})  # the weights are read once
    finders: dict[str, Finder] = {"engine": by_engine, "words": by_words}
    spent = dict.fromkeys(finders, 0.0)
    messages = 0
    for file in sorted(CORPUS.glob("held_out*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        messages += len(rows)
        print(f"\n{file.name}: {len(rows)} messages")
        for name, find in finders.items():
            figures, started = Figures(), time.perf_counter()
            for row in rows:
                figures.add(row, find(row))
            spent[name] += time.perf_counter() - started
            print(f"  {name:<7} {figures}")
    print(
        f"\n{messages / spent['engine']:,.0f} messages a second by the engine, {messages / spent['words']:,.0f} by words"
    )
