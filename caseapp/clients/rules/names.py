"""Chinese personal names. Pure functions."""

COMPOUND_SURNAMES = frozenset(
    {
        "欧阳", "上官", "司马", "司徒", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "长孙", "宇文", "南宫", "独孤",
        "端木", "闻人", "澹台", "轩辕", "呼延", "申屠", "太史", "鲜于", "万俟", "赫连", "钟离", "濮阳", "淳于", "单于", "百里", "西门",
    }
)  # fmt: skip
"""Those met today. Whoever makes a link sees the name before it is shown and can change it."""


def given_name(name: str) -> str:
    """何小宁 → 小宁, 欧阳小宁 → 小宁; a name that is not written in Chinese gives its first word; never the whole of a short name."""
    name = name.strip()
    if not name or ord(name[0]) < 0x2E80:
        first, _, rest = name.partition(" ")
        return first if rest else ""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[2:]
    return name[1:]
