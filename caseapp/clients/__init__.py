"""Clients, their harassed contacts, debts, consents."""
