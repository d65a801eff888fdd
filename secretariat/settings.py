"""Typed settings, read once at the start from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from secretariat.errors import Misconfigured

# The key of the demonstration; a production start with it refuses (ASVS 13.3.1).
DEMO_KEY = "demonstration-key-that-is-no-secret"
SHORTEST_KEY = 32
MOST_LINES = 8  # to the mail server at once; each needs a connection to the database now and then
# Labels of a name in DNS.
LABELS = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
LONGEST_PATH = 255
# Names of buckets as Amazon allows them; a prefix as every server that speaks S3 takes it.
BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
PREFIX = r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*"
APP_ROLE = "secretariat_app"


@dataclass(frozen=True)
class OwnKey:
    """The key that signs mails, as text, and the name under which DNS holds its public half."""

    pem: str = field(repr=False)
    selector: str
    domain: str


@dataclass(frozen=True, kw_only=True)
class BucketAddress:
    """A bucket of S3, and how it is reached; what is None is found by the rules of AWS.

    prefix: what the names of ours begin with · scratch: the folder on this machine for what is being looked at.
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"
    key_id: str | None = None
    secret: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    scratch: Path


# Where files are kept: in a folder that all processes share, or in a bucket.
Place = Path | BucketAddress


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation chooses. Addresses are URLs, times are seconds, sizes are bytes."""

    # Addresses may hold passwords: no log and no error page prints them.
    database_url: str = field(repr=False)
    owner_database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    instance: Path
    storage: Place
    secret_key: str = field(repr=False)
    base_url: str
    demo: bool = False
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "Secretariat <secretariat@example.org>"
    reply_to: str | None = None
    dkim: OwnKey | None = None
    dns_server: tuple[str, int] | None = None
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    proxies: int = 0
    metrics_token: str | None = field(default=None, repr=False)
    upload_limit: int = 100 * 1024 * 1024
    mail_per_minute: int = 60
    mail_lines: int = 3
    mail_lease: int = 45
    packet_lease: int = 60
    smtp_timeout: int = 30
    sweep_every: int = 10
    failpoint: str | None = None

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; raise Misconfigured with a sentence where one is missing or cannot work."""
        demo = environ.get("DEMO", "") == "1"
        instance = Path(environ.get("INSTANCE", "instance")).resolve()
        secret_key = environ.get("SECRET_KEY") or (DEMO_KEY if demo else "")
        if not demo and (secret_key == DEMO_KEY or len(secret_key) < SHORTEST_KEY):
            raise Misconfigured("Set SECRET_KEY to a secret of 32 characters or more, or start the demonstration.")
        database_url = with_driver(required(environ, "DATABASE_URL"))
        base_url = environ.get("BASE_URL", f"http://localhost:{environ.get('PORT', '8000')}").rstrip("/")
        return cls(
            database_url=database_url,
            owner_database_url=with_driver(environ.get("OWNER_DATABASE_URL") or database_url),
            redis_url=required(environ, "REDIS_URL"),
            instance=instance,
            storage=place_of(environ, instance),
            secret_key=secret_key,
            base_url=base_url,
            demo=demo,
            smtp_url=environ.get("SMTP_URL") or None,
            mail_from=environ.get("MAIL_FROM", cls.mail_from),
            reply_to=answered_at(environ.get("REPLY_TO", "")),
            dkim=signed_by(environ),
            dns_server=asked_at(environ.get("DNS_SERVER", "")),
            trusted_hosts=tuple(environ.get("TRUSTED_HOSTS", ",".join(cls.trusted_hosts)).split(",")),
            proxies=whole(environ, "PROXIES", cls.proxies),
            metrics_token=environ.get("METRICS_TOKEN") or None,
            upload_limit=whole(environ, "UPLOAD_LIMIT", cls.upload_limit),
            # In the demonstration everybody has an address at the same domain.
            mail_per_minute=whole(environ, "MAIL_PER_MINUTE", 0 if demo else cls.mail_per_minute),
            mail_lines=min(max(whole(environ, "MAIL_LINES", cls.mail_lines), 1), MOST_LINES),
            mail_lease=whole(environ, "MAIL_LEASE", cls.mail_lease),
            packet_lease=whole(environ, "PACKET_LEASE", cls.packet_lease),
            smtp_timeout=whole(environ, "SMTP_TIMEOUT", cls.smtp_timeout),
            sweep_every=whole(environ, "SWEEP_EVERY", cls.sweep_every),
            failpoint=environ.get("FAILPOINT") or None,
        )


