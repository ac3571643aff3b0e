"""Personal data: encrypted at rest, found again through blind indexes, masked on screen, looks recorded."""
