"""Files of the catalogue that cannot be true are refused, with file, record, field and cure."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.cataloguefiles import load
from registry.cataloguenames import MatchKind
from registry.errors import BadRecord
from registry.terms import Grade

SOURCES = """
[[source]]
key = "PAGE"
what = "the vendor's page"
"""
ACME = """
[[organisation]]
id = "acme"
kind = "group"
name = "Acme"
aliases = ["Acme Cloud"]
grade = "primary"
source = ["PAGE"]

[[organisation.legal_persons]]
id = "acme-ab"
name = "Acme AB"
country = "SE"
relation = "eu_contracting"
grade = "primary"
source = ["PAGE"]
"""
SERVICES = """
[[service]]
id = "acme-mail"
name = "Acme Mail"
category = "email_marketing"
grade = "primary"
source = ["PAGE"]

[[service.roles]]
role = "processor"
context = "customer data"
grade = "primary"
source = ["PAGE"]

[[service]]
id = "acme-ads"
name = "Acme Ads"
category = "advertising"
grade = "primary"
source = ["PAGE"]

[[document]]
id = "acme-privacy"
kind = "notice"
label = "privacy"
url = "https://acme.example/privacy"
grade = "primary"
source = ["PAGE"]

[[location]]
manner = "storage"
countries = ["SE"]
as_written = "Sweden"
services = ["acme-mail"]
grade = "secondary"
source = ["PAGE"]
"""
LISTS = """
[[list]]
id = "acme-mail"
service = "acme-mail"
url = "https://acme.example/sub-processors"
dated = 2026-01-01
complete = true
grade = "primary"
source = ["PAGE"]
rows = [
  {name = "Acme AB", organisation = "acme", purpose = "support", places = ["SE", "EEA"], seat = "SE"},
]
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(**changed: str) -> Path:
        texts = {"sources": SOURCES, "organisation": ACME, "services": SERVICES, "lists": LISTS, "more": ""} | changed
        for part in ("organisations", "services", "subprocessors"):
            (tmp_path / part).mkdir(exist_ok=True)
        (tmp_path / "sources.toml").write_text(texts["sources"])
        (tmp_path / "organisations" / "acme.toml").write_text(texts["organisation"])
        (tmp_path / "services" / "acme.toml").write_text(texts["services"])
        (tmp_path / "subprocessors" / "acme.toml").write_text(texts["lists"])
        if texts["more"]:
            (tmp_path / "organisations" / "umbrella.toml").write_text(texts["more"])
        return tmp_path

    return written


def test_records_beside_the_services_reach_those_they_name(write: Write) -> None:
    catalogue = load(write())
    mail, ads = catalogue.services["acme-mail"], catalogue.services["acme-ads"]
    assert [one.id for one in mail.documents] == [one.id for one in ads.documents] == ["acme-privacy"]
    assert mail.documents[0].services == ("acme-mail", "acme-ads")
    assert [one.countries for one in mail.locations] == [("SE",)]
    assert ads.locations == ()
    assert mail.source == ("the vendor's page",)
    assert mail.roles[0].grade is Grade.PRIMARY


def test_a_source_of_the_file_is_cited_by_its_address(write: Write) -> None:
    own = '[sources]\nS1 = {address = "https://acme.example/dpa", what = "its DPA", kind = "primary"}\n'
    catalogue = load(write(organisation=own + ACME.replace('["PAGE"]', '["S1"]', 1)))
    assert catalogue.organisations["acme"].source == ("https://acme.example/dpa",)


def test_the_hash_names_the_bytes(write: Write) -> None:
    first = load(write()).sha256
    assert load(write()).sha256 == first
    assert load(write(sources=SOURCES + "# corrected\n")).sha256 != first


UMBRELLA = ACME.replace('"acme"', '"umbrella"').replace("acme-ab", "umbrella-ab").replace("Acme", "Umbrella")


