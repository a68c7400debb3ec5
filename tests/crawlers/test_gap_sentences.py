"""What gaps are told in: labels for facts, the register's own words, by the controller's country, within its scope."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gap_register import compared, shop_of

from app import main
from crawlers.gaptelling import as_json
from registry.answers import Exit
from registry.errors import BadInput
from registry.store import Store

Told = list[dict[str, Any]]
SV = """# Integritetspolicy

Sjöboden AB är personuppgiftsansvarig. Vi behandlar namn och e-postadress för att fullgöra avtalet med dig.

"""
NL = """# Privacy notice

Zeehuis B.V. is the controller of your personal data. We process your name and email address.

"""


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Store]:
    opened = shop_of(tmp_path_factory.mktemp("se") / "onward.db", migrated_file, name="Sjöboden AB", country="SE")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Store]:
    opened = shop_of(tmp_path_factory.mktemp("nl") / "onward.db", migrated_file, name="Zeehuis B.V.", country="NL")
    yield opened
    opened.close()


def told(store: Store, text: str, controller: str = "Sjöboden AB", **more: Any) -> Told:
    return as_json(compared(store, controller, text, **more).gaps)


def of(found: Told, rule: str) -> Told:
    return [one for one in found if one["id"].startswith(rule)]


def test_a_missing_recipient_is_told_with_what_it_gets_and_for_what_in_both_languages(swedish: Store) -> None:
    (missing,) = (one for one in of(told(swedish, SV), "E1") if "Google" in one["subject"])
    assert "IP-adress, kakor" in missing["suggestion"]["sv"]
    assert "statistik över webbplatsen" in missing["suggestion"]["sv"]
    assert "IP address, cookies" in missing["suggestion"]["en"]
    assert "statistics of the website" in missing["suggestion"]["en"]


def test_what_would_settle_a_transfer_is_told_in_words_and_never_by_keys(swedish: Store) -> None:
    doubtful = of(told(swedish, SV), "F15")
    assert doubtful
    for one in doubtful:
        for words in one["finding"].values():
            assert not any(key in words for key in ("importer.", "safeguards", "_", "[]", "?"))
    assert "Saknas: " in doubtful[0]["finding"]["sv"]


LEFT_OUT = [
    "Denna policy gäller inte för anställda eller jobbsökande.",
    "Integritetspolicyn omfattar inte rekrytering.",
    "För rekrytering finns en särskild policy.",
    "This notice does not apply to job applicants.",
    "This privacy policy applies only to visitors of our website.",
    "Denna policy gäller endast besökare på vår webbplats.",
    "A separate privacy notice applies to candidates.",
]
NOT_LEFT_OUT = [
    "Denna policy gäller inte för andra webbplatser som vi länkar till.",
    "Denna policy gäller för jobbsökande.",
    "This notice does not apply to websites of third parties, such as recruitment agencies.",
    "This notice does not cover data we process on behalf of our customers, for instance candidates.",
    "Our recruitment provider has its own privacy policy.",
    "This notice applies to everybody.",
]


def beside(words: str) -> str:
    """The words in a notice of their language."""
    return (NL if words.split()[0] in {"This", "A", "Our", "We"} else SV) + words + "\n"


@pytest.mark.parametrize("words", LEFT_OUT)
def test_an_activity_that_the_notice_leaves_out_is_not_compared_and_the_words_are_told(
    swedish: Store, words: str
) -> None:
    found = compared(swedish, "Sjöboden AB", beside(words))
    assert {key: place.quote for key, place in found.left_out.items()} == {"recruitment": words}
    subjects = [one["subject"] for one in of(as_json(found.gaps), "E1")]
    assert any("Google" in one for one in subjects)
    assert not any("Teamtailor" in one for one in subjects)


@pytest.mark.parametrize("words", NOT_LEFT_OUT)
def test_words_on_other_things_leave_no_activity_out(swedish: Store, words: str) -> None:
    found = compared(swedish, "Sjöboden AB", beside(words))
    assert found.left_out == {}
    assert any("Teamtailor" in one["subject"] for one in of(as_json(found.gaps), "E1"))


def test_a_person_decides_over_the_notices_own_words(swedish: Store) -> None:
    found = compared(swedish, "Sjöboden AB", SV + LEFT_OUT[0] + "\n", scope=("recruitment",))
    assert found.left_out == {}
    assert [one.engagement for one in found.gaps if one.rule == "E1"] != []


@pytest.mark.parametrize(
    "words",
    [
        "Vi informerar dig inom en månad från att vi fick uppgifterna.",
        "We inform you within one month of receiving the data.",
    ],
)
def test_data_from_elsewhere_without_a_word_on_when_people_are_told_are_noted(swedish: Store, words: str) -> None:
    text = beside(words).removesuffix(words + "\n")
    text += "Vi hämtar uppgifter från offentliga register och andra källor.\n\n" if text == SV else ""
    text += "We collect data from public registers and other sources.\n\n" if text == NL else ""
    (noted,) = of(told(swedish, text), "S3")
    assert (noted["level"], noted["suggestion"]) == ("note", None)
    assert of(told(swedish, text + words + "\n"), "S3") == []


def scan(*services: str, **more: Any) -> dict[str, Any]:
    told = [{"service": one, "party": one, "loaded": True, "evidence": []} for one in services]
    return {"services": told, "hosts": [], "scanned": [], **more}


NAMING = SV + "## Mottagare\n\nVi delar uppgifter med Google Analytics, som är vårt personuppgiftsbiträde.\n"


def test_a_declared_service_that_several_scans_never_saw_is_noted(swedish: Store) -> None:
    twice = of(told(swedish, NAMING, sites=(scan(), scan("Hotjar"))), "E7")
    assert [one["finding"]["en"] for one in twice] == ["Google Analytics was not observed in the latest 2 scans."]
    assert of(told(swedish, NAMING, sites=(scan(),)), "E7") == []
    assert of(told(swedish, NAMING, sites=(scan(), scan("Google Analytics"))), "E7") == []


def test_another_service_of_a_party_in_the_register_is_missing_from_it(swedish: Store) -> None:
    google = {"service": "Google Fonts", "party": "Google", "loaded": True, "evidence": []}
    found = told(swedish, NAMING, sites=({"services": [google]},))
    assert [one["subject"] for one in of(found, "E6")] == ["Google Fonts"]


def test_the_day_of_a_scan_is_told_with_what_it_saw(swedish: Store) -> None:
    first = scan("Hotjar", seen_on="2026-10-01")
    (one,) = of(told(swedish, SV, sites=(first, scan("Hotjar", seen_on="2026-11-01"))), "E5")
    assert "(2026-11-01)" in one["finding"]["sv"]
    with pytest.raises(BadInput, match="seen_on"):
        told(swedish, SV, sites=(scan("Hotjar", seen_on="yesterday"),))


def test_sentences_follow_the_controllers_country(swedish: Store, dutch: Store) -> None:
    text = (
        NL + "We use cookies under the lagen om elektronisk kommunikation of 2003. Standard contractual clauses apply"
    )
    text += " to transfers outside the EEA.\n"
    said = {store: told(store, text, name) for store, name in ((swedish, "Sjöboden AB"), (dutch, "Zeehuis B.V."))}
    complaint = {store: of(found, "A7")[0]["suggestion"]["en"] for store, found in said.items()}
    assert "Integritetsskyddsmyndigheten" in complaint[swedish]
    assert "Autoriteit Persoonsgegevens" in complaint[dutch]
    everything = json.dumps(said[dutch], ensure_ascii=False)
    assert not any(word in everything for word in ("IMY", "Integritetsskydd", "2022:482) om", "2829-23"))
    assert of(said[dutch], "F8")


def test_recordings_count_as_scans(
    tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop_of(tmp_path / "onward.db", migrated_file, name="Sjöboden AB", country="SE").close()
    monkeypatch.setenv("ONWARD_DATABASE_URL", f"sqlite:///{tmp_path / 'onward.db'}")
    monkeypatch.setenv("ONWARD_TODAY", "2026-11-22")
    policy, har, told_json = tmp_path / "policy.md", tmp_path / "a.har", tmp_path / "b.json"
    policy.write_text(NAMING + LEFT_OUT[0], encoding="utf-8")
    entry = {"request": {"url": "https://shop.example/"}, "response": {}, "startedDateTime": "2026-11-02T10:00:00Z"}
    har.write_text(json.dumps({"log": {"entries": [entry]}}))
    told_json.write_text(json.dumps(scan("Hotjar")))
    command = ["gaps", "--controller", "Sjöboden AB", "--policy", str(policy), "--json", "--site", str(har)]
    assert main([*command, "--site", str(told_json)]) == Exit.FINDINGS
    out = capsys.readouterr()
    assert {"E5", "E7"} <= {one["id"] for one in json.loads(out.out)}
    assert "Not compared: recruitment" in out.err
    har.write_text('{"log": {}}')
    assert main(command) == Exit.USAGE
