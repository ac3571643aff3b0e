"""Whether what is kept is still what was received: checks on the clock and on demand, alarms, and seals over the chains."""
