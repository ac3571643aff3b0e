"""What is made from items and kept apart: copies to look at and listen to, redacted copies, transcripts, and what files say about their making."""
