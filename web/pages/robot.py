"""`/robot`: who asks, what for, and how to reach a person. The address stands in our agent's name."""

from litestar import Response, get

from crawlers.robots import agent_of
from registry import watching
from registry.terms import Right
from web.deps import AtDesk
from web.pages.rendering import page
from web.pages.views import Visited


@get("/robot", needs=Right.OPEN, sync_to_thread=True)
def robot(visit: Visited, desk: AtDesk) -> Response[str]:
    """What the robot is called, what it reads and how often, and whom to write to."""
    return page(
        "robot.html",
        visit,
        agent=agent_of(desk.settings),
        contact=desk.settings.contact,
        watched=sum(watching.heartbeat(desk.session).values()),
    )
