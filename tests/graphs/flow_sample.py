"""An invented Swedish company and its recipients: chains of three hops, a cycle, a joint controller, theirs hops."""

from datetime import date

from graphs.model import Art28, FlowGraph, Header, Hop, Language, Node, NodeKind, Reason, add_hop, add_node, new_graph
from registry.law.zones import Zone
from registry.terms import Basis, Flag, ForPeople, HopKind, Manner, Responsibility, Role, Verdict

DAY = date(2026, 11, 22)
DAY_WRITTEN = {Language.SWEDISH: "22 november 2026", Language.ENGLISH: "22 Nov 2026"}
LAW = "3fa81c0e5b7d49e2a6f0c1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6f70"

ZONES = {
    **dict.fromkeys(("SE", "IE", "DE", "NL", "FI", "NO"), Zone.EEA),
    **dict.fromkeys(("GB", "CH", "JP"), Zone.ADEQUATE),
    "US": Zone.PARTLY_ADEQUATE,
    **dict.fromkeys(("IN", "RS", "PH"), Zone.THIRD_COUNTRY),
    None: Zone.UNKNOWN,
}
FOR_PEOPLE = {
    Verdict.NOT_A_TRANSFER: ForPeople.VALID,
    Verdict.COVERED: ForPeople.VALID,
    Verdict.SAFEGUARDED: ForPeople.VALID,
    Verdict.DEROGATION: ForPeople.CONDITIONAL,
    Verdict.INCOMPLETE: ForPeople.DEFICIENT,
    Verdict.UNKNOWN: ForPeople.NOT_EVALUABLE,
    Verdict.UNSUPPORTED: ForPeople.INVALID,
}
REASONS = {
    Verdict.COVERED: Reason(
        article="Art. 45(3)",
        record="eu-2023-1795",
        text="A decision in force reaches this importer.",
        source="https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj?a=1&b=2",
    ),
    Verdict.SAFEGUARDED: Reason(article="Art. 46(2)(c)", record="eu-2021-914", text="Clauses that fit.", source=None),
    Verdict.DEROGATION: Reason(article="Art. 49(1)(a)", record=None, text="Explicit consent.", source=None),
    Verdict.INCOMPLETE: Reason(article="Art. 46(1)", record="eu-2021-914", text="No assessment.", source=None),
    Verdict.UNSUPPORTED: Reason(article="Art. 44", record=None, text="Nothing on file.", source=None),
    Verdict.NOT_A_TRANSFER: Reason(article="Art. 44", record=None, text="Within the EEA.", source=None),
}

SERVICES = (  # key, title, party, country
    ("kontorum", "Kontorum 365", "Kontorum Ireland Operations Limited", "IE"),
    ("brevduvan", "Brevduvan", "Brevduvan AB", "SE"),
    ("lonesnurran", "Lönesnurran", "Lönesnurran Sverige AB", "SE"),
    ("kundkartan", "Kundkartan CRM", "CustoMap Inc.", "US"),
    ("hjalpdisken", "Hjälpdisken", "HelpCounter Ltd", "GB"),
    ("matstickan", "Mätstickan Analytics", "Yardstick Ireland Limited", "IE"),
    ("annonsera", "Annonsera", "Adverra Ireland Limited", "IE"),
    ("videomote", "Videomöte Nu", "MeetNow LLC", "US"),
    ("molnet", "Molnet Lagring", "Molnet GmbH", "DE"),
    ("faktura", "Fakturaboxen", "Fakturaboxen Oy", "FI"),
    ("enkaten", "Enkäten", "SurveyTree Pvt Ltd", "IN"),
    ("chatten", "Chattjänsten", None, None),
)
ORGANISATIONS = (
    ("custohost", "CloudRack Inc.", "US"),
    ("kontorum-us", "Kontorum Corporation", "US"),
    ("supporthub", "SupportHub d.o.o.", "RS"),
    ("nattvakt", "NightWatch Support Inc.", "PH"),
    ("adverra", "Adverra Platforms Inc.", "US"),
    ("backup", "Helvetia Backup AG", "CH"),
)


def sample(language: Language = Language.SWEDISH) -> FlowGraph:
    """The sample, in either language."""
    graph = new_graph(
        Header(
            title="Björkängens Trädgård AB: vart personuppgifterna går"
            if language is Language.SWEDISH
            else "Björkängens Trädgård AB: where personal data go",
            controllers=("Björkängens Trädgård AB", "Björkängens Butiker AB"),
            on=DAY,
            known_at=None,
            law=LAW,
            language=language,
            source="Onward, 12 mottagarrelationer, senast ändrat 2026-11-20",
        )
    )
    _add_parties(graph)
    _add_engagements(graph)
    _add_chains(graph)
    _add_what_is_theirs(graph)
    return graph


def node(id_: str, title: str, country: str | None, **more: object) -> Node:
    """A node with the zone of its country."""
    fixed: dict[str, object] = {"kind": NodeKind.ORGANISATION, "responsibility": Responsibility.OURS}
    return Node(id=id_, title=title, country=country, zone=ZONES[country], **{**fixed, **more})  # type: ignore[arg-type]


