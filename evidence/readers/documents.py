"""What a document of Word, Excel, PowerPoint or WPS says about its making (ISO/IEC 29500-2, core properties)."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from lxml import etree

from evidence.readers.refusal import Refusal

PARTS = ("docProps/core.xml", "docProps/app.xml")
PART_BYTES = 1 << 20
KEPT = frozenset(
    {
        "creator",
        "lastModifiedBy",
        "created",
        "modified",
        "title",
        "revision",
        "lastPrinted",
        "Application",
        "AppVersion",
        "Company",
    }
)
VALUE_CHARACTERS = 300


class DocumentBroken(Refusal):
    """The document is damaged."""

    code = "document_broken"


def properties_of(stream: BinaryIO) -> dict[str, str]:
    """Who wrote it, when, with what, by the names of the standard; empty when it does not say. Raises DocumentBroken."""
    stream.seek(0)
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(stream) as parts:
            for name in PARTS:
                if name in parts.NameToInfo:
                    with parts.open(name) as part:
                        found |= _values(part.read(PART_BYTES))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, etree.XMLSyntaxError) as error:
        raise DocumentBroken from error
    return found


def _values(xml: bytes) -> dict[str, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    named = ((etree.QName(child).localname, child.text or "") for child in root if isinstance(child.tag, str))
    return {
        ("application" if name == "Application" else name): text.strip()[:VALUE_CHARACTERS]
        for name, text in named
        if name in KEPT and text.strip()
    }
