"""The register as linked data: read back by a library of others it tells the same recipients, transfers and bases."""

import json
from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef
from small_catalogue import SmallCatalogue
from small_portfolio import ON, ORGANISATION, PORTFOLIO, load_catalogue, register_with

from registry import dpvfiles, judging, lawfiles
from registry.catalogue.reading import Register
from registry.commands import export
from registry.errors import BadRecord
from registry.glossary import Language
from registry.reports.registers import linked_data
from registry.store import Store
from registry.terms import Verdict

# The reader of JSON-LD warns of its own inner parts.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated, use Dataset:DeprecationWarning")

LAW = lawfiles.load()
DPV, GDPR = "https://w3id.org/dpv#", "https://w3id.org/dpv/legal/eu/gdpr#"
FULL = PORTFOLIO.replace(
    'legal_basis = ["contract"]\n',
    'legal_basis = ["contract"]\ndata_subjects = ["customers"]\ndata_categories = ["name", "health"]\n',
    1,
)


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Register:
    """The register with a small portfolio."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    return register_with(store, FULL)


def text_of(register: Register, name: str | None = None) -> str:
    return linked_data(register, judging.flows(register, LAW), LAW, name, Language.EN)


def graph_of(text: str) -> Graph:
    return Graph().parse(data=text, format="json-ld")


def subjects(graph: Graph, property_: str, value: str) -> set[str]:
    return {str(one) for one in graph.subjects(URIRef(property_), URIRef(value))}


def test_a_reader_of_linked_data_finds_the_same_recipients_transfers_and_bases(register: Register) -> None:
    judged = list(judging.flows(register, LAW))
    graph = graph_of(text_of(register))
    transfers = subjects(graph, f"{DPV}hasProcessing", f"{DPV}CrossBorderTransfer")
    answers = [a for one in judged for a in one.answers if a.verdict is not Verdict.NOT_A_TRANSFER]
    assert len(transfers) == len(answers) > 1
    recipients = set(graph.objects(None, URIRef(f"{DPV}hasDataImporter")))
    assert len(recipients) == len([one for one in judged if any(a in answers for a in one.answers)])
    assert len(set(graph.objects(None, URIRef(f"{DPV}hasRecipient")))) == len(register.engagements)
    bases = Counter(str(one) for one in graph.objects(None, URIRef(f"{DPV}hasLegalBasis")))
    covered = sum(a.verdict is Verdict.COVERED for a in answers)
    assert bases == {f"{GDPR}A6-1-b": 1, f"{GDPR}A45-3": covered}
    assert covered == 1, "a transfer that cannot be judged has no basis"
    assert subjects(graph, f"{DPV}hasThirdCountry", "https://w3id.org/dpv/loc#IN")


def test_roles_are_those_decided_and_none_is_told_where_nobody_decided(register: Register) -> None:
    graph = graph_of(text_of(register))
    assert len(subjects(graph, str(RDF.type), f"{DPV}DataController")) == 1
    assert len(subjects(graph, str(RDF.type), f"{DPV}DataProcessor")) == 2
    assert len(subjects(graph, str(RDF.type), f"{DPV}DataSubProcessor")) == len(
        [one for one in judging.flows(register, LAW) if len(one.hop.path) > 2]
    )
    assert len(subjects(graph, str(RDF.type), f"{DPV}SpecialCategoryPersonalData")) == 1
    assert len(subjects(graph, str(RDF.type), f"{DPV}PersonalData")) == 1


def test_every_term_is_one_of_the_vendored_list(register: Register) -> None:
    known = dpvfiles.load()
    graph = graph_of(text_of(register))
    used = {str(one) for found in graph.triples((None, None, None)) for one in found if isinstance(one, URIRef)}
    allowed = {known.prefixes[name.split(":")[0]] + name.split(":")[1] for name in known.terms}
    for address in used - allowed - {str(RDF.type)}:
        assert address.startswith(("urn:onward:", known.prefixes["loc"])), address
    assert len(used & allowed) > 20


def test_what_is_not_on_file_has_no_statement_and_is_named(store: Store, tmp_path: Path) -> None:
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    register = register_with(store, ORGANISATION + '\n[[activity]]\nkey = "letters"\npurposes = ["letters"]\n')
    found = json.loads(text_of(register))
    (activity,) = (one for one in found["@graph"] if one.get("@type") == ["dpv:PersonalDataProcess"])
    assert activity["onward:not_on_file"] == [
        "legal_basis",
        "data_subjects",
        "data_categories",
        "retention",
        "recipients",
    ]
    assert "dpv:hasLegalBasis" not in activity


def test_the_context_stands_in_the_file_and_the_same_register_gives_the_same_bytes(register: Register) -> None:
    text = text_of(register, "Sjöboden")
    assert isinstance(json.loads(text)["@context"], dict), "no address has to be fetched to read it"
    assert text == text_of(register, "Sjöboden")
    assert json.loads(text)["@graph"][0]["dct:valid"] == ON.isoformat()
    assert "jsonld" in export.FORMATS


def test_a_term_nobody_has_seen_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "dpv.toml"
    text = dpvfiles.DPV_FILE.read_text(encoding="utf-8")
    place.write_text(text.replace('contract = "eu-gdpr:A6-1-b"', 'contract = "eu-gdpr:Agreement"'), encoding="utf-8")
    with pytest.raises(BadRecord, match="eu-gdpr:Agreement"):
        dpvfiles.load(place)
