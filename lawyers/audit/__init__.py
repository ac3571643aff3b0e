"""Who did what to which matter, and who looked at personal data. Append-only."""
