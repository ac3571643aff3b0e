"""The catalogue is complete: what xgettext finds now stands in it, translated; no message is fuzzy or left over."""

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

TOP = Path(__file__).resolve().parent.parent
PLACE = Path("caseapp/locale/zh_Hans/LC_MESSAGES/django.po")


def keys(catalogue: polib.POFile) -> set[tuple[str, str]]:
    return {(entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def main() -> int:
    committed = polib.pofile(str(TOP / PLACE))
    with tempfile.TemporaryDirectory() as folder:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, check=True, capture_output=True).stdout
        copy = Path(folder) / "tree"
        for name in listed.decode().split("\0"):
            if name.endswith((".py", ".html", ".txt", ".po")) and not name.startswith(
                ("tests/", "benchmarks/")
            ):
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                if (TOP / name).exists():
                    (copy / name).write_bytes((TOP / name).read_bytes())
        line = ["makemessages", "-l", "zh_Hans", "--no-location", "--no-obsolete", "--verbosity", "0"]
        subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *line], cwd=copy, check=True, capture_output=True
        )
        fresh = polib.pofile(str(copy / PLACE))
    problems = [f"not in the catalogue: {one!r}" for one, _ in sorted(keys(fresh) - keys(committed))]
    problems += [f"no longer used: {one!r}" for one, _ in sorted(keys(committed) - keys(fresh))]
    problems += [f"not translated: {entry.msgid!r}" for entry in committed.untranslated_entries()]
    problems += [f"fuzzy: {entry.msgid!r}" for entry in committed.fuzzy_entries()]
    print("\n".join(problems) or f"{len(keys(committed))} messages, all translated")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
