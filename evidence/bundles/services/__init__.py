"""What changes in the bundles room."""

from evidence.bundles.services.exhibits import describe_exhibit, number_exhibits
from evidence.bundles.services.exporting import (
    ask_for_export,
    export_to_folder,
    make_export,
    make_waiting_exports,
    remove_expired_exports,
)

__all__ = [
    "ask_for_export",
    "describe_exhibit",
    "export_to_folder",
    "make_export",
    "make_waiting_exports",
    "number_exhibits",
    "remove_expired_exports",
]
