"""The office: organisations, people, matters, who may see what, who did what.

Rooms, high to low: matters, people, privacy, audit, notices, access, queue, pages.
"""
