"""A packet of one controller or one engagement tells nothing of any other, and still proves what it tells."""

import argparse
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import companies
import pytest
import world
from companies import FOREIGN
from older_registers import leave
from sqlmodel import select

from crawlers.archive import Archive
from registry import audit
from registry import settings as environment
from registry.evidence.others import Others, _search
from registry.evidence.verifying import Verified, verify
from registry.settings import Settings
from registry.store import Store, open_store
from registry.tables import Alert, Change, Document, Organisation, Proposal, Snapshot, Version
from registry.terms import CaptureState, DocumentKind, Event, OrganisationKind, ProposalState, Severity
from web.commands import evidence

CHAIN = "12-chain/chain.jsonl"
PAPER = b"Hamnen AB and Molnet Inc. agree on kajplats.\n"
SCOPES = [pytest.param(("--controller", "org_lagret"), id="controller"),
          pytest.param(("--engagement", "eng_lagring"), id="engagement")]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Register:
    """A register of two companies, and where packets of it go."""

    store: Store
    settings: Settings
    place: Path

    def pack(self, *words: str) -> dict[str, str]:
        parser = argparse.ArgumentParser()
        evidence.arguments(parser)
        evidence.run(parser.parse_args([*words, "-o", str(self.place)]), self.settings)
        return files(self.place)


def files(place: Path) -> dict[str, str]:
    with zipfile.ZipFile(place) as archive:
        return {one: archive.read(one).decode() for one in archive.namelist()}


