"""Telling people: mail now; chat robots and in-app notices find their place here."""
