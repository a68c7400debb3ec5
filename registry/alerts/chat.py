"""Alerts into a chat (Slack, Microsoft Teams, Discord) through apprise. Loaded when the first chat is told.

apprise opens its own sockets, so only addresses whose host is the service's own are handed to it: the host stands in
its code, or for Teams ends as Microsoft's do. Redirects are not followed and no plugin of others is loaded.
"""

import logging
from dataclasses import dataclass

import apprise

from registry.alerts import wording, writing
from registry.alerts.chatting import Room
from registry.alerts.outbox import ChannelFailed
from registry.alerts.told import Told
from registry.terms import ChannelKind

TIMEOUT = 15.0


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """A room of a chat."""

    room: Room
    base_url: str
    language: str = "en"

    @property
    def name(self) -> ChannelKind:
        """The kind of chat."""
        return self.room.kind

    @property
    def target(self) -> str:
        """The room, without what opens it."""
        return self.room.target

    def send(self, told: Told) -> None:
        """Hand the words to the service, or raise ChannelFailed with what apprise says of it."""
        title, body = writing.chat(told, self.base_url)
        asset = apprise.AppriseAsset(
            async_mode=False, http_redirects=False, secure_logging=True, app_id="Onward", allow_templates=False,
            storage_mode=apprise.PersistentStoreMode.MEMORY,
        )  # fmt: skip
        mark = "&" if "?" in self.room.opened else "?"
        service = apprise.Apprise.instantiate(f"{self.room.opened}{mark}rto={TIMEOUT}&cto={TIMEOUT}", asset=asset)
        if service is None:
            raise ChannelFailed("chat: apprise does not read the address", is_final=True)
        with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as said:  # type: ignore[no-untyped-call]
            is_taken = service.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
        if not is_taken:
            why = wording.plain(str(said.getvalue() if hasattr(said, "getvalue") else ""), 200)
            raise ChannelFailed(f"{self.room.kind.value}: not taken. {self.room.hidden(why)}".strip())
