"""The installation's configuration, read from the environment once, at start."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import dj_database_url

from meetworthy.model.problem import Place, Problem, Refused

from .mailing import mail_settings

DATA_FOLDER = "meetworthy-data"
SQLITE_WAIT_SECONDS = 60
"""How long a write waits for SQLite's one writer; chosen by eye, above any batch of ours."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # durable at commit, not only at the next checkpoint
    "PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-65536;"  # KiB; chosen by eye
    "PRAGMA mmap_size=1073741824;"
    "PRAGMA wal_autocheckpoint=16384;"
)


@dataclass(frozen=True, slots=True)
class Configuration:
    """What differs between installations."""

    data_folder: Path
    database: dict[str, Any]
    secret_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    site_url: str
    is_secure: bool
    is_behind: bool
    mail: dict[str, Any]
    mail_from: str
    mailbox: str
    asks_domains: bool
    identity_providers: dict[str, Any]
    metrics_token: str
    private_hosts: frozenset[str]
    log_form: str
    most_upload_mb: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Configuration:
        """Read the configuration; make the data folder and a secret where there are none."""
        folder = data_folder(environment)
        folder.mkdir(parents=True, exist_ok=True)
        site = _site(environment.get("MEETWORTHY_URL") or "http://localhost:8000")
        is_secure = site.startswith("https://")
        return cls(
            data_folder=folder,
            database=_database(environment.get("MEETWORTHY_DATABASE", ""), folder),
            secret_key=environment.get("MEETWORTHY_SECRET") or _secret(folder),
            allowed_hosts=_hosts(environment.get("MEETWORTHY_HOSTS", ""), site),
            trusted_origins=[site],
            site_url=site,
            is_secure=is_secure,
            is_behind=_is_wanted("MEETWORTHY_BEHIND_PROXY", environment),
            mail=mail_settings(environment.get("MEETWORTHY_SMTP", "")),
            mail_from=environment.get("MEETWORTHY_MAIL_FROM", "meetworthy@localhost"),
            mailbox=environment.get("MEETWORTHY_IMAP", ""),
            asks_domains=_is_wanted("MEETWORTHY_CHECK_DOMAINS", environment),
            identity_providers=_providers(environment),
            metrics_token=environment.get("MEETWORTHY_METRICS_TOKEN", ""),
            private_hosts=frozenset(_listed(environment.get("MEETWORTHY_ALLOW_PRIVATE_HOSTS", ""))),
            log_form=_log_form(environment.get("MEETWORTHY_LOG_FORMAT") or "json"),
            most_upload_mb=_megabytes(environment.get("MEETWORTHY_UPLOAD_MB") or "500"),
        )


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return where an installation keeps its data, whether it is there or not."""
    return Path(environment.get("MEETWORTHY_DATA", DATA_FOLDER)).resolve()


def database_file(folder: Path) -> Path:
    """Return where the database is that nobody named, whether it is there or not."""
    return folder / "meetworthy.sqlite3"


def _refuse(name: str, cause: str, remedy: str) -> NoReturn:
    raise Refused([Problem("setting_unfit", Place(name), cause, remedy)])


def _site(said: str) -> str:
    """Return the address that people type; it has no path, because links begin at the root."""
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        remedy = "Write https:// and the host's name, with nothing behind it but a port."
        _refuse("MEETWORTHY_URL", f"{said!r} is no address of a site.", remedy)
    return said.rstrip("/")


def _is_wanted(name: str, environment: Mapping[str, str]) -> bool:
    said = environment.get(name, "").strip().lower()
    if said not in ("", "yes", "no"):
        _refuse(name, f"{said!r} is neither yes nor no.", "Say yes, or leave it out.")
    return said == "yes"


def _log_form(said: str) -> str:
    if said not in ("json", "text"):
        _refuse("MEETWORTHY_LOG_FORMAT", f"{said!r} is neither json nor text.", "Say one of them.")
    return said


def _megabytes(said: str) -> int:
    if not said.isdecimal() or int(said) == 0:
        remedy = "Say a whole number of megabytes, such as 500."
        _refuse("MEETWORTHY_UPLOAD_MB", f"{said!r} is no whole number over zero.", remedy)
    return int(said)


def _database(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database that a URL names; SQLite in the folder unsaid."""
    if not url:
        url = f"sqlite:///{database_file(folder)}"
    if urlsplit(url).scheme not in ("sqlite", "postgres", "postgresql"):
        remedy = "Write postgres://name:password@host:5432/name, or sqlite:////path/to/file."
        _refuse("MEETWORTHY_DATABASE", "This is no URL of PostgreSQL or SQLite.", remedy)
    settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600))
    if settings["ENGINE"].endswith("sqlite3"):
        Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        settings["OPTIONS"] = {
            "timeout": SQLITE_WAIT_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": _PRAGMAS,
        }
    else:
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def _secret(folder: Path) -> str:
    """Return the secret kept in the data folder, made at the first start.

    It appears whole or not at all, and once: of two processes that start together both use it.
    """
    kept = folder / "secret"
    if not kept.exists():
        fresh = folder / f"secret.{secrets.token_hex(8)}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            kept.hardlink_to(fresh)
        fresh.unlink()
    return kept.read_text(encoding="ascii").strip()


def wrapping_key(secret: str) -> bytes:
    """Return the 32 bytes under which the keys of persons are wrapped."""
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"meetworthy-wrap").digest()


def _listed(said: str) -> list[str]:
    return [name.strip().lower() for name in said.split(",") if name.strip()]


def _hosts(said: str, site: str) -> list[str]:
    own = site.split("//", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
    return [own, "localhost", "127.0.0.1", "[::1]", *_listed(said)]


def _providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the OpenID Connect provider, where one is configured."""
    server = environment.get("MEETWORTHY_OIDC_SERVER")
    if not server:
        return {}
    app = {
        "provider_id": "sso",
        "name": environment.get("MEETWORTHY_OIDC_NAME") or "Single sign-on",
        "client_id": environment.get("MEETWORTHY_OIDC_CLIENT", ""),
        "secret": environment.get("MEETWORTHY_OIDC_SECRET", ""),
        "settings": {"server_url": server},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
