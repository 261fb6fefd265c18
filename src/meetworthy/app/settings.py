"""Django's settings, from the environment; every variable starts with MEETWORTHY_.

A fresh installation runs with none of them set: SQLite in ``./meetworthy-data``, a secret made
there at first start, served on this machine only.  docs/reference/settings.md lists them all.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetworthy.app.operate.configuration import Configuration

CONFIGURATION = Configuration.from_environment()

SECRET_KEY = CONFIGURATION.secret_key
DEBUG = False
ALLOWED_HOSTS = CONFIGURATION.allowed_hosts
CSRF_TRUSTED_ORIGINS = CONFIGURATION.trusted_origins
DATABASES = {"default": CONFIGURATION.database}
DATA_FOLDER = CONFIGURATION.data_folder
SITE_URL = CONFIGURATION.site_url

INSTALLED_APPS = [
    "meetworthy.app.people",  # before allauth: its templates come before theirs
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "meetworthy.app.ledger",
    "meetworthy.app.ingest",
    "meetworthy.app.judging",
    "meetworthy.app.routing",
    "meetworthy.app.outbox",
    "meetworthy.app.definitions",
    "meetworthy.app.imports",
    "meetworthy.app.booking",
    "meetworthy.app.mail",
    "meetworthy.app.notices",
    "meetworthy.app.prequalify",
    "meetworthy.app.api",
    "meetworthy.app.quiz",
    "meetworthy.app.pages",
]

MIDDLEWARE = [
    "meetworthy.app.operate.middleware.RequestMiddleware",
    "meetworthy.app.api.edge.ProblemDetailsMiddleware",  # also of what those below say no to
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "meetworthy.app.urls"
WSGI_APPLICATION = "meetworthy.app.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# -- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "meetworthy.app.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation's link has verified the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to whoever is not a user
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password, a removed second factor
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end; this one has just proven itself
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before factors and passwords are changed
ACCOUNT_RATE_LIMITS = {
    # Guessing: a person who mistypes gets on, a program does not.  Chosen by eye.
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "meetworthy.app.people.forms.SignInForm",
    "reset_password": "meetworthy.app.people.forms.ForgottenForm",
    "reset_password_from_key": "meetworthy.app.people.forms.ChosenForm",
    "change_password": "meetworthy.app.people.forms.ChangedForm",
    "set_password": "meetworthy.app.people.forms.FirstForm",
    "reauthenticate": "meetworthy.app.people.forms.ConfirmedForm",
}
MFA_FORMS = {
    "authenticate": "meetworthy.app.people.forms.FactorForm",
    "reauthenticate": "meetworthy.app.people.forms.FactorAgainForm",
    "activate_totp": "meetworthy.app.people.forms.NewFactorForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIGURATION.is_behind else 0
MFA_ADAPTER = "meetworthy.app.people.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Meetworthy"
MFA_TOTP_TOLERANCE = 1  # of 30 seconds: telephones' clocks
SOCIALACCOUNT_ADAPTER = "meetworthy.app.people.adapter.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = CONFIGURATION.identity_providers
# The provider is the installation's own choice, so an address that it has verified is that user.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: form-action 'self' forbids a form that leads away
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
CACHES = {
    # What limits guessing must be one count for all processes, and outlive them.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

# -- borders ----------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.is_secure else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.is_behind else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "meetworthy.app.pages.errors.expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],  # charts carry style attributes
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000  # bytes of a request's body; uploads go to disk
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
MOST_UPLOAD_BYTES = CONFIGURATION.most_upload_mb * 1_000_000  # of all files of one import

# -- words, times, files ----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_FOLDER / "uploads"
globals().update(CONFIGURATION.mail)  # EMAIL_BACKEND, EMAIL_HOST and the like
DEFAULT_FROM_EMAIL = CONFIGURATION.mail_from
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = None  # operate.logs configures structlog