# case: (file, words in it, words instead, where the message points, what it says)
BAD = {
    "an unknown key": ("organisation", "country =", "land =", "acme.toml, acme", "land` is not a field of this record"),
    "no source": ("organisation", 'source = ["PAGE"]', "", "acme.toml, acme", "`source` is missing"),
    "an empty source": ("organisation", '["PAGE"]', "[]", "acme.toml, acme", "`source` is empty"),
    "no grade": ("services", 'grade = "secondary"\n', "", "acme.toml, [[location]] number 1", "`grade` is missing"),
    "an unknown grade": ("organisation", '"primary"', '"certain"', "acme.toml, acme", "not one of: primary"),
    "an undeclared source": ("organisation", '["PAGE"]', '["PAPER"]', "acme.toml, acme", "cites 'PAPER'"),
    "a source declared twice": (
        *("organisation", "\n[[organisation]]", '[sources]\nPAGE = {what = "x", kind = "primary"}\n[[organisation]]'),
        *("organisations/acme.toml", "stands in sources.toml already"),
    ),
    "a seat that is no country": (
        *("organisation", '"SE"', '"UK"', "organisations/acme.toml, acme, acme-ab"),
        "is “UK”, which is no ISO 3166-1",
    ),
    "a location that is no country": ("services", '["SE"]', '["EL"]', "services/acme.toml, acme-mail", "is “EL”"),
    "a place that is no country": ("lists", '"EEA"', '"UK"', "row “Acme AB”", "`places` is “UK”"),
    "a row of nobody": ("lists", '= "acme",', '= "acne",', "row “Acme AB”", "no organisation with this id"),
    "a row of no service": ("lists", 'organisation = "a', 'service = "a', "row “Acme AB”", "no service with this id"),
    "a list of no service": (
        "lists",
        'service = "acme-mail"',
        'service = "chat"',
        "acme-mail",
        "no service with this id",
    ),
    "no newer list": ("lists", "complete =", 'newer = "2027"\ncomplete =', "acme-mail", "no list with this id"),
    "no such parent": (
        *("organisation", 'name = "Acme"', 'name = "Acme"\nparent = "globex"', "organisations/acme.toml, acme"),
        "no organisation with this id",
    ),
    "another's file": ("organisation", 'id = "acme"', 'id = "globex"', "acme.toml, globex", "must be “acme”"),
    "a bare name outside its file": ("organisation", '"group"', '"named_only"', "acme.toml, acme", "named_only.toml"),
    "an id given twice": ("services", 'id = "acme-ads"', 'id = "acme-mail"', "acme.toml, acme-mail", "stands already"),
    "a service of another file": (
        *("services", 'services = ["acme-mail"]', 'services = ["hotjar"]', "[[location]] number 1"),
        "no service of this file",
    ),
    "a place inside the service": (
        *("services", '"advertising"', '"advertising"\nlocations = []', "services/acme.toml, acme-ads"),
        "is not written here",
    ),
    "an unknown kind of record": ("services", "[[location]]", "[[verdict]]", "acme.toml", "is no kind of record here"),
    "a day that is a text": ("lists", "2026-01-01", '"2026-01-01"', "acme.toml, acme-mail", "must be a day"),
    "a file that is no TOML": ("services", "[[location]]", "[[location]", "acme.toml", "is not TOML"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_true_is_refused(write: Write, case: str) -> None:
    file, words, instead, where, says = BAD[case]
    text = {"organisation": ACME, "services": SERVICES, "lists": LISTS}[file]
    assert words in text
    with pytest.raises(BadRecord) as refused:
        load(write(**{file: text.replace(words, instead, 1)}))
    assert where in str(refused.value)
    assert says in str(refused.value)


def test_a_legal_person_given_twice_is_refused(write: Write) -> None:
    with pytest.raises(BadRecord, match=r"acme-ab: the id stands already in organisations/acme\.toml"):
        load(write(more=UMBRELLA.replace("umbrella-ab", "acme-ab")))


def test_an_alias_of_two_organisations_is_refused(write: Write) -> None:
    with pytest.raises(
        BadRecord, match=r"umbrella.toml: the name “ACME  cloud” belongs to acme already.*ambiguous.toml"
    ):
        load(write(more=UMBRELLA.replace('"Umbrella Cloud"', '"ACME  cloud"')))


DATED = """
[[organisation.names]]
name = "Acme Classic"
kind = "former"
valid_from = 2010-01-01
valid_until = 2020-01-02
grade = "primary"
source = ["PAGE"]

[[organisation.names]]
name = "Acme Modern"
kind = "former"
valid_from = {start}
grade = "primary"
source = ["PAGE"]
"""


def test_two_dated_names_of_one_kind_may_not_hold_on_one_day(write: Write) -> None:
    with pytest.raises(BadRecord, match="“Acme Modern” from 2020-01-01 overlaps “Acme Classic”"):
        load(write(organisation=ACME + DATED.format(start="2020-01-01")))
    catalogue = load(write(organisation=ACME + DATED.format(start="2020-01-02")))
    assert len(catalogue.organisations["acme"].names) == 2


def test_a_certification_names_a_legal_person_of_its_organisation(write: Write) -> None:
    held = (
        '\n[[organisation.certifications]]\nlegal_person = "google-llc"\nframework = "eu-us-dpf"\nstate = "active"\n'
        'seen_in = "register"\nseen_on = 2026-10-07\ngrade = "secondary"\nsource = ["PAGE"]\n'
    )
    with pytest.raises(BadRecord, match="no legal person of its own with this id"):
        load(write(organisation=ACME + held))
    mine = load(write(organisation=ACME + held.replace("google-llc", "acme-ab"))).organisations["acme"]
    assert str(mine.certifications[0].valid_from) == "2026-10-07"


def test_a_name_declared_ambiguous_gives_the_candidates(write: Write) -> None:
    folder = write(more=UMBRELLA.replace('"Umbrella Cloud"', '"Acme Cloud"'))
    declared = (
        '[[ambiguous]]\nname = "Acme Cloud"\ncandidates = ["acme", "umbrella"]\ngrade = "primary"\nsource = ["PAGE"]\n'
    )
    (folder / "ambiguous.toml").write_text(declared)
    match = load(folder).resolve("acme cloud")
    assert match is not None
    assert (match.kind, match.candidates) == (MatchKind.AMBIGUOUS, ("acme", "umbrella"))
    assert match.organisation is None


def test_an_ambiguous_name_may_not_point_at_nobody(write: Write) -> None:
    folder = write()
    declared = (
        '[[ambiguous]]\nname = "Acme Cloud"\ncandidates = ["acme", "globex"]\ngrade = "primary"\nsource = ["PAGE"]\n'
    )
    (folder / "ambiguous.toml").write_text(declared)
    with pytest.raises(BadRecord, match="names “globex”"):
        load(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match=r"holds no \.toml file"):
        load(tmp_path)
