"""Front-end files from npm packages: only the named ones, under vendor/."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage

FILES = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "vendor/bootstrap-icons.min.css": "bootstrap-icons/font/bootstrap-icons.min.css",
    "vendor/fonts/bootstrap-icons.woff": "bootstrap-icons/font/fonts/bootstrap-icons.woff",
    "vendor/fonts/bootstrap-icons.woff2": "bootstrap-icons/font/fonts/bootstrap-icons.woff2",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/tus.min.js": "tus-js-client/dist/tus.min.js",
    "vendor/tus.min.js.map": "tus-js-client/dist/tus.min.js.map",
    "vendor/echarts.common.min.js": "echarts/dist/echarts.common.min.js",
}


class PackageFinder(BaseFinder):
    """Finds the files above in node_modules; everything else in the packages stays unreachable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(os.environ.get("NODE_MODULES") or settings.BASE_DIR / "node_modules")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [source for source in FILES.values() if not (self.folder / source).exists()]
        if not missing:
            return []
        return [
            CheckWarning(
                f"Front-end files are missing, first {missing[0]}.", hint="Run make setup.", id="pages.W001"
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        wanted = self.folder / FILES[path] if path in FILES else None
        found = [str(wanted)] if wanted and wanted.exists() else []
        return found if find_all or kwargs.get("all") else (found[0] if found else [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Any]]:
        for public, source in FILES.items():
            if (self.folder / source).exists():
                yield public, _Renamed(self.folder, public, source)


class _Renamed(FileSystemStorage):
    """A storage in which one file of a package stands under its public name."""

    def __init__(self, folder: Path, public: str, source: str) -> None:
        super().__init__(location=folder)
        self.prefix = ""
        self._names = {public: source}

    def path(self, name: str) -> str:
        return super().path(self._names.get(name, name))
