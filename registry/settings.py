"""The only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar

from registry.bucketaddress import SCHEME, Bucket, bucket_of
from registry.errors import BadInput

W = TypeVar("W", bound=StrEnum)


class LogForm(StrEnum):
    """How the lines of the log are written."""

    TEXT = "text"
    JSON = "json"


class MailSecurity(StrEnum):
    """How the way to the mail server is kept from others' eyes."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class LogLevel(StrEnum):
    """From which gravity on events are logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: what it means and what holds without it."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("ONWARD_VAR", "./var", "folder for everything that is written: snapshots and the database"),
    Setting("ONWARD_SNAPSHOTS", "", "folder or bucket (s3://…) of captured bytes; empty: snapshots inside ONWARD_VAR"),
    Setting("ONWARD_DATABASE_URL", "", "PostgreSQL or SQLite address; empty: onward.db inside ONWARD_VAR"),
    Setting("ONWARD_TODAY", "", "fixes the day (YYYY-MM-DD), for tests and rehearsals; empty: today in UTC"),
    Setting("ONWARD_HOST", "127.0.0.1", "address the server listens on; only loopback until accounts exist"),
    Setting("ONWARD_PORT", "8765", "port the server listens on"),
    Setting(
        "ONWARD_ALLOW_ADDRESSES", "", "networks the address guard lets through besides public ones, comma-separated"
    ),
    Setting("ONWARD_DOT", "", "another graphviz `dot` than the one installed with Onward (gives up same bytes)"),
    Setting("ONWARD_MAIL_SERVER", "", "host:port of the SMTP server for alerts; empty: no mail"),
    Setting("ONWARD_MAIL_USER", "", "name to log in with at the SMTP server; empty: no login"),
    Setting("ONWARD_MAIL_PASSWORD", "", "password of ONWARD_MAIL_USER"),
    Setting("ONWARD_MAIL_SECURITY", "", "starttls, tls or none; empty: starttls where there is a login, else none"),
    Setting("ONWARD_MAIL_FROM", "onward@localhost", "sender of alert mail"),
    Setting("ONWARD_MAIL_TO", "", "recipients of alert mail, comma-separated"),
    Setting("ONWARD_WEBHOOK_URL", "", "address that gets signed webhooks (Standard Webhooks)"),
    Setting("ONWARD_WEBHOOK_SECRETS", "", "webhook secrets (whsec_…), comma-separated for rotation, newest first"),
    Setting("ONWARD_ALERT_LANGUAGE", "en", "language of alerts to the receivers that settings name: en or sv"),
    Setting("ONWARD_ESCALATION_TO", "", "recipients of what nobody decided in time, comma-separated"),
    Setting("ONWARD_ESCALATE_AFTER_DAYS", "3,7", "days after which an undecided critical or high alert is escalated"),
    Setting("ONWARD_BASE_URL", "http://127.0.0.1:8765", "address under which people reach the server, for links"),
    Setting("ONWARD_TRUSTED_PROXIES", "", "networks of the proxies whose X-Forwarded-For or Forwarded is believed"),
    Setting("ONWARD_RATE_LIMIT", "1200", "requests a minute that one person, token or stranger's address may make"),
    Setting(
        "ONWARD_OIDC_ISSUER", "", "address of the identity provider people sign in with (OpenID Connect); empty: none"
    ),
    Setting("ONWARD_OIDC_CLIENT_ID", "", "what the identity provider calls this Onward"),
    Setting("ONWARD_OIDC_CLIENT_SECRET", "", "the secret it gave this Onward"),
    Setting("ONWARD_OIDC_ROLE", "", "role of whom the provider knows and nobody invited; empty: they are refused"),
    Setting("ONWARD_SERVER", "", "address of a remote server the command asks instead of the local database"),
    Setting("ONWARD_TOKEN", "", "token for ONWARD_SERVER"),
    Setting(
        "ONWARD_PRUNE_AFTER_DAYS", "", "days after which captured bytes that bear nothing out are let go; empty: never"
    ),
    Setting("ONWARD_LOG_FORM", "text", "how the lines of the log are written: text (key=value) or json"),
    Setting("ONWARD_LOG_LEVEL", "info", "from which gravity on events are logged: debug, info, warning or error"),
    Setting("ONWARD_BACKUPS", "", "folder where backups are put; `onward doctor` tells when the newest is too old"),
    Setting("ONWARD_HEADS", "", "folder where each day's head of the chain is published as a file; empty: nowhere"),
    Setting("ONWARD_HEAD_TO", "", "who is mailed each day's head of the chain, comma-separated; empty: nobody"),
    Setting("ONWARD_CONTACT", "", "address of a person, told to the sites that are watched"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment says, read once at a process's edge and passed in."""

    var: Path
    snapshots: Path | Bucket
    database_url: str
    today: date | None
    host: str
    port: int
    allow_addresses: tuple[str, ...]
    dot: str | None
    mail_server: str | None
    mail_user: str | None
    mail_password: str
    mail_security: MailSecurity
    mail_from: str
    mail_to: tuple[str, ...]
    webhook_url: str | None
    webhook_secrets: tuple[str, ...]
    alert_language: str
    escalation_to: tuple[str, ...]
    escalate_after_days: tuple[int, ...]
    base_url: str
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    rate_limit: int
    oidc_issuer: str | None
    oidc_client_id: str
    oidc_client_secret: str
    oidc_role: str | None
    server: str | None
    token: str | None
    contact: str | None
    prune_after_days: int | None
    log_form: LogForm
    log_level: LogLevel
    backups: Path | None
    heads: Path | None
    head_to: tuple[str, ...]

    def on(self) -> date:
        """The day questions are asked for when nobody names one."""
        return self.today or datetime.now(UTC).date()

    def now(self) -> datetime:
        """This instant, on the day that is fixed if one is."""
        now = datetime.now(UTC)
        return now if self.today is None else datetime.combine(self.today, now.timetz())

    def fixed_day(self) -> str | None:
        """What is said at the start of whatever goes on writing while the day is fixed; None: it is not."""
        if self.today is None:
            return None
        return (
            f"The day is fixed at {self.today} (ONWARD_TODAY): questions, deadlines and rounds are of that day. What "
            "people enter and decide, the chain of writes, sign-ins and tokens keep this machine's clock. For "
            "rehearsals, on a copy of the register."
        )


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. Raises BadInput naming the variable that cannot be read."""
    raw = {s.name: (os.environ if environ is None else environ).get(s.name, s.default).strip() for s in SETTINGS}
    return Settings(
        var=(var := Path(raw["ONWARD_VAR"]).absolute()),
        snapshots=_captured(raw["ONWARD_SNAPSHOTS"], var),
        database_url=raw["ONWARD_DATABASE_URL"] or f"sqlite:///{var / 'onward.db'}",
        today=_day(raw["ONWARD_TODAY"]),
        host=raw["ONWARD_HOST"],
        port=_port(raw["ONWARD_PORT"]),
        allow_addresses=_list(raw["ONWARD_ALLOW_ADDRESSES"]),
        dot=raw["ONWARD_DOT"] or None,
        mail_server=raw["ONWARD_MAIL_SERVER"] or None,
        mail_user=raw["ONWARD_MAIL_USER"] or None,
        mail_password=raw["ONWARD_MAIL_PASSWORD"],
        mail_security=_mail_security(raw),
        mail_from=raw["ONWARD_MAIL_FROM"],
        mail_to=_list(raw["ONWARD_MAIL_TO"]),
        webhook_url=raw["ONWARD_WEBHOOK_URL"] or None,
        webhook_secrets=_list(raw["ONWARD_WEBHOOK_SECRETS"]),
        alert_language=_language(raw["ONWARD_ALERT_LANGUAGE"]),
        escalation_to=_list(raw["ONWARD_ESCALATION_TO"]),
        escalate_after_days=_steps(raw["ONWARD_ESCALATE_AFTER_DAYS"]),
        base_url=raw["ONWARD_BASE_URL"].rstrip("/"),
        trusted_proxies=_networks(raw["ONWARD_TRUSTED_PROXIES"]),
        rate_limit=_rate(raw["ONWARD_RATE_LIMIT"]),
        oidc_issuer=raw["ONWARD_OIDC_ISSUER"].rstrip("/") or None,
        oidc_client_id=raw["ONWARD_OIDC_CLIENT_ID"],
        oidc_client_secret=raw["ONWARD_OIDC_CLIENT_SECRET"],
        oidc_role=raw["ONWARD_OIDC_ROLE"] or None,
        server=raw["ONWARD_SERVER"] or None,
        token=raw["ONWARD_TOKEN"] or None,
        contact=raw["ONWARD_CONTACT"] or None,
        prune_after_days=_days(raw["ONWARD_PRUNE_AFTER_DAYS"]),
        log_form=_word(LogForm, "ONWARD_LOG_FORM", raw),
        log_level=_word(LogLevel, "ONWARD_LOG_LEVEL", raw),
        backups=_folder(raw["ONWARD_BACKUPS"]),
        heads=_folder(raw["ONWARD_HEADS"]),
        head_to=_list(raw["ONWARD_HEAD_TO"]),
    )


def names() -> list[str]:
    """Names of the fields of Settings, for the test that keeps docs and settings together."""
    return [f.name for f in fields(Settings)]


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _captured(text: str, var: Path) -> Path | Bucket:
    """Where captured bytes lie. Raises BadInput for what is neither a folder nor the address of a bucket."""
    if text.startswith(SCHEME):
        return bucket_of(text, field="ONWARD_SNAPSHOTS")
    if "://" in text:
        raise BadInput("ONWARD_SNAPSHOTS is a folder or begins with s3://; write it so.", field="ONWARD_SNAPSHOTS")
    return Path(text).absolute() if text else var / "snapshots"


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one) for one in _list(text))
    except ValueError as error:
        raise BadInput(
            f"ONWARD_TRUSTED_PROXIES is “{text[:200]}”; write addresses or networks (10.0.0.5, 10.1.0.0/16), "
            "comma-separated.",
            field="ONWARD_TRUSTED_PROXIES",
        ) from error


def _folder(text: str) -> Path | None:
    return Path(text).absolute() if text else None


def _days(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 36_500:
        raise BadInput(
            f"ONWARD_PRUNE_AFTER_DAYS is “{text}”; write a number of days, or nothing.", field="ONWARD_PRUNE_AFTER_DAYS"
        )
    return int(text)


def _word(words: type[W], field: str, raw: Mapping[str, str]) -> W:
    """One of a few words, in either case."""
    try:
        return words(raw[field].lower())
    except ValueError as error:
        raise BadInput(f"{field} is “{raw[field]}”; write {' or '.join(words)}.", field=field) from error


def _mail_security(raw: Mapping[str, str]) -> MailSecurity:
    """How the mail server is spoken to. Raises BadInput where a password would be sent for everybody to read."""
    user, password = raw["ONWARD_MAIL_USER"], raw["ONWARD_MAIL_PASSWORD"]
    if bool(user) != bool(password):
        wanting = "ONWARD_MAIL_PASSWORD" if user else "ONWARD_MAIL_USER"
        raise BadInput(f"A login has a user and a password: set {wanting} too.", field=wanting)
    if not raw["ONWARD_MAIL_SECURITY"]:
        return MailSecurity.STARTTLS if user else MailSecurity.NONE
    found = _word(MailSecurity, "ONWARD_MAIL_SECURITY", raw)
    if user and found is MailSecurity.NONE:
        raise BadInput("A password is not sent in the clear: write starttls or tls.", field="ONWARD_MAIL_SECURITY")
    return found


def _language(text: str) -> str:
    if text not in {"en", "sv"}:
        raise BadInput(f"ONWARD_ALERT_LANGUAGE is “{text}”; write en or sv.", field="ONWARD_ALERT_LANGUAGE")
    return text


def _steps(text: str) -> tuple[int, ...]:
    """Days that grow from step to step."""
    field, parts = "ONWARD_ESCALATE_AFTER_DAYS", _list(text)
    if not all(part.isascii() and part.isdigit() and 0 < int(part) <= 365 for part in parts):
        raise BadInput(f"{field} is “{text}”; write numbers of days from 1 to 365, comma-separated.", field=field)
    return tuple(sorted({int(part) for part in parts}))


def _rate(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= 1_000_000:
        raise BadInput(f"ONWARD_RATE_LIMIT is “{text}”; write requests a minute.", field="ONWARD_RATE_LIMIT")
    return int(text)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"ONWARD_TODAY is “{text}”; write a day as YYYY-MM-DD.", field="ONWARD_TODAY") from error


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > 65535:
        raise BadInput(f"ONWARD_PORT is “{text}”; write a number from 0 to 65535.", field="ONWARD_PORT")
    return int(text)
