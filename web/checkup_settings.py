"""Looking at the settings: those that contradict each other, and an open door without accounts."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from registry.accounts import people
from registry.alerts import channels
from registry.errors import BadInput, StoreError
from registry.settings import Settings
from registry.store import open_store
from web.access import is_loopback
from web.checkup import Examined, Looked, finding, note, or_well


def look(examined: Examined) -> Iterator[Looked]:
    """What the settings say against each other, and who may come in."""
    settings = examined.settings
    wrong = [*_doors(settings), *_mail(settings), *_webhook(settings), *_provider(settings), *_remote(settings)]
    yield from or_well("settings", "none contradicts another", iter(wrong))
    yield from _noted(settings)


def _doors(settings: Settings) -> Iterator[Looked]:
    base = urlsplit(settings.base_url)
    is_ours_alone = is_loopback(base.hostname or "")
    if not is_ours_alone and base.scheme != "https":  # also behind a proxy on this machine
        says = f"ONWARD_BASE_URL is {settings.base_url}: sessions and tokens travel unencrypted"
        yield finding("settings", says, "Put a proxy with a certificate before Onward and write https://….")
    for network in settings.trusted_proxies:
        if not network.prefixlen:
            says = f"ONWARD_TRUSTED_PROXIES names {network}: anybody may say which address asks"
            yield finding("settings", says, "Name the addresses of your proxies alone.")
    if is_loopback(settings.host):
        return
    if not _has_accounts(settings):
        cure = 'onward user add ada@company.example --name "Ada Berg" --role admin'
        yield finding("accounts", f"ONWARD_HOST is {settings.host}, and nobody has an account", cure)
    if is_ours_alone:
        says = f"ONWARD_HOST is {settings.host}, but links lead to {settings.base_url}, where nobody else comes"
        yield finding("settings", says, "Set ONWARD_BASE_URL to the address people use.")


def _mail(settings: Settings) -> Iterator[Looked]:
    wanting = [name for name, told in (("ONWARD_MAIL_TO", settings.mail_to),
                                       ("ONWARD_ESCALATION_TO", settings.escalation_to),
                                       ("ONWARD_HEAD_TO", settings.head_to)) if told]  # fmt: skip
    if wanting and settings.mail_server is None:
        says = f"{' and '.join(wanting)} name receivers, but there is no ONWARD_MAIL_SERVER"
        yield finding("settings", says, "Set ONWARD_MAIL_SERVER to host:port, or empty the other.")


def _webhook(settings: Settings) -> Iterator[Looked]:
    if settings.webhook_secrets and settings.webhook_url is None:
        says = "ONWARD_WEBHOOK_SECRETS sign nothing: there is no ONWARD_WEBHOOK_URL"
        yield finding("settings", says, "Set both or none.")
    try:
        channels.channels_of(settings)
    except BadInput as error:
        yield finding("settings", str(error), f"Mend {error.field}.")


def _provider(settings: Settings) -> Iterator[Looked]:
    parts = {
        "ONWARD_OIDC_ISSUER": settings.oidc_issuer,
        "ONWARD_OIDC_CLIENT_ID": settings.oidc_client_id,
        "ONWARD_OIDC_CLIENT_SECRET": settings.oidc_client_secret,
    }
    missing = [name for name, told in parts.items() if not told]
    if 0 < len(missing) < len(parts) or (missing and settings.oidc_role):
        says = f"sign-in by an identity provider lacks {', '.join(missing)}"
        yield finding("settings", says, "Set all three or none (docs/accounts.md).")


def _remote(settings: Settings) -> Iterator[Looked]:
    if settings.token and settings.server is None:
        yield finding("settings", "ONWARD_TOKEN opens nothing: there is no ONWARD_SERVER", "Set both or none.")
    if settings.server is not None and settings.backups is not None:
        says = "ONWARD_SERVER sends commands to another machine, while ONWARD_BACKUPS says that the register is here"
        yield finding("settings", says, "Set ONWARD_SERVER on the machines of those who ask, not on the server.")


def _noted(settings: Settings) -> Iterator[Looked]:
    if settings.today is not None:
        says = f"the day stands still at {settings.today} (ONWARD_TODAY): no deadline comes nearer"
        yield note("day", says, "Leave ONWARD_TODAY empty but for rehearsals: rows keep the machine's clock.")
    yield from _proxies(settings)
    if settings.prune_after_days is not None:
        says = f"captured bytes that bear nothing out are let go after {settings.prune_after_days} days"
        yield note(
            "retention", says, "A public body empties ONWARD_PRUNE_AFTER_DAYS unless its archive rules allow it."
        )
    else:
        yield note("retention", "every captured byte is kept: nothing is ever let go")


def _proxies(settings: Settings) -> Iterator[Looked]:
    """Whose word is taken for the address that asks."""
    if settings.trusted_proxies:
        named = ", ".join(str(one) for one in settings.trusted_proxies)
        yield note("proxies", f"{named}: told by these, X-Forwarded-For and Forwarded say which address asks")
    elif urlsplit(settings.base_url).scheme == "https":
        says = "no proxy is named (ONWARD_TRUSTED_PROXIES): behind one, all strangers share one limit"
        yield note("proxies", says, "Name your proxy's address there (docs/accounts.md).")


def _has_accounts(settings: Settings) -> bool:
    try:
        store = open_store(settings.database_url)
        try:
            store.require_there()
            with store.read() as session:
                return people.exist(session)
        finally:
            store.close()
    except StoreError:
        return False
