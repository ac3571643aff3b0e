"""Items as received, their receipts, and the custody chain."""