def links(told: dict[str, str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told[CHAIN].splitlines()]


@pytest.fixture(params=["0012", "0017", "today"])
def register(request: pytest.FixtureRequest, migrated_file: Path, empty_url: str, tmp_path: Path) -> Iterator[Register]:
    """Both companies share a service; what is shared tells of both. Of an older schema, brought up, and of today's."""
    shutil.copy(migrated_file, tmp_path / "like.db")
    like, store = open_store(f"sqlite:///{tmp_path}/like.db"), open_store(empty_url)
    world.fill(like)
    companies.fill(like)
    tell_of_both(like)
    leave(like, store, "0018" if request.param == "today" else request.param)
    store.migrate()
    settings = environment.read(
        {"ONWARD_DATABASE_URL": empty_url, "ONWARD_VAR": str(tmp_path), "ONWARD_TODAY": "2026-11-22"}
    )
    for body in (world.SIGNED, PAPER):
        Archive(settings.snapshots).put(body)
    yield Register(store, settings, tmp_path / "packet.zip")
    like.close()
    store.close()


def tell_of_both(store: Store) -> None:
    with store.write("test") as session:
        decided = session.exec(select(Proposal).where(Proposal.id == "prp_norrsken")).one()
        decided.state, decided.decided_at, decided.decided_by = ProposalState.ACCEPTED, world.AT, "Ada Askersund"
        decided.flips = [_flip("eng_hamnen"), _flip("eng_lagring")]
        session.add_all([decided, *_papers()])
        for identity, more in (("told", {}), ("named", {"why": "as asked for by Hamnen AB."})):
            session.add(_alert(identity, {"engagements": ["eng_lagring"], **more}))
        session.add(_alert("linked", {"link": "/engagements/eng_hamnen"}))


def _flip(engagement: str) -> dict[str, Any]:
    return {"engagement": engagement, "transfer": f"{engagement}:US:storage", "before": None, "after": "adequacy"}


def _alert(identity: str, body: dict[str, Any]) -> Alert:
    return Alert(
        id=f"alr_{identity}", fingerprint=identity, event=Event.POLICY_CHANGED, severity=Severity.LOW, title="Told",
        body=body, service_id="svc_lagring", created_at=world.AT,
    )  # fmt: skip


def _papers() -> list[Any]:
    """What the second company alone signed for the shared service, and a change in it."""
    common = {"service_id": "svc_lagring", "document_id": "doc_hamnen_dpa"}
    return [
        Document(
            id="doc_hamnen_dpa", controller_id=FOREIGN, service_id="svc_lagring", kind=DocumentKind.DPA,
            title="Signed", **world.ON_FILE,
        ),
        Snapshot(
            id="snp_paper", source_id="doc_hamnen_dpa", sha256=sha256(PAPER).hexdigest(), fetched_at=world.BEFORE,
            size=len(PAPER), content_type="text/plain", final_url="handed in",
        ),
        Version(
            id="ver_paper", document_id="doc_hamnen_dpa", snapshot_id="snp_paper", text_sha256="5" * 64, extractor=1,
            reader=1, recorded_at=world.BEFORE,
        ),
        Change(
            id="chg_paper", source_id="src_1", to_version_id="ver_paper", state=CaptureState.CHANGED, material=True,
            kinds=["contract"], changes=[{"kind": "contract", "after": "kajplats"}], recorded_at=world.AT, **common,
        ),
    ]  # fmt: skip


def erase(store: Store) -> None:
    """What was erased of the other company, and of ours with words of theirs."""
    with store.write("test") as session:
        assert audit.erase(session, "review", "rvw_hamnen", "asked for by Kajplats") > 0
        assert audit.erase(session, "alert", "alr_plain", "asked for by Hamnen AB") > 0


def spoken(told: dict[str, str], *words: str) -> list[tuple[str, str]]:
    return [(name, word) for name, text in told.items() for word in words if word in (name + text).casefold()]


@pytest.mark.parametrize("scope", SCOPES)
def test_nothing_of_the_other_company_stands_in_any_byte(register: Register, scope: tuple[str, str]) -> None:
    erase(register.store)
    whole = register.pack("--all")
    assert {word for _, word in spoken(whole, *companies.FOREIGN_WORDS)} == set(companies.FOREIGN_WORDS)
    told = register.pack(*scope)
    assert spoken(told, *companies.FOREIGN_WORDS, "_ham", "chg_paper", "snp_paper", "alr_named", "alr_linked") == []
    assert "alr_told" in told["09-changes/alert.jsonl"]
    assert any(link.get("subject_id") == "eng_lagring" and link["content"] for link in links(told))
    assert verify(register.place).problems == []


def test_nothing_of_another_engagement_stands_in_any_byte(register: Register) -> None:
    told = register.pack("--engagement", "eng_lagring")
    assert spoken(told, "eng_brev", "svc_brev", "sub_next") == []
    assert spoken(register.pack("--controller", "org_lagret"), "eng_brev") != []


def test_a_name_that_begins_our_own_hides_nothing_of_ours(register: Register) -> None:
    before = register.pack("--controller", "org_lagret")
    with register.store.write("test") as session:
        session.add_all([
            Organisation(
                id="org_other", kind=OrganisationKind.LEGAL_PERSON, name="Lagret", is_controller=True, **world.ON_FILE
            ),
            _alert("shared", {"why": "Asked for by Lagret."}),
        ])  # fmt: skip
    after = register.pack("--controller", "org_lagret")
    told = {name for name in before if not name.endswith((".jsonl", "manifest.json", "SHA256SUMS"))}
    assert {name: after[name] for name in told} == {name: before[name] for name in told}
    assert after["09-changes/alert.jsonl"] == before["09-changes/alert.jsonl"]
    assert links(after)[: len(links(before))] == links(before)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [("Asked for by Hamnen AB.", True), ("Enligt Hamnen ABs avtal", True), ("HAMNEN AB’s papers", True),
     ("Groß & Söhne", True), ("GROSS & SÖHNE", True), ("Hamnen ABC", False), ("Nya Hamnen", False)],
)  # fmt: skip
def test_a_name_of_others_is_found_however_it_is_written(text: str, is_told: bool) -> None:
    names = frozenset(name.casefold() for name in ("Hamnen AB", "Groß & Söhne"))
    others = Others(frozenset({"org_hamnen"}), names, _search(names, names))
    assert others.are_told_in({"why": [text]}) is is_told


def test_a_sealed_link_tells_its_hashes_and_nothing_else(register: Register) -> None:
    erase(register.store)
    sealed = [one for one in links(register.pack("--engagement", "eng_lagring")) if "content" not in one]
    assert sealed
    for one in sealed:
        assert set(one) == {"seq", "previous", "sha256", "told_sha256"}


