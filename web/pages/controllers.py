"""`/controllers/{id}`: where do our data go, and is there a basis for it on the day?"""

from dataclasses import dataclass
from xml.etree import ElementTree

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup

from graphs.model import Art28
from graphs.renderers.engine import DrawingFailed
from graphs.renderers.labels import safe_name
from registry.catalogue.listing import Page, Turning, listed_on
from registry.catalogue.reading import Row
from registry.errors import NotFound
from registry.judging import Judged
from registry.law.verdicts import rank
from registry.reviews import kept
from registry.reviews.statutory import CLOCKS
from registry.settings import Settings
from registry.terms import AgreementKind, Responsibility, ReviewState, Right, Role, Verdict
from web.deps import AtDesk, Desk
from web.pages import papers
from web.pages.people import names_of_people
from web.pages.rendering import page
from web.pages.views import Picture, Seen, View, Visited
from web.pages.visiting import Visit

LANDSCAPE = 0.56
CLOCKS_SHOWN = 6
MOST = 50  # recipients on one page
HOPS = 100  # of their chains, on one page


@dataclass(frozen=True, slots=True)
class Recipient:
    """One engagement with its chain, judged. `worst` counts what is ours and shared."""

    engagement: Row
    service: Row
    party: Row | None
    worst: Verdict
    chain: tuple[Judged, ...]
    destinations: tuple[str, ...]
    contract: Art28 | None
    roles_differ: bool


@get("/controllers/{controller_id:str}", needs=Right.READ, sync_to_thread=True)
def controller(visit: Visited, view: Seen, desk: AtDesk, controller_id: FromPath[str]) -> Response[str]:
    """Verdicts, the diagram, countries, and every recipient with its chain."""
    row = _ours(view, controller_id)
    picture = _picture(view, row.id, visit, desk.settings)
    found = recipients_of(view, row.id)
    reviews = kept.standings(desk.session, [one.engagement.id for one in found], visit.moment)
    return page(
        "controller.html",
        visit,
        controller=row,
        counts=view.counts(row.id),
        countries=view.third_countries(row.id),
        picture=Markup(_inline(picture)) if picture else None,  # our renderer's: rebuilt from allowed tags
        is_whole=picture.is_whole if picture else True,
        recipients=found[:MOST],
        shown=_shown(found[:MOST]),
        total=len(found),
        reviews=reviews,
        clocks=_clocks(desk, visit, row.id),
        reviewed={state: sum(one.state is state for one in reviews.values()) for state in reversed(ReviewState)},
        unreviewed=len(found) - len(reviews),
        joint=[view.register.organisations.get(j.other_id) for j in view.register.joint_controls.get(row.id, [])],
        organisations=view.register.organisations,
        theirs=Responsibility.THEIRS,
        people=names_of_people(desk, visit, (one.engagement.decided_by for one in found)),
        papers=papers.findings(desk, view, visit, row.id),
    )


def _clocks(desk: Desk, visit: Visit, controller_id: str) -> Page[Row]:
    """The clocks that run for an organisation, those that end first, and how many there are."""
    asked = {"controller": controller_id, "open": True}
    return listed_on(desk.session, CLOCKS, visit.moment, asked, Turning("due_on", CLOCKS_SHOWN))


@get("/controllers/{controller_id:str}/diagram.svg", needs=Right.READ, sync_to_thread=True)
def diagram(visit: Visited, view: Seen, desk: AtDesk, controller_id: FromPath[str]) -> Response[bytes]:
    """The diagram as a file: the recipients."""
    return _file(view.picture(_ours(view, controller_id).id, visit.language, desk.settings))


@get("/controllers/{controller_id:str}/chains.svg", needs=Right.READ, sync_to_thread=True)
def chains(visit: Visited, view: Seen, desk: AtDesk, controller_id: FromPath[str]) -> Response[bytes]:
    """The diagram as a file: the recipients and everybody behind them."""
    return _file(view.picture(_ours(view, controller_id).id, visit.language, desk.settings, whole=True))


