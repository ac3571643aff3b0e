"""What was read out of items."""