def test_what_is_withheld_of_the_whole_register_stands_in_no_link(register: Register) -> None:
    register.pack("--all", "--withhold", "contracting_party_id", "--withhold", "quote")
    told = files(register.place)
    assert spoken({CHAIN: told[CHAIN]}, "contracting_party_id", "quote") == []
    assert verify(register.place).problems == []


def test_a_paper_of_the_other_company_lies_in_its_own_packet(register: Register) -> None:
    theirs = register.pack("--controller", FOREIGN)
    assert PAPER.decode() in theirs.values()
    assert verify(register.place).problems == []
    assert PAPER.decode() not in register.pack("--controller", "org_lagret").values()


def test_an_address_that_is_withheld_leaves_a_packet_that_holds(register: Register) -> None:
    told = register.pack("--controller", FOREIGN, "--withhold", "final_url")
    assert PAPER.decode() in told.values()
    found = verify(register.place)
    assert (found.problems, found.proven) == ([], 0)


def test_every_link_is_tied_to_the_head_those_of_an_older_schema_too(register: Register) -> None:
    told = register.pack("--engagement", "eng_lagring")
    assert (verify(register.place).untied, verify(register.place).problems) == (0, [])
    is_older = any(one.get("told_sha256", one) is None for one in links(told))
    bound = [one for one in links(told) if one.get("deed") == audit.BIND]
    assert len(bound) == is_older
    for one in bound:
        kept = [*links(told)[: one["seq"] - 1], _bare(one), *links(told)[one["seq"] :]]
        found = rewritten(register, told | {CHAIN: "".join(map(_line, kept))})
        assert found.untied == one["seq"]


def test_a_link_put_in_among_the_sealed_ones_of_an_older_schema_is_found(register: Register) -> None:
    told = register.pack("--engagement", "eng_lagring")
    every = links(told)
    bare = [number for number, one in enumerate(every) if one.get("told_sha256", one) is None]
    for number in bare:
        put_in = {"seq": 0, "previous": every[number]["previous"], "sha256": "f" * 64, "told_sha256": None}
        forged = [*every[:number], put_in, every[number] | {"previous": "f" * 64}, *every[number + 1 :]]
        assert "broken" in kinds(rewritten(register, told | {CHAIN: "".join(map(_line, forged))}))


def _altered(told: dict[str, str]) -> dict[str, str]:
    return told | {"02-register/transfers.json": told["02-register/transfers.json"] + " "}


def _missing(told: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in told.items() if name != "02-register/transfers.json"}


def _added(told: dict[str, str]) -> dict[str, str]:
    return told | {"02-register/more.json": "{}"}


@pytest.mark.parametrize(("what", "deed"), [("altered", _altered), ("missing", _missing), ("added", _added)])
def test_what_was_done_to_a_packet_of_one_is_found(
    register: Register, what: str, deed: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    assert kinds(rewritten(register, deed(register.pack("--engagement", "eng_lagring")))) == {what}


def rewritten(register: Register, told: dict[str, str]) -> Verified:
    with zipfile.ZipFile(register.place, "w") as archive:
        for name, text in told.items():
            archive.writestr(name, text)
    return verify(register.place)


def kinds(found: Verified) -> set[str]:
    return {one["what"] for one in found.problems}


def test_no_link_of_a_packet_of_one_can_be_cut_out_altered_or_bared(register: Register) -> None:
    told = register.pack("--engagement", "eng_lagring")
    lines = told[CHAIN].splitlines(keepends=True)
    is_apart = [json.loads(line).get("told_sha256") is not None for line in lines]
    for number, line in enumerate(lines):
        one = json.loads(line)
        forged = [lines[:number] + lines[number + 1 :]]
        if "content" in one:
            forged.append([*lines[:number], _line(one | {"actor": "somebody else"}), *lines[number + 1 :]])
        if any(is_apart[:number]):
            forged.append([*lines[:number], _line(_bare(one)), *lines[number + 1 :]])
        for chain in forged:
            assert "broken" in kinds(rewritten(register, told | {CHAIN: "".join(chain)})), number


def _bare(link: dict[str, Any]) -> dict[str, Any]:
    return {name: link[name] for name in ("seq", "previous", "sha256")} | {"told_sha256": None}


def _line(link: dict[str, Any]) -> str:
    return json.dumps(link, ensure_ascii=False) + "\n"
