"""Factories: typed, one file per floor or room, with traits for states. All people and numbers are fictional."""