def hop(exporter: str, importer: str, destination: str | None, verdict: Verdict | None, **more: object) -> Hop:
    """A judged hop with the words that go with its verdict."""
    manner = more.get("manner", Manner.STORAGE)
    fixed: dict[str, object] = {
        "key": f"trf_{exporter}-{importer}-{destination or 'xx'}-{manner}",
        "kind": HopKind.ENGAGEMENT if exporter == "org_bjork" else HopKind.SUB_PROCESSOR,
        "role": Role.PROCESSOR if exporter == "org_bjork" else Role.SUB_PROCESSOR,
        "manner": manner,
        "for_people": FOR_PEOPLE[verdict] if verdict else None,
        "reasons": (REASONS[verdict],) if verdict in REASONS else (),
        "responsibility": Responsibility.OURS,
        "source": "Biträdesavtal 2025-03-01, bilaga 2",
        "basis": Basis.ON_FILE,
        "art28": Art28.ON_FILE,
        "valid_from": date(2025, 3, 1),
    }
    return Hop(exporter=exporter, importer=importer, destination=destination, verdict=verdict, **{**fixed, **more})  # type: ignore[arg-type]


def _add_parties(graph: FlowGraph) -> None:
    add_node(graph, node("org_bjork", "Björkängens Trädgård AB", "SE", kind=NodeKind.CONTROLLER))
    shared = Responsibility.SHARED
    add_node(
        graph,
        node("org_butik", "Björkängens Butiker AB", "SE", kind=NodeKind.JOINT_CONTROLLER, responsibility=shared),
    )
    for key, title, party, country in SERVICES:
        written = ("Kontorum Office",) if key == "kontorum" else ()
        more = {"kind": NodeKind.SERVICE, "party": party, "written": written}
        add_node(graph, node(f"svc_{key}", title, country, address=f"https://example.org/{key}?a=1&b=2", **more))
    for key, title, country in ORGANISATIONS:
        add_node(graph, node(f"org_{key}", title, country))
    theirs = Responsibility.THEIRS
    add_node(graph, node("org_partner", "Annonspartner", None, responsibility=theirs))
    add_node(graph, node("deep_chatten", "…", None, kind=NodeKind.DEPTH_UNKNOWN))


def _add_engagements(graph: FlowGraph) -> None:
    ours = "org_bjork"
    joint = {"kind": HopKind.JOINT, "role": Role.JOINT_CONTROLLER, "manner": None, "art28": None}
    add_hop(graph, hop(ours, "org_butik", "SE", None, responsibility=Responsibility.SHARED, **joint))
    for key, country, verdict in (
        ("kontorum", "IE", Verdict.NOT_A_TRANSFER),
        ("brevduvan", "SE", Verdict.NOT_A_TRANSFER),
        ("lonesnurran", "SE", Verdict.NOT_A_TRANSFER),
        ("kundkartan", "US", Verdict.COVERED),
        ("hjalpdisken", "GB", Verdict.COVERED),
        ("videomote", "US", Verdict.INCOMPLETE),
        ("molnet", "DE", Verdict.NOT_A_TRANSFER),
        ("faktura", "FI", Verdict.NOT_A_TRANSFER),
        ("enkaten", "IN", Verdict.UNSUPPORTED),
        ("chatten", None, Verdict.UNKNOWN),
    ):
        art28 = Art28.NOT_ON_FILE if key == "enkaten" else Art28.UNKNOWN if key == "chatten" else Art28.ON_FILE
        settle = ("importer.country", "safeguards") if verdict is Verdict.UNKNOWN else ()
        flags = (Flag.UNDER_CHALLENGE,) if country == "US" and verdict is Verdict.COVERED else ()
        add_hop(graph, hop(ours, f"svc_{key}", country, verdict, art28=art28, would_settle=settle, flags=flags))
    alone = {"role": Role.INDEPENDENT_CONTROLLER, "art28": None}
    add_hop(graph, hop(ours, "svc_matstickan", "IE", Verdict.NOT_A_TRANSFER))
    add_hop(graph, hop(ours, "svc_annonsera", "IE", Verdict.NOT_A_TRANSFER, **alone))
    add_hop(
        graph, hop("org_butik", "svc_brevduvan", "SE", Verdict.NOT_A_TRANSFER, responsibility=Responsibility.SHARED)
    )


def _add_chains(graph: FlowGraph) -> None:
    remote = {"manner": Manner.REMOTE_ACCESS}
    add_hop(graph, hop("svc_kontorum", "org_kontorum-us", "US", Verdict.SAFEGUARDED, **remote))
    add_hop(graph, hop("org_kontorum-us", "org_supporthub", "RS", Verdict.SAFEGUARDED, manner=Manner.ONWARD))
    add_hop(graph, hop("org_supporthub", "org_nattvakt", "PH", Verdict.UNKNOWN, **remote))
    add_hop(graph, hop("svc_kundkartan", "org_custohost", "US", Verdict.COVERED))
    add_hop(graph, hop("org_custohost", "org_nattvakt", "PH", Verdict.INCOMPLETE, **remote))
    add_hop(graph, hop("org_nattvakt", "org_supporthub", "RS", Verdict.DEROGATION, **remote))  # a cycle
    add_hop(graph, hop("svc_hjalpdisken", "org_custohost", "US", Verdict.COVERED))
    add_hop(graph, hop("svc_molnet", "org_backup", "CH", Verdict.COVERED))
    add_hop(graph, hop("svc_chatten", "deep_chatten", None, Verdict.UNKNOWN, art28=Art28.UNKNOWN))
    parent = {"kind": HopKind.GROUP_PARENT, "role": None, "manner": None, "art28": None}
    add_hop(graph, hop("svc_annonsera", "org_adverra", "US", None, **parent))


def _add_what_is_theirs(graph: FlowGraph) -> None:
    theirs = {"responsibility": Responsibility.THEIRS, "art28": None, "role": Role.INDEPENDENT_CONTROLLER}
    add_hop(graph, hop("svc_annonsera", "org_adverra", "US", Verdict.COVERED, **theirs))
    add_hop(graph, hop("org_adverra", "org_partner", None, Verdict.UNKNOWN, **theirs))
