"""What supervisors see: reads all, writes nothing."""
