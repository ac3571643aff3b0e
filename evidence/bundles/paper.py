"""Setting paper: a Typst template and plain data become a PDF, with fonts embedded.

Typst needs no system library, and data reaches it as JSON, so that nobody's words can be markup.
"""

import functools
import json
from importlib.resources import files
from typing import Any

import typst
from django.conf import settings

SERIF = "Noto Serif CJK SC"
SANS = "Noto Sans CJK SC"
FLOOR = "Noto Sans SC"
"""The font that comes as a Python package, where the machine has none."""


class PaperFault(RuntimeError):
    """The paper was not set as it should be: a font is missing, or the template is wrong."""


@functools.cache
def _fonts() -> tuple[Any, tuple[str, ...]]:
    """Typst's fonts, and the names to use: the machine's serif where it has one."""
    folder = str(files("justmytype_intl_cjk") / "fonts")
    fonts = typst.Fonts(include_system_fonts=True, font_paths=[folder])
    known = set(fonts.families())
    return fonts, tuple(name for name in (SERIF, SANS, FLOOR) if name in known)[:1]


def set_paper(template: str, told: dict[str, Any]) -> bytes:
    """The PDF of `templates/evidence/paper/<template>.typ` with these data. Raises PaperFault, also for a mere warning."""
    fonts, names = _fonts()
    source = settings.BASE_DIR / "templates" / "evidence" / "paper" / f"{template}.typ"
    data = json.dumps({**told, "fonts": names}, ensure_ascii=False)
    try:
        paper, warnings = typst.compile_with_warnings(
            str(source), root=str(source.parent), font_paths=fonts, sys_inputs={"data": data}, format="pdf"
        )  # fmt: skip
    except typst.TypstError as error:
        raise PaperFault(str(error)) from error
    if warnings:
        raise PaperFault("; ".join(str(warning) for warning in warnings))
    return bytes(paper)
