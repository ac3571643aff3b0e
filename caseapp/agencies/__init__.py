"""Lenders, loan products, platforms, collection agencies, aliases, who collects for whom."""
