"""One settings module; an organisation's server differs from a fresh machine only by its environment.

Without DATABASE_URL everything is embedded: SQLite, a file-system broker, secrets made once, all in DATA_DIR.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from caseapp import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("DATA_DIR") or BASE_DIR / "data")
DATABASE_URL = environment.text("DATABASE_URL")
REDIS_URL = environment.text("REDIS_URL")
IS_EMBEDDED = not DATABASE_URL
HTTPS = environment.boolean("HTTPS", default=not IS_EMBEDDED)
DATA_DIR.mkdir(parents=True, exist_ok=True)

# --- secrets
_secret_folder = DATA_DIR / "secrets" if IS_EMBEDDED else None
SECRET_KEY = environment.secret("SECRET_KEY", keep_in=_secret_folder)
# Newest first: the first key writes, all of them read, so that a key can be replaced without downtime.
FIELD_KEYS = environment.secret("FIELD_KEYS", keep_in=_secret_folder).split(",")

# --- what this process is
DEBUG = environment.boolean("DEBUG", default=False)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if IS_EMBEDDED else "")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
SITE_URL = environment.text("SITE_URL", f"http://localhost:{environment.integer('PORT', 8000)}")
ROOT_URLCONF = "caseapp.urls"
WSGI_APPLICATION = "caseapp.wsgi.application"
# SQLite leaves the included columns of one index out; it works without them.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "caseapp",
    "caseapp.dashboards",
    "caseapp.uploads",
    "caseapp.incidents",
    "caseapp.cases",
    "caseapp.clients",
    "caseapp.agencies",
    "caseapp.law",
    "evidence",
    "lawyers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lawyers.pages.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lawyers.access.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lawyers.pages.context.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- database
DATABASES = {"default": environment.database(DATABASE_URL, DATA_DIR)}

# --- people
AUTH_USER_MODEL = "lawyers.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lawyers.people.backends.ActivePersonBackend",
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:sign_in"
PASSWORD_RESET_TIMEOUT = 3 * 60 * 60
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
INVITATION_LIFETIME = timedelta(days=7)

# --- throttled sign-in: by person and address together, so that nobody can lock a colleague out from elsewhere
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "lawyers.people.views.too_many_attempts"
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_IPWARE_PROXY_COUNT = environment.integer("PROXY_COUNT", 0) or None

# --- language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "caseapp" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["lawyers.pages.formats"]

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lawyers.pages.finders.PackageFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "vault": environment.vault(DATA_DIR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["evidence.incoming.IncomingFileHandler"]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
# One pass of the hourly check: so many items, bytes and custody chains at most.
FIXITY_ITEMS_AT_ONCE = environment.integer("FIXITY_ITEMS_AT_ONCE", 500)
FIXITY_BYTES_AT_ONCE = environment.integer("FIXITY_BYTES_AT_ONCE", 4 * 1024**3)
FIXITY_CHAINS_AT_ONCE = environment.integer("FIXITY_CHAINS_AT_ONCE", 200)
EVIDENCE_MAX_BYTES = environment.integer("EVIDENCE_MAX_BYTES", 2 * 1024**3)
# What reading one file may cost: bytes of address space for the reading process, and CPU seconds beside those for size.
READER_MEMORY_BYTES = environment.integer("READER_MEMORY_BYTES", 3 * 1024**3)
READER_CPU_SECONDS = environment.integer("READER_CPU_SECONDS", 600)
# Two workers that read pictures with one thread each do a third more than one with two, in twice the memory (1 GB each).
OCR_THREADS = environment.integer("OCR_THREADS", 1)
# clamd's socket: unix:/path or host:port. Its StreamMaxLength (100 MB unless changed) bounds what it takes.
CLAMD = environment.text("CLAMD")
CLAMD_MAX_BYTES = environment.integer("CLAMD_MAX_BYTES", 100 * 1024**2)
# Asked in this order. A machine for trying out stamps by itself, which nobody trusts; a server never does.
TSA_URLS = environment.text("TSA_URLS", "demo:" if IS_EMBEDDED else "").split()
TSA_CA_FILE = environment.text("TSA_CA_FILE")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.boolean("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "office@localhost")

# --- work put off
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 2
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = environment.boolean("TASKS_EAGER", default=False)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "read-what-is-waiting": {"task": "incidents.read_waiting", "schedule": 60.0, "options": {"expires": 55}},
    "keep-what-has-arrived": {
        "task": "incidents.finish_arrivals",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "stamp-what-is-waiting": {"task": "evidence.stamp_waiting", "schedule": 30.0, "options": {"expires": 25}},
    "prepare-what-is-waiting": {
        "task": "evidence.prepare_waiting",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "keep-what-arrived-by-link": {
        "task": "uploads.finish_left",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "sweep-what-was-left": {"task": "evidence.sweep", "schedule": timedelta(hours=6)},
    "scan-what-is-waiting": {"task": "evidence.scan_waiting", "schedule": 60.0, "options": {"expires": 55}},
    "tend-exports": {"task": "evidence.tend_exports", "schedule": 300.0, "options": {"expires": 290}},
    "read-a-sample-again": {
        "task": "evidence.check_sample",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3500},
    },
    "go-through-chains": {
        "task": "evidence.check_chains",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3500},
    },
    "seal-chains": {
        "task": "evidence.seal_chains",
        "schedule": timedelta(days=1),
        "options": {"expires": 80000},
    },
    "mail-alarms-again": {
        "task": "evidence.tell_untold",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3500},
    },
}
if not REDIS_URL:
    _broker = DATA_DIR / "broker"
    for _name in ("queue", "control"):
        (_broker / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- browser security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if environment.boolean("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- log: ids and event names only; request lines carry no query string because searches may hold a phone number
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_query": {"()": "lawyers.pages.logs.WithoutQuery"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_query"]}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
}
