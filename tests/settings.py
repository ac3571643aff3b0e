"""The product's own settings in a throw-away data folder, with a fast password hasher and tasks run at commit."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="caseapp-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
os.environ.setdefault("TASKS_EAGER", "1")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("SECRET_KEY", "tests-only-" + "k" * 50)
os.environ.setdefault("FIELD_KEYS", "tests-only-field-key")
for _name in ("DATABASE_URL", "REDIS_URL"):
    if url := os.environ.get(f"TEST_{_name}"):
        os.environ[_name] = url

from caseapp.settings import *  # noqa: E402, F403  # the environment above must be set first

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405  # from the settings
MIDDLEWARE = [m for m in MIDDLEWARE if not m.startswith("whitenoise.")]  # noqa: F405  # live servers serve files themselves
