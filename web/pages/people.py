"""Who wrote, decided or was asked, by name: a page never shows the opaque id under which somebody stands in the log."""

from collections.abc import Iterable

from registry.accounts.persons import called
from web.deps import Desk
from web.pages.visiting import Visit


def names_of_people(desk: Desk, visit: Visit, actors: Iterable[str | None]) -> dict[str, str]:
    """What a page calls everybody of these; somebody who was erased has no name any more, and is told so."""
    names = called(desk.session, {actor for actor in actors if actor})
    return {actor: name or visit.wording("people.erased") for actor, name in names.items()}
