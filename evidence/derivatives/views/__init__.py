"""Pictures, players, transcripts, redactions and what files say about their making."""
