"""What one WeChat message shows: its type in words, text out of its wrappings."""

from __future__ import annotations

import ast
import re
import unicodedata

TEXT = "text"
NOTICE = "notice"
TYPES = {
    "1": TEXT, "3": "图片", "34": "语音", "37": NOTICE, "42": "名片", "43": "视频", "47": "表情", "48": "位置", "50": "语音通话",
    "62": "视频", "66": "名片", "10000": NOTICE, "10002": NOTICE, "11000": NOTICE,
}  # fmt: skip
PARTS_OF_49 = {
    "1": TEXT, "2": "图片", "3": "音乐", "4": "视频", "5": "链接", "6": "文件", "8": "表情", "17": "位置共享", "19": "聊天记录",
    "24": "笔记", "33": "小程序", "36": "小程序", "51": "视频号", "53": "接龙", "57": TEXT, "62": NOTICE, "63": "视频号直播",
    "74": "文件", "87": "群公告", "2000": "转账", "2001": "红包", "2003": "红包",
}  # fmt: skip
NAMED = {
    "文本": TEXT, "text": TEXT, "文字": TEXT, "文本消息": TEXT, "图片": "图片", "image": "图片", "照片": "图片", "语音": "语音", "voice": "语音",
    "音频": "语音", "视频": "视频", "video": "视频", "表情": "表情", "动画表情": "表情", "表情包": "表情", "sticker": "表情", "emoji": "表情",
    "位置": "位置", "location": "位置", "地理位置": "位置", "名片": "名片", "文件": "文件", "file": "文件", "链接": "链接", "分享链接": "链接",
    "link": "链接", "卡片式链接": "链接", "小程序": "小程序", "合并转发": "聊天记录", "合并转发的聊天记录": "聊天记录", "聊天记录": "聊天记录",
    "引用": TEXT, "引用消息": TEXT, "带有引用的文本消息": TEXT, "引用回复": TEXT, "转账": "转账", "红包": "红包", "音视频通话": "语音通话",
    "语音通话": "语音通话", "系统": NOTICE, "系统消息": NOTICE, "系统提示": NOTICE, "system": NOTICE, "拍一拍": NOTICE, "撤回": NOTICE,
}  # fmt: skip
OTHER = "其他消息"
BYTES_LITERAL = re.compile(r"b(?:'.*'|\".*\")", re.DOTALL)
HEX = re.compile(r"(?:0x)?((?:[0-9a-fA-F]{2}){6,})")
LONGEST_LITERAL = 1 << 16
TITLE = re.compile(r"<title>\s*(?:<!\[CDATA\[)?(.{0,2000}?)(?:\]\]>)?\s*</title>", re.DOTALL)
LABEL = re.compile(r"\blabel=\"([^\"]{1,200})\"")
XML = re.compile(r"\s*(?:<\?xml|<msg\b|<sysmsg\b|<voipmsg\b|<appmsg\b)")
SPOKEN_LABEL = re.compile(r"!?\[([^\[\]|]{1,20})(?:\|[^\]]*)?\](?:\([^()]*\))?")
HIDDEN = re.compile(r"[*＊●•█■▇▉◼▓▒░\s]{2,}")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def type_of(kind: str, part: str) -> str:
    """TEXT, NOTICE, or the word for what is no text; the unknown is called so."""
    kind = unicodedata.normalize("NFKC", kind).strip().lower().removesuffix(".0")
    if not kind:
        return TEXT
    if kind == "49":
        return PARTS_OF_49.get(part.strip().removesuffix(".0"), "链接")
    return TYPES.get(kind) or NAMED.get(kind.strip("[]【】")) or OTHER


def unwrapped(content: str) -> tuple[str, bool]:
    """The text of a Python byte literal or of hexadecimal digits, and whether it was one of these; other text as it is.

    Nothing is evaluated: a literal is parsed, and digits count as text only where they spell Chinese in UTF-8.
    """
    if len(content) > LONGEST_LITERAL:
        return content, False
    if BYTES_LITERAL.fullmatch(content):
        try:
            raw = ast.literal_eval(content)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return content, False
        return (_decoded(raw), True) if isinstance(raw, bytes) else (content, False)
    match = HEX.fullmatch(content)
    if match:
        try:
            text = bytes.fromhex(match[1]).decode("utf-8")
        except UnicodeDecodeError:
            return content, False
        if text.isprintable() and any("\u4e00" <= letter <= "\u9fff" for letter in text):
            return text, True
    return content, False


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def shown_text(what: str, content: str) -> str:
    """What a person saw: the text itself, or 〔图片〕 and the like in square brackets with a title where there is one."""
    if what in (TEXT, NOTICE):
        return _title(content) or content if XML.match(content) else content
    label = f"[{what}]"
    text = content.strip()
    if not text or XML.match(text):
        title = _title(text) or _place(text)
        return f"{label} {title}" if title else label
    spoken = SPOKEN_LABEL.fullmatch(text)
    if spoken:
        return f"[{spoken[1]}]"
    return (
        label if what == "图片" or _is_path(text) else f"{label} {text.removeprefix(label).strip()}".strip()
    )


def is_hidden(text: str) -> bool:
    """Whether a privacy mode has put marks in the place of the text."""
    return HIDDEN.fullmatch(text) is not None and bool(text.strip())


def _title(content: str) -> str:
    match = TITLE.search(content[:LONGEST_LITERAL])
    return _plain(match[1]) if match else ""


def _place(content: str) -> str:
    match = LABEL.search(content[:LONGEST_LITERAL])
    return _plain(match[1]) if match else ""


def _plain(text: str) -> str:
    for entity, letter in ENTITIES:
        text = text.replace(entity, letter)
    return text.strip()


def _is_path(text: str) -> bool:
    return (
        "\n" not in text
        and re.fullmatch(r"(?:https?://|[A-Za-z]:\\|[./\\]|FileStorage|msg/)\S*", text) is not None
    )
