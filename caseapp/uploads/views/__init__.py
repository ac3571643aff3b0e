"""The phone page and the office's side of it."""
