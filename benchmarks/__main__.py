"""`python -m benchmarks [--mb N] [--file-mb N] [--cases N] [--incidents N]`: a large file taken in, reading of backups, suggestions on held-out messages, and the cost of the hot pages on PostgreSQL."""

import argparse

from benchmarks import ingest, pages, reading, suggestions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=1024, help="size of the backup that is read")
    parser.add_argument("--file-mb", type=int, default=2048, help="size of the file that is taken in")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["ingest", "reading", "suggestions", "pages"])
    chosen = parser.parse_args()
    wanted = [chosen.only] if chosen.only else ["ingest", "reading", "suggestions", "pages"]
    if "ingest" in wanted:
        ingest.run(chosen.file_mb)
    if "reading" in wanted:
        reading.run(chosen.mb)
    if "suggestions" in wanted:
        suggestions.run()
    if "pages" in wanted:
        pages.run(chosen.cases, chosen.incidents)


if __name__ == "__main__":
    main()
