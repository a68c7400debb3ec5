"""Addresses of chats: three services, each by the few forms that lead to its own host. Everything else is refused."""

import re
from dataclasses import dataclass
from hashlib import sha256

from registry.errors import BadInput
from registry.terms import ChannelKind

_TOKEN = r"[A-Za-z0-9_-]{1,200}"
_FORMS = {
    ChannelKind.SLACK: (
        re.compile(rf"slack://({_TOKEN})/({_TOKEN})/({_TOKEN})/?"),
        "slack://TokenA/TokenB/TokenC, the three parts of the incoming webhook's address",
    ),
    ChannelKind.DISCORD: (
        re.compile(rf"discord://([0-9]{{1,30}})/({_TOKEN})/?"),
        "discord://webhook-id/webhook-token, the two parts of the webhook's address",
    ),
    ChannelKind.MSTEAMS: (
        re.compile(
            r"msteams://([a-z0-9-]{1,80}(?:\.[a-z0-9-]{1,80}){0,4}\.(?:logic\.azure|api\.powerplatform)\.com)(?::443)?"
            rf"/({_TOKEN})/({_TOKEN})/?"
        ),
        "msteams://host.logic.azure.com/workflow/signature, of the workflow that posts into the channel",
    ),
}
CHATS = tuple(_FORMS)


@dataclass(frozen=True, slots=True)
class Room:
    """Where a chat is told. `opened` is the address as apprise reads it, and a secret; `target` can be shown."""

    kind: ChannelKind
    opened: str
    target: str

    def hidden(self, text: str) -> str:
        """A text without the parts that open the room."""
        for part in sorted(re.split(r"[:/]+", self.opened)[1:], key=len, reverse=True):
            text = text.replace(part, "…") if part else text
        return text


def room(kind: ChannelKind, address: str) -> Room:
    """The room an address leads to. Raises BadInput for another service, another host, or options."""
    form = _FORMS.get(kind)
    if form is None:
        raise BadInput(f"“{kind}” is no chat; one of {', '.join(CHATS)} is.", field="channel")
    found = form[0].fullmatch(address)
    if found is None:
        raise BadInput(f"This is no address of {kind.value} that is taken here; write {form[1]}.", field="target")
    opened = address.rstrip("/")
    if kind is ChannelKind.MSTEAMS:
        newer = "?pa=yes" if found[1].endswith(".api.powerplatform.com") else ""
        opened = f"workflows://{'/'.join(found.groups())}{newer}"
    mark = sha256(opened.encode()).hexdigest()[:8]
    return Room(kind, opened, f"{kind.value}:{mark}")
