"""A notice against the register and the site, on small notices in both languages."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from crawlers_documents import NAMES, markdown
from small_portfolio import AT, ON, ORGANISATION, bring

from app import main
from crawlers.gaps import Asking, compare
from crawlers.gaptelling import as_json, is_alarming
from crawlers.read import read
from registry import cataloguefiles, lawfiles
from registry.answers import Exit
from registry.catalogue import loading
from registry.errors import BadInput, NotFound
from registry.store import Store, open_store

LAW = lawfiles.load()
Told = list[dict[str, Any]]
Ask = Callable[..., Told]

SV = """# Integritetspolicy

Sjöboden AB, org.nr 556000-0000, är personuppgiftsansvarig för behandlingen av dina personuppgifter.

## Rättslig grund

Vi behandlar namn och e-postadress för att fullgöra avtalet med dig. Den rättsliga grunden är avtal.

## Lagringstid

Vi sparar uppgifterna i tre år.

## Klagomål

Du kan lämna klagomål till Integritetsskyddsmyndigheten.
"""
EN = """# Privacy policy

Sjöboden AB is the controller of your personal data.

## Legal basis

We process your name and email address to perform our contract with you. The legal basis is the contract.

## Retention

We keep the data for three years.

## Complaints

You can lodge a complaint with the supervisory authority Integritetsskyddsmyndigheten.
"""
ENGAGED = (
    ORGANISATION
    + """dpo = "ombud@sjoboden.example"
