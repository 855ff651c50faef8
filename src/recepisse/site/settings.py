"""Django's settings, derived from ``Reglages``: there is no second place to set anything."""

import os
from pathlib import Path
from typing import Any

from django.utils.functional import SimpleLazyObject

from recepisse.coffre import charger_cle_django
from recepisse.reglages import charger

REGLAGES = charger(os.environ)

# Made at first use, not here: reading the settings writes nothing in the data folder.
SECRET_KEY: Any = SimpleLazyObject(lambda: charger_cle_django(REGLAGES.donnees, REGLAGES.cle_django))
DEBUG = False
ALLOWED_HOSTS = list(REGLAGES.hotes_autorises)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "recepisse.gestion",
    "recepisse.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "recepisse.web.securite.EntetesSecurite",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "recepisse.web.connexion.suivi.SuiviSessions",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "recepisse.site.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "web"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "recepisse.web.contexte.bandeau",
            ],
            "builtins": ["recepisse.web.templatetags.francais", "recepisse.web.templatetags.aide"],
        },
    }
]
ASGI_APPLICATION = "recepisse.site.asgi.application"

# SQLite as the only writer's file: WAL lets screens read while a write goes on, FULL makes a commit
# survive a power cut, IMMEDIATE takes the write lock at BEGIN so that read-then-write never deadlocks.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": REGLAGES.fichier_base,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "gestion.Utilisateur"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "connexion"

LANGUAGE_CODE = "fr-fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent.parent / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

HTTPS = REGLAGES.url_publique.startswith("https://")
SESSION_COOKIE_AGE = int(REGLAGES.duree_session.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [REGLAGES.url_publique] if REGLAGES.url_publique else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
LOGGING_CONFIG = None  # journal.py configures logging, once, for every entry point
