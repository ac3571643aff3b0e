"""One contact made by a collector: suggested by the machine, confirmed by a person."""