[[activity]]
key = "letters"
purposes = ["answer letters"]
[[activity]]
key = "statistics"
purposes = ["statistics"]
[[engagement]]
key = "pay"
service = "Stripe"
activities = ["letters"]
role.decided_by_us = "processor"
valid_from = 2024-01-01
source = {document = "contract file"}
"""
)


@pytest.fixture(scope="module")
def file_of_register(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """A database with the catalogue and a small portfolio."""
    path = tmp_path_factory.mktemp("gaps") / "onward.db"
    shutil.copy(migrated_file, path)
    opened = open_store(f"sqlite:///{path}")
    with opened.write("test") as session:
        loading.load(session, cataloguefiles.load(), AT)
    bring(opened, ENGAGED)
    opened.close()
    return path


@pytest.fixture(scope="module")
def register(file_of_register: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{file_of_register}")
    yield opened
    opened.close()


@pytest.fixture
def ask(register: Store) -> Ask:
    def asked(text: str, **more: Any) -> Told:
        with register.read() as session:
            asking = Asking(controller="Sjöboden", on=ON, **more)
            return as_json(compare(session, LAW, read(markdown(text), gazetteer=NAMES), asking).gaps)

    return asked


def ids(told: Told) -> set[str]:
    return {one["id"] for one in told}


SHARED_SV = "\n## Mottagare\n\nVi delar dina personuppgifter med Stripe, som är vårt personuppgiftsbiträde.\n"
SHARED_EN = "\n## Recipients\n\nWe share your personal data with Stripe, which processes them on our behalf.\n"
CONTACT_SV = "\nVårt dataskyddsombud når du på ombud@sjoboden.example.\n"
CONTACT_EN = "\nYou can reach our data protection officer at ombud@sjoboden.example.\n"


@pytest.mark.parametrize("text", [SV + SHARED_SV + CONTACT_SV, EN + SHARED_EN + CONTACT_EN], ids=["sv", "en"])
def test_a_notice_that_names_its_recipient_lacks_nothing_but_what_the_register_does_not_know(
    ask: Ask, text: str
) -> None:
    assert ids(ask(text)) <= {"F15"}


@pytest.mark.parametrize("text", [SV + CONTACT_SV, EN + CONTACT_EN], ids=["sv", "en"])
def test_a_recipient_the_text_leaves_out_is_missing_with_a_sentence_for_its_role(ask: Ask, text: str) -> None:
    missing = next(one for one in ask(text) if one["id"] == "E1")
    assert (missing["level"], missing["quote"]) == ("error", None)
    assert "vårt personuppgiftsbiträde" in missing["suggestion"]["sv"]
    assert "our processor" in missing["suggestion"]["en"]
    assert "answer letters" in missing["suggestion"]["en"]


def test_a_recipient_of_an_activity_the_notice_does_not_cover_is_no_gap(ask: Ask) -> None:
    assert "E1" in ids(ask(SV, scope=("letters",)))
    assert "E1" not in ids(ask(SV, scope=("statistics",)))
    with pytest.raises(NotFound, match="recruitment"):
        ask(SV, scope=("recruitment",))


@pytest.mark.parametrize("text", [SV, EN], ids=["sv", "en"])
def test_an_officer_on_the_register_and_not_in_the_text_is_missing(ask: Ask, text: str) -> None:
    (missing,) = (one for one in ask(text) if one["id"] == "A2")
    assert "ombud@sjoboden.example" in missing["suggestion"]["sv"]


WORDED = [
    ("E9", "För en fullständig lista över våra mottagare, kontakta oss.", "Vi uppdaterar listan varje år."),
    ("E9", "Contact us for a full list of our processors.", "We review our processors each year."),
    ("A8", "Genom att använda webbplatsen godkänner du vår behandling.", "Du kan använda webbplatsen utan samtycke."),
    ("A8", "By using this site you consent to our processing.", "You can use this site without any consent."),
    ("A8", "By continuing to browse you accept our cookies.", "You revoke your consent by using the link in a letter."),
    ("A5", "Behandlingen har intresseavvägning som rättslig grund.",
     "Vi loggar besök för att förebygga fusk; den rättsliga grunden är intresseavvägning."),
    ("A9", "Enligt lagen om elektronisk kommunikation från 2003 informerar vi om kakor.",
     "Enligt lagen (2022:482) om elektronisk kommunikation ber vi om samtycke."),
    ("A7", "Vänd dig till Datainspektionen.", "Vänd dig till IMY (tidigare Datainspektionen)."),
    ("F9", "Överföringar till USA sker enligt Privacy Shield.", "Privacy Shield är ogiltig och används inte längre."),
    ("F9", "Transfers to the United States take place under the Privacy Shield.",
     "The Privacy Shield was invalidated and replaced."),
    ("F7", "Överföring till tredje land sker med stöd av beslut om adekvat skyddsnivå eller standardavtalsklausuler.",
     "Överföring till tredje land sker med stöd av standardavtalsklausuler."),
    ("F6", "Transfers outside the EEA rest on standard contractual clauses.",
     "Transfers outside the EEA rest on standard contractual clauses. You can request a copy of the clauses from us."),
    ("F11", "Överföring till Indien stöds på kommissionens beslut om adekvat skyddsnivå.",
     "Överföring till Japan stöds på kommissionens beslut om adekvat skyddsnivå."),
    ("F12", "Genom ditt uttryckliga samtycke till överföring behandlas uppgifterna i tredje land.",
     "Vi ber om uttryckligt samtycke till överföring till tredje land efter att ha berättat om riskerna."),
    ("A5", "Behandlingen stöds på intresseavvägning som rättslig grund.",
     "Behandlingen stöds på intresseavvägning som rättslig grund. Vårt berättigade intresse är att förebygga fusk."),
    ("A3", "Vi och Båtklubben AB är gemensamt personuppgiftsansvariga.",
     "Vi och Båtklubben AB är gemensamt personuppgiftsansvariga. Enligt vårt inbördes arrangemang svarar vi för dig."),
    ("S4", "Alla uppgifter kommer från dig. Vi hämtar adresser från offentliga register.",
     "Vi hämtar adresser från offentliga register."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "met", "not_met"), WORDED, ids=[f"{one[0]}-{n}" for n, one in enumerate(WORDED)])
def test_a_wording_raises_its_rule_with_its_quote_and_its_mended_form_does_not(
    ask: Ask, rule: str, met: str, not_met: str
) -> None:
    text = (EN if met.split()[0] in {"Contact", "By", "Transfers"} else SV) + "\n## Annat\n\n"
    found = [one for one in ask(text + met + "\n") if one["id"] == rule]
    assert found
    assert all(one["quote"] for one in found)
    assert rule not in ids(ask(text + not_met + "\n"))


def test_quotes_are_the_text_at_their_place(ask: Ask) -> None:
    text = SV + "\n## Annat\n\nGenom att använda webbplatsen godkänner du vår behandling.\n"
    written = markdown(text).text
    placed = [one for one in ask(text) if one["quote"] is not None]
    assert placed
    assert all(written[one["start"] : one["end"]] == one["quote"] for one in placed)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (SV.replace("Sjöboden AB, org.nr 556000-0000, är", "Vi är").replace("Sjöboden", "Vi"), "A1"),
        (SV.replace("i tre år", "så länge det är nödvändigt"), "A6"),
        (SV.partition("## Klagomål")[0], "A7"),
    ],
)
def test_what_every_notice_must_say_is_missed(ask: Ask, text: str, rule: str) -> None:
    assert rule not in ids(ask(SV))
    assert rule in ids(ask(text))


def test_a_loaded_service_is_an_error_and_one_the_text_names_is_none(ask: Ask) -> None:
    site = {"services": [{"service": "Google Analytics", "party": "Google", "loaded": True, "evidence": []}]}
    assert {"E5", "E6"} <= ids(ask(SV, sites=(site,)))
    named = SV + SHARED_SV.replace("Stripe", "Stripe och Google Analytics")
    assert "E5" not in ids(ask(named, sites=(site,)))


@pytest.mark.parametrize("site", [[], {"services": 3}, {"services": [{"loaded": True}]}, {"services": ["x"]}, "x"])
def test_a_site_file_that_is_no_scan_is_refused(ask: Ask, site: object) -> None:
    with pytest.raises(BadInput, match="services"):
        ask(SV, sites=(site,))


def test_a_text_that_says_the_same_without_end_is_told_a_few_times_in_short_quotes(ask: Ask) -> None:
    once = "Genom att använda webbplatsen godkänner du vår behandling"
    repeated = ask(SV + "\n## Annat\n\n" + f"{once}. " * 500)
    endless = ask(SV + "\n## Annat\n\n" + f"{once} och " * 500)
    assert 1 < len([one for one in repeated if one["id"] == "A8"]) < 50
    assert all(len(one["quote"] or "") < 2_000 for one in [*repeated, *endless])


def test_recommendations_alone_are_no_alarm() -> None:
    assert not is_alarming([{"level": "note"}])
    assert is_alarming([{"level": "note"}, {"level": "warning"}])


def test_the_command_answers_with_findings_and_says_so_in_its_exit_code(
    file_of_register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.md"
    policy.write_text(SV, encoding="utf-8")
    monkeypatch.setenv("ONWARD_DATABASE_URL", f"sqlite:///{file_of_register}")
    monkeypatch.setenv("ONWARD_TODAY", ON.isoformat())
    command = ["gaps", "--controller", "Sjöboden", "--policy", str(policy), "--json"]
    assert main(command) == Exit.FINDINGS
    told = json.loads(capsys.readouterr().out)
    keys = {"id", "article", "level", "subject", "quote", "start", "end", "finding", "suggestion", "engagement"}
    assert all(set(one) == keys for one in told)
    assert main([*command[:-1], "--on", "yesterday"]) == Exit.USAGE
    assert main(["gaps", "--controller", "Sjöboden", "--policy", str(tmp_path / "gone.md")]) == Exit.USAGE
