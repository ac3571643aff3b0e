"""The case file: intake, list, page, timeline, notes."""
