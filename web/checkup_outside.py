"""Looking at what is not Onward's own: the programs it starts, and the servers its alerts go to."""

import shutil
from collections.abc import Callable, Iterator

from crawlers.site_rendering import BROWSERS
from graphs.renderers import engine
from registry.alerts.channels import MailChannel, MailLogin, WebhookChannel, channels_of
from registry.alerts.outbox import ChannelFailed
from registry.errors import BadInput
from registry.settings import Settings
from web.checkup import Examined, Looked, finding, note, well

_DRAWN = "digraph { a -> b }"


def look(examined: Examined) -> Iterator[Looked]:
    """Programs, then servers."""
    yield _browser()
    yield _graphviz(examined.settings)
    yield from _ways_out(examined.settings)


def _browser() -> Looked:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        says = "there is no Chromium: `onward scan --render` and agreements behind scripts do without"
        return note("chromium", says, "Install Debian's package chromium where you want that.")
    return well("chromium", f"{found} is there")


def _graphviz(settings: Settings) -> Looked:
    try:
        engine.lay_out(_DRAWN, "svg", dot=settings.dot)
    except engine.DrawingFailed as error:
        return finding("graphviz", str(error), "Diagrams cannot be drawn: install graphviz-pure, or mend ONWARD_DOT.")
    return well("graphviz", f"{settings.dot or engine.installed()} draws")


def _ways_out(settings: Settings) -> Iterator[Looked]:
    try:
        ways = channels_of(settings)
    except BadInput:
        return  # told among the settings
    if not ways:
        yield note("alerts", "the settings name no way out for alerts; subscriptions may", "See docs/alerts.md.")
    if settings.mail_server is not None:
        office = MailChannel(
            settings.mail_server, settings.mail_from, "", settings.base_url, login=MailLogin.of(settings)
        )
        yield _reached("mail", office.reach, settings.mail_server, "ONWARD_MAIL_SERVER")
    for way in ways:
        if isinstance(way, WebhookChannel):
            yield _reached("webhook", way.reach, "its receiver", "ONWARD_WEBHOOK_URL")


def _reached(name: str, reach: Callable[[], None], whom: str, setting: str) -> Looked:
    try:
        reach()
    except ChannelFailed as error:
        return finding(name, str(error), f"See {setting}, the network between, and ONWARD_ALLOW_ADDRESSES.")
    return well(name, f"{whom} answers")
