"""Links for people without an account: who gets one, what they see, and what comes in."""
