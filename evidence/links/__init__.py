"""Upload links: how a person without an account hands files in."""
