"""Virus scanning by clamd, where an office runs one. Nothing here is needed to take evidence in or read it."""
