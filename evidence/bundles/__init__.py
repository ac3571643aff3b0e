"""Handing evidence out: numbered exhibits, the catalogue, and bags that anybody can check without this software."""