def required(environ: Mapping[str, str], name: str) -> str:
    """Return a setting that has no default."""
    value = environ.get(name, "")
    if not value:
        raise Misconfigured(f"Set {name}, or start with 'secretariat up', which brings its own engines.")
    return value


def place_of(environ: Mapping[str, str], instance: Path) -> Place:
    """Return where files are kept: a folder, or s3://bucket/prefix with AWS's own settings for the rest."""
    given = environ.get("STORAGE") or str(instance / "files")
    scheme, separator, rest = given.partition("://")
    if not separator:
        return Path(given).resolve()
    bucket, _slash, prefix = rest.rstrip("/").partition("/")
    if scheme != "s3" or not re.fullmatch(BUCKET, bucket) or (prefix and not re.fullmatch(PREFIX, prefix)):
        raise Misconfigured(f"STORAGE is {given!r}; write the path of a folder, or s3://bucket/prefix.")
    key_id, secret = environ.get("AWS_ACCESS_KEY_ID") or None, environ.get("AWS_SECRET_ACCESS_KEY") or None
    if (key_id is None) != (secret is None):
        raise Misconfigured("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither where the machine has a role.")
    return BucketAddress(
        bucket=bucket,
        prefix=prefix,
        endpoint=reached_at(environ),
        region=environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or BucketAddress.region,
        key_id=key_id,
        secret=secret,
        token=environ.get("AWS_SESSION_TOKEN") or None,
        scratch=instance / "scratch",
    )


def reached_at(environ: Mapping[str, str]) -> str | None:
    """Return the address of the server that speaks S3, or None for Amazon's own."""
    endpoint = environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL") or ""
    if not endpoint:
        return None
    try:
        parts = urlsplit(endpoint)
        well = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well = False
    if not well or "@" in endpoint:
        raise Misconfigured(f"AWS_ENDPOINT_URL is {endpoint!r}; write https://host, with a port if need be.")
    return endpoint.rstrip("/")


def answered_at(address: str) -> str | None:
    """Return the address at which answers to mails are read; what follows a plus sign in it is the house's own."""
    if not address:
        return None
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", address):
        raise Misconfigured(f"REPLY_TO is {address!r}; write a short plain address, such as answers@host.org.")
    return address


def signed_by(environ: Mapping[str, str]) -> OwnKey | None:
    """Return by which key mails are signed, and in whose name; None where no key is set."""
    given = environ.get("DKIM_KEY", "").strip()
    if not given:
        return None
    selector = environ.get("DKIM_SELECTOR", "")
    own_domain = parseaddr(environ.get("MAIL_FROM", Settings.mail_from))[1].rpartition("@")[2]
    domain = environ.get("DKIM_DOMAIN") or own_domain
    if not re.fullmatch(LABELS, selector):
        raise Misconfigured("DKIM_KEY is set: set DKIM_SELECTOR too, the name that the key has in DNS, such as s2025.")
    if not re.fullmatch(LABELS, domain) or "." not in domain:
        raise Misconfigured(f"DKIM_DOMAIN is {domain!r}; write the domain that signs, such as host.org.")
    return OwnKey(key_text(given), selector.lower(), domain.lower())


def key_text(given: str) -> str:
    """Return a private key: as the setting has it, on one line too as some hosts want it, or from a file it names."""
    if given.startswith("-----BEGIN"):
        return given.replace("\\n", "\n")
    if len(given) > LONGEST_PATH:  # a key without its first line, which is not to be printed
        raise Misconfigured("DKIM_KEY is neither a file nor a key that begins with -----BEGIN PRIVATE KEY-----.")
    try:
        return Path(given).read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Misconfigured(f"DKIM_KEY names the file {given!r}, which cannot be read: {why}.") from None


def asked_at(server: str) -> tuple[str, int] | None:
    """Return the address and port of the server that is asked for names, or None for those of this machine."""
    if not server:
        return None
    try:
        parts = urlsplit(f"//{server}")
        return str(ip_address(parts.hostname or "")), parts.port or 53
    except ValueError:
        raise Misconfigured(f"DNS_SERVER is {server!r}; write the address of a server, such as 9.9.9.9.") from None


def whole(environ: Mapping[str, str], name: str, default: int) -> int:
    """Return a setting that is a whole number."""
    value = environ.get(name, str(default))
    if not value.isdecimal():
        raise Misconfigured(f"{name} is {value!r}; write a whole number, such as {default}.")
    return int(value)


def with_driver(url: str) -> str:
    """Name the psycopg driver in a PostgreSQL address as people write it."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise Misconfigured(f"DATABASE_URL begins with {scheme!r}; write postgresql://user:password@host/name.")
    return f"postgresql+psycopg://{rest}"
