"""`/robot`: who asks, what for, and how to reach a person. The address stands in our agent's name."""

from litestar import Response, get
from sqlmodel import Session

from crawlers.robots import agent_of
from registry import watching
from registry.settings import Settings
from web.pages.rendering import page
from web.pages.visiting import Visit


@get("/robot", sync_to_thread=True)
def robot(visit: Visit, session: Session, settings: Settings) -> Response[str]:
    """What the robot is called, what it reads and how often, and whom to write to."""
    return page(
        "robot.html",
        visit,
        agent=agent_of(settings),
        contact=settings.contact,
        watched=sum(watching.heartbeat(session).values()),
    )
