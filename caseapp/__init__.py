"""The harassment case: who did what to whom, who must answer for it, by when."""

from caseapp.celery import app as celery_app

__all__ = ["celery_app"]
