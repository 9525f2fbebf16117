"""Django's settings: one embedded default that is safe on a laptop, opened up by `PENSTOCK_…` variables only."""

from __future__ import annotations

import hashlib
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from penstock.database import settings_of, trouble_with
from penstock.workspace import Workspace

BASE_DIR = Path(__file__).resolve().parent.parent
WORKSPACE = Workspace.open().ensure()

DEBUG = False
SECRET_KEY = WORKSPACE.secret_key()
# Cookies do not know ports: two installations on one machine must not log each other out.
INSTALL_ID = hashlib.sha256(SECRET_KEY.encode()).hexdigest()[:8]

# Host and Origin are checked by `penstock.security.origins` for HTTP and websocket alike, before Django looks.
ALLOWED_HOSTS = ["*"]
BIND_HOST = os.environ.get("PENSTOCK_HOST", "127.0.0.1")
EXTRA_HOSTS = [name.strip() for name in os.environ.get("PENSTOCK_ALLOWED_HOSTS", "").split(",") if name.strip()]

INSTALLED_APPS = ["rest_framework", "penstock", "designer", "runs"]
MIDDLEWARE = [
    "penstock.security.middleware.GuardMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "penstock.security.middleware.LoginMiddleware",
]
ROOT_URLCONF = "penstock.urls"
ASGI_APPLICATION = "penstock.asgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"context_processors": []},
    }
]


def _database(url: str | None) -> dict[str, Any]:
    """SQLite in the workspace, or the PostgreSQL that `PENSTOCK_DATABASE_URL` names."""
    if url:
        if trouble := trouble_with(url):
            raise ImproperlyConfigured(trouble)
        return settings_of(url)
    # The REST framework loads PostgreSQL's driver wherever that is installed: 17 MB for nothing.
    sys.modules.setdefault("django.contrib.postgres", None)  # type: ignore[arg-type]
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(WORKSPACE.db),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # DEFERRED with two writers answers "database is locked" in spite of the time-out (facts, section 4).
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;",
        },
        # A file, not memory: tests use threads and processes as the product does.
        "TEST": {"NAME": str(WORKSPACE.root / "test.db")},
    }


DATABASES = {"default": _database(os.environ.get("PENSTOCK_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LANGUAGE_COOKIE_NAME = "django_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "penstock" / "locale"]

# The front end's bundles carry a hash in their names; nothing is collected or renamed here.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Bundles are small: that ASGI reads a file whole before it sends it is no news worth a line in the log.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
WHITENOISE_MAX_AGE = 60
WHITENOISE_AUTOREFRESH = os.environ.get("PENSTOCK_STATIC_REFRESH") == "1"
WHITENOISE_USE_FINDERS = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/app/assets/.+-[\w-]{8,}\.\w+$"
FRONTEND_MANIFEST = STATIC_ROOT / "app" / ".vite" / "manifest.json"

SESSION_COOKIE = f"penstock_{INSTALL_ID}"
SESSION_AGE = 30 * 24 * 3600
X_FRAME_OPTIONS = "DENY"

SAMPLES_DIR = BASE_DIR / "examples"

# Code beside one component; those of Azure ML unless told otherwise.
DATA_COPY_BYTES = int(os.environ.get("PENSTOCK_COPY_MB", "256")) * 1024 * 1024  # larger data is registered in place
CODE_BYTES = int(os.environ.get("PENSTOCK_CODE_MB", "300")) * 1024 * 1024
CODE_FILES = int(os.environ.get("PENSTOCK_CODE_FILES", "2000"))
BODY_LIMIT = 16 * 1024 * 1024  # JSON and form bodies
UPLOAD_LIMIT = int(os.environ.get("PENSTOCK_UPLOAD_LIMIT", str(512 * 1024 * 1024)))  # multipart bodies
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_TEMP_DIR = str(WORKSPACE.uploads)
FILE_UPLOAD_PERMISSIONS = 0o600

DRAWING_PAUSE = 2.0  # seconds until a run that nobody looks at is first looked after; see runs.drawing
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["penstock.security.authentication.PenstockAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["penstock.rendering.Renderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "penstock.schema.PenstockSchema",
    "EXCEPTION_HANDLER": "penstock.security.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Penstock",
    "DESCRIPTION": "Design, run and watch machine-learning pipelines.",
    "VERSION": "v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": True,
    "POSTPROCESSING_HOOKS": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "penstock"},
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PENSTOCK_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"level": "WARNING", "propagate": True},
        "django.request": {"level": "CRITICAL", "propagate": True},  # our handlers log each failure once, with its id
        "psycopg.pool": {"level": "ERROR", "propagate": True},  # what fails is told by whoever asked, once
        "django.security": {"level": "ERROR", "propagate": True},
    },
}