@get("/controllers/{controller_id:str}/thumbnail.svg", needs=Right.READ, sync_to_thread=True)
def thumbnail(visit: Visited, view: Seen, desk: AtDesk, controller_id: FromPath[str]) -> Response[bytes]:
    """A part of the diagram in landscape, with the organisation in its middle."""
    row = _ours(view, controller_id)
    picture = view.picture(row.id, visit.language, desk.settings)
    return Response(cut(picture.svg, safe_name("node", row.id)), media_type="image/svg+xml")


def cut(svg: bytes, node: str) -> bytes:
    """The picture seen through a window around one node: as wide as it is, and at most 0.56 of that high."""
    root = ElementTree.fromstring(svg)
    left, top, width, height = (float(number) for number in root.get("viewBox", "0 0 1 1").split())
    seen = min(height, width * LANDSCAPE)
    centre = _middle(root, node, height)
    above = min(max(centre - seen / 2, 0.0), height - seen)
    root.set("viewBox", f"{left:.1f} {top + above:.1f} {width:.1f} {seen:.1f}")
    root.set("width", f"{width:.0f}")
    root.set("height", f"{seen:.0f}")
    return ElementTree.tostring(root)


def _middle(root: ElementTree.Element, node: str, height: float) -> float:
    """How far down a node stands. Graphviz counts from the page's lower edge and moves the page by its height."""
    group = next((element for element in root.iter() if element.get("id") == node), None)
    ys = [float(y) for text in (group.iter() if group is not None else ()) if (y := text.get("y"))]
    return height + sum(ys) / len(ys) if ys else height / 2


def _file(picture: Picture) -> Response[bytes]:
    return Response(picture.svg, media_type="image/svg+xml")


def _inline(picture: Picture) -> str:
    return picture.svg.decode().partition("?>")[2]


def _picture(view: View, controller_id: str, visit: Visit, settings: Settings) -> Picture | None:
    """The diagram, or None where it could not be drawn: the table below says the same."""
    try:
        return view.picture(controller_id, visit.language, settings)
    except DrawingFailed:
        return None


def _ours(view: View, controller_id: str) -> Row:
    row = view.register.organisations.get(controller_id)
    if row is None or not row.is_controller:
        raise NotFound(
            f"None of our organisations has the id {controller_id} on {view.register.moment.on}.", named=controller_id
        )
    return row


def recipients_of(view: View, controller_id: str) -> list[Recipient]:
    """Recipients, the worst verdict first."""
    chains_of: dict[str, list[Judged]] = {}
    for one in view.flows.get(controller_id, ()):
        chains_of.setdefault(one.hop.engagement_id, []).append(one)
    found = [_recipient(view, view.register.engagements[key], chain) for key, chain in chains_of.items()]
    return sorted(found, key=lambda one: (rank(one.worst), one.service.name.casefold(), one.engagement.id))


def _shown(recipients: list[Recipient]) -> dict[str, tuple[Judged, ...]]:
    """Of each chain what one page holds, the gravest chains first: the hop to the recipient itself at least."""
    left = max(HOPS - len(recipients), 0)
    shown = {}
    for one in recipients:
        shown[one.engagement.id] = one.chain[: 1 + left]
        left = max(left - len(one.chain) + 1, 0)
    return shown


def _recipient(view: View, engagement: Row, chain: list[Judged]) -> Recipient:
    counted = [one for one in chain if one.hop.responsibility is not Responsibility.THEIRS] or chain
    first = chain[0].hop
    roles = {engagement.stated_in_our_notice, engagement.claimed_by_recipient, engagement.decided_by_us} - {None}
    return Recipient(
        engagement=engagement,
        service=view.register.services[engagement.service_id],
        party=view.register.organisations.get(engagement.contracting_party_id or ""),
        worst=min((one.verdict for one in counted), key=rank),
        chain=tuple(chain),
        destinations=tuple(dict.fromkeys(c.destination for c in first.crossings if c.destination)),
        contract=_contract(view, engagement),
        roles_differ=len(roles) > 1,
    )


def _contract(view: View, engagement: Row) -> Art28 | None:
    """Whether an Art. 28 contract is on file; None where no processor stands at the end."""
    if engagement.decided_by_us is not Role.PROCESSOR:
        return None
    agreements = view.register.agreements.get(engagement.id)
    if agreements is None:
        return Art28.UNKNOWN
    return Art28.ON_FILE if any(a.kind is AgreementKind.DPA for a in agreements) else Art28.NOT_ON_FILE
