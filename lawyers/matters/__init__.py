"""The matter: the unit of access and assignment."""
