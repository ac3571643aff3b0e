"""Call and text message sheets of carriers, and call lists of phones, as tables."""

from evidence.readers.callsheets.sheet import CallSheets

__all__ = ["CallSheets"]
