"""`python -m benchmarks [--only NAME] [--mb N] [--file-mb N] [--cases N] [--incidents N]`: what is measured, and against what, each module says."""

import argparse
from collections.abc import Callable

from benchmarks import ingest, pages, reading, same_message, screenshots, sheets, suggestions

Suite = Callable[[argparse.Namespace], object]
SUITES: dict[str, Suite] = {
    "ingest": lambda chosen: ingest.run(chosen.file_mb),
    "reading": lambda chosen: reading.run(chosen.mb),
    "screenshots": lambda chosen: screenshots.run(),
    "sheets": lambda chosen: sheets.run(),
    "same_message": lambda chosen: same_message.run(),
    "suggestions": lambda chosen: suggestions.run(),
    "pages": lambda chosen: pages.run(chosen.cases, chosen.incidents),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=SUITES)
    parser.add_argument("--mb", type=int, default=1024, help="size of the backup that is read")
    parser.add_argument("--file-mb", type=int, default=2048, help="size of the file that is taken in")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    chosen = parser.parse_args()
    for name in [chosen.only] if chosen.only else SUITES:
        SUITES[name](chosen)


if __name__ == "__main__":
    main()
