"""`python -m benchmarks [--mb N] [--cases N] [--incidents N]`: reading of backups, suggestions on held-out messages, reading of screenshots, and the cost of the hot pages on PostgreSQL."""

import argparse

from benchmarks import pages, reading, screenshots, suggestions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=1024, help="size of the backup that is read")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["reading", "suggestions", "screenshots", "pages"])
    chosen = parser.parse_args()
    wanted = [chosen.only] if chosen.only else ["reading", "suggestions", "screenshots", "pages"]
    if "reading" in wanted:
        reading.run(chosen.mb)
    if "suggestions" in wanted:
        suggestions.run()
    if "screenshots" in wanted:
        screenshots.run()
    if "pages" in wanted:
        pages.run(chosen.cases, chosen.incidents)


if __name__ == "__main__":
    main()
