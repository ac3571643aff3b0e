"""The time-stamping authorities that this office asks, and whom it trusts."""

from evidence.timestamps.tsa import demonstration
from evidence.timestamps.tsa.asking import TsaFailed, ask, shown
from evidence.timestamps.tsa.trust import addresses, is_demonstration, trusted_roots

__all__ = [
    "TsaFailed",
    "addresses",
    "ask",
    "demonstration",
    "is_demonstration",
    "shown",
    "trusted_roots",
]
