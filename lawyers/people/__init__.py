"""Organisations, their people and roles, invitations, signing in."""
