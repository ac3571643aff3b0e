"""The product's own settings for a web server that a test starts: pages find their files where they lie, unhashed."""

from caseapp.settings import *  # noqa: F403  # every setting but the two below is the product's

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405  # from the settings
WHITENOISE_USE_FINDERS = True
