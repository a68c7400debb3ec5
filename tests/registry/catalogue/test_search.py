"""The search: expected first hits in Swedish and English on both databases, hostile words, an index that follows."""

from datetime import date
from typing import Any

import pytest
import searched
import sqlalchemy as sa
from searched import AT, PERSON, SAID

from registry import searchindex
from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.catalogue.search import MOST_TEXTS, Found, find
from registry.errors import Conflict
from registry.store import Session, Store
from registry.tables import (
    Activity,
    Claim,
    HandedIn,
    Organisation,
    Reading,
    Service,
)
from registry.terms import DocumentKind, FoundIn, Grade, SearchKind

QUERIES = [
    # the very name before all else
    ("Norrsken", "org_norrsken"), ("norrsken", "org_norrsken"), ("NORRSKEN", "org_norrsken"),
    ("Norrsken Moln", "svc_moln"), ("norrsken  moln", "svc_moln"), ("Norrsken Post", "svc_post"),
    ("Norrsken Moln AB", "org_norrsken_ab"), ("Åkerbär", "org_akerbar"), ("åkerbär", "org_akerbar"),
    ("Lagret AB", "org_lagret"), ("556000-0167", "org_lagret"), ("Brevia", "eng_brev"), ("Brevia Post", "svc_brev"),
    ("Brevia GmbH", "org_brevia"), ("Ättika & Dill", "org_attika"), ("attika", None), ("Øresund Data", "org_oresund"),
    ("Straße Logistik", "org_strasse"), ("strasse logistik", "org_strasse"), ("Kolonn", "sub_kolonn"),
    # other names
    ("Skyfall Hosting", "org_norrsken"), ("skyfall", "org_norrsken"), ("Polstjärnan", "svc_moln"),
    ("polstjärnan", "svc_moln"), ("BrevPost", "svc_brev"),
    # the beginning of a name
    ("norr", "org_norrsken"), ("brevi", "org_brevia"), ("oresu", None), ("øresu", "org_oresund"),
    ("polstj", "svc_moln"),
    # parts of names, in any order
    ("moln norrsken", "org_norrsken_ab"), ("post norrsken", "svc_post"), ("gmbh", "org_brevia"),
    ("hosting", "org_norrsken"),
    # inflections in Swedish
    ("biträde", "“doc_avtal”"), ("biträden", "“doc_avtal”"), ("biträdet", "“doc_avtal”"), ("biträdets", "“doc_avtal”"),
    ("underbiträde", "“svc_moln”"), ("underbiträden", "“svc_moln”"), ("underbiträdena", "“svc_moln”"),
    ("överföring", "act_lon"), ("överföringar", "act_lon"), ("överföringen", "act_lon"), ("lön", "act_lon"),
    ("löner", "act_lon"), ("lönerna", "act_lon"), ("kundtjänst", "act_kund"), ("ärende", "act_kund"),
    ("ärenden", "act_kund"), ("ärendet", "act_kund"),
    # inflections in English
    ("processor", "doc_dpa"), ("processors", "“doc_dpa”"), ("notify", "“doc_dpa”"), ("notifies", "“doc_dpa”"),
    ("notified", "“doc_dpa”"), ("notifying", "“doc_dpa”"), ("clause", "“svc_brev”"), ("clauses", "“svc_brev”"),
    ("contractual clauses", "“svc_brev”"), ("standard clause", "“svc_brev”"),
    # titles and addresses of documents, agreements, purposes
    ("Data Processing Addendum", "doc_dpa"), ("addendum", "doc_dpa"), ("Personuppgiftsbiträdesavtal 2026", "agr_brev"),
    ("personuppgiftsbiträdesavtal", "agr_brev"), ("e-mail delivery", "svc_brev"), ("delivery", "svc_brev"),
    ("sms gateway", "sub_kolonn"), ("handed in by hand", "doc_hand"),
    # nothing
    ("misspeltword", None), ("norrsken kolonn", None), ("", None), ("…", None), ("😀", None),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    with store.write("test") as session:
        session.add_all(searched.rows())
    return store


def asked(store: Store, text: str, **more: Any) -> list[Found]:
    with store.read() as session:
        return find(session, text, **more)


def _by_quote(found: Found) -> str:
    """The id of what was found; what a quote led to is marked so."""
    return f"“{found.id}”" if found.where is FoundIn.QUOTE else found.id


def test_every_question_of_the_set_has_its_first_hit(filled: Store) -> None:
    wrong = []
    for text, expected in QUERIES:
        found = asked(filled, text)
        if (_by_quote(found[0]) if found else None) != expected:
            wrong.append((text, expected, [(one.id, one.where.value) for one in found]))
    assert wrong == []


def test_what_was_asked_for_is_marked_in_the_excerpt_and_the_text_stays_text(filled: Store) -> None:
    (found,) = asked(filled, "clause")
    assert "".join(piece.text for piece in found.excerpt) == (
        "We rely on the standard contractual clauses <script>alert(1)</script>."
    )
    assert [piece.text for piece in found.excerpt if piece.hit] == ["clauses"]
    assert (found.kind, found.where, found.part_of) == (SearchKind.SERVICE, FoundIn.QUOTE, "org_brevia")


@pytest.mark.parametrize("text", ["fjällcykel", "fjällcykeln", "fjällcyklarna"])
def test_a_name_in_the_plural_is_found_by_its_singular_where_a_vowel_falls(store: Store, text: str) -> None:
    bikes = Service(id="svc_cykel", organisation_id="org_brevia", name="Fjällcyklar", **SAID)
    with store.write("test") as session:
        session.add_all([*searched.rows(), bikes])
    (found,) = asked(store, text)
    assert (found.id, [piece.text for piece in found.excerpt if piece.hit]) == ("svc_cykel", ["Fjällcyklar"])


def test_a_long_text_is_cut_around_what_was_asked_for(filled: Store) -> None:
    with filled.write("test") as session:
        claim = Claim(
            id="clm_long", subject_id="svc_post", field="x", value={}, source="a page", grade=Grade.PRIMARY,
            recorded_at=AT, quote="mycket " * 500 + "guldklimp " + "text " * 500,
        )  # fmt: skip
        session.add(claim)
    (found,) = asked(filled, "guldklimp")
    assert [piece.text for piece in found.excerpt if piece.hit] == ["guldklimp"]
    assert found.excerpt[0].text == found.excerpt[-1].text == "…"
    assert len("".join(piece.text for piece in found.excerpt)) < 300


def test_a_kind_narrows_what_is_found(filled: Store) -> None:
    assert {one.kind for one in asked(filled, "norrsken")} == {SearchKind.ORGANISATION, SearchKind.SERVICE}
    assert {one.kind for one in asked(filled, "norrsken", kind=SearchKind.SERVICE)} == {SearchKind.SERVICE}
    assert len(asked(filled, "norrsken", limit=1)) == 1


HOSTILE = [
    '"', '""', "'", "\\", "*", "**", "a*", "(", ")", "((((", "NOT", "AND", "OR", "NEAR(a b)", "a AND", "-a", "+a", "^a",
    "named: a", "{named} : a", "said:x OR named:y", "'; DROP TABLE search_entry; --", "a:*", "!a", "a & b", "a | b",
    "a <-> b", "a" * 10_000, "ord " * 3_000, "\0", "a\0b", "\ud800", "😀", "👩‍👩‍👧", "é", "e\u0301", "İstanbul", "ﬀ",
    "١٢٣", "日本語", "ꙮ", "\u202e\u200b", "%", "_", "%%%", "1e5", "2021/914", "(EU) 2016/679", "\U0001d4d0", "ß" * 90,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_words_find_something_or_nothing(filled: Store, text: str) -> None:
    assert isinstance(asked(filled, text), list)
    assert asked(filled, "Norrsken Moln")[0].id == "svc_moln"


def test_words_of_two_scripts_and_of_composed_letters_are_found(filled: Store) -> None:
    with filled.write("test") as session:
        session.add(Service(id="svc_cafe", organisation_id="org_brevia", name="Café 日本", **SAID))
    for text in ("café", "cafe\u0301", "日本", "CAFÉ"):
        assert [one.id for one in asked(filled, text)] == ["svc_cafe"], text


def test_the_index_follows_what_is_renamed_ended_and_taken_back(filled: Store) -> None:
    with filled.write("Ada") as session:
        row = dated.one(session, Service, "svc_post", Moment(date(2026, 1, 1)))
        dated.correct(session, row, name="Norrsken Budkavle")
    assert asked(filled, "Norrsken Post") == []
    assert asked(filled, "budkavle")[0].title == "Norrsken Budkavle"
    with filled.write("Ada") as session:
        dated.retire(session, dated.one(session, Service, "svc_post", Moment(date(2026, 1, 1))))
    assert asked(filled, "budkavle") == []


def test_a_newer_reading_takes_the_place_of_the_older(filled: Store) -> None:
    with filled.write("round") as session:
        session.add(
            Reading(
                id="rdg_newer", version_id="ver_doc_dpa", reader=2, recorded_at=AT.replace(year=2027),
                found={"clauses": [{"quote": "The vendor informs you."}]},
            )
        )  # fmt: skip
    assert asked(filled, "notify") == []
    assert asked(filled, "informs")[0].id == "doc_dpa"


def _never(session: Session, identity: str) -> None:
    session.add(Service(id=identity, organisation_id="org_brevia", name="Aldrig Någonsin", **SAID))
    session.flush()
    raise Conflict("No.")


def _written_and_refused(store: Store) -> None:
    with store.write("Ada") as session:
        _never(session, "svc_never")


def _savepoint_refused(session: Session) -> None:
    with session.begin_nested():
        _never(session, "svc_nor")


def test_what_was_rolled_back_is_not_found(filled: Store) -> None:
    with pytest.raises(Conflict):
        _written_and_refused(filled)
    with filled.write("Ada") as session:
        with pytest.raises(Conflict):
            _savepoint_refused(session)
        session.add(Service(id="svc_yes", organisation_id="org_brevia", name="Aldrig Sen", **SAID))
    assert [one.id for one in asked(filled, "aldrig")] == ["svc_yes"]


def test_the_index_made_anew_answers_as_the_one_that_followed(filled: Store) -> None:
    before = [asked(filled, text) for text, _ in QUERIES]
    with filled.write("load") as session:
        session.execute(sa.text("DELETE FROM search_entry"))
    assert asked(filled, "Norrsken") == []
    with filled.write("load") as session:
        assert searchindex.ensure(session) > 20
    assert [asked(filled, text) for text, _ in QUERIES] == before
    with filled.write("load") as session:
        assert searchindex.ensure(session) == 0


def test_an_index_is_made_anew_whatever_version_stands_there(filled: Store) -> None:
    before = [asked(filled, text) for text, _ in QUERIES]
    with filled.write("copy") as session:
        searchindex.ensure(session)
        session.execute(sa.text("DELETE FROM search_entry"))
        assert searchindex.ensure(session) == 0
        assert searchindex.renew(session) > 20
        assert session.execute(sa.text("SELECT number FROM search_version")).scalars().all() == [searchindex.VERSION]
    assert [asked(filled, text) for text, _ in QUERIES] == before


def test_somebody_with_a_scope_finds_what_is_theirs_and_what_is_shared(filled: Store) -> None:
    with filled.write("test") as session:
        session.add(Organisation(id="org_other", kind=PERSON, name="Andra AB", is_controller=True, **SAID))
    with filled.read(controllers=["org_other"]) as session:
        assert find(session, "Löneutbetalning") == []
        assert find(session, "Personuppgiftsbiträdesavtal") == []
        assert find(session, "handed in by hand") == []
        assert [one.id for one in find(session, "Norrsken Moln")] == ["svc_moln", "org_norrsken_ab"]
    with filled.read(controllers=["org_lagret"]) as session:
        assert [one.id for one in find(session, "Löneutbetalning")] == ["act_lon"]


def test_what_another_controller_says_of_a_shared_thing_is_not_found(filled: Store) -> None:
    with filled.write("test") as session:
        session.add_all(
            [
                Organisation(id="org_other", kind=PERSON, name="Andra AB", is_controller=True, **SAID),
                HandedIn(id="doc_theirs", subject_id="org_other", kind=DocumentKind.DPA, title="Bilaga", handed_at=AT),
                Service(id="svc_own", organisation_id="org_other", name="Portalen", **SAID),
                _said_of("svc_brev", "smultronställe", document_id="doc_theirs"),
                _said_of("eng_brev", "hjortronmyr"),
                _said_of("org_other", "blåbärsskog"),
            ]
        )
    words = ("smultronställe", "hjortronmyr", "blåbärsskog")
    assert [len(asked(filled, word)) for word in words] == [1, 1, 1]
    with filled.read(controllers=["org_lagret"]) as session:
        assert [len(find(session, word)) for word in words] == [0, 1, 0]
        assert [one.id for one in find(session, "Andra AB")] == ["org_other"]
    with filled.read(controllers=["org_other"]) as session:
        assert [len(find(session, word)) for word in words] == [1, 0, 1]
    with filled.read(controllers=[]) as session:
        assert [len(find(session, word)) for word in words] == [0, 0, 0]


def _said_of(subject: str, quote: str, **more: Any) -> Claim:
    return Claim(
        id=f"clm_{quote}", subject_id=subject, field="x", value={}, source="a page", grade=Grade.PRIMARY,
        recorded_at=AT, quote=quote, **more,
    )  # fmt: skip


def test_a_kind_and_a_scope_narrow_before_the_most_are_taken(filled: Store) -> None:
    many = [
        Activity(id=f"act_{number}", controller_id="org_lagret", key=f"k{number}", name="Vinterlager", **SAID)
        for number in range(MOST_TEXTS * 4 + 1)
    ]
    with filled.write("test") as session:
        session.add_all(many)
    with filled.write("test") as session:
        session.add(Service(id="svc_vinter", organisation_id="org_brevia", name="Vinterlager Moln", **SAID))
    assert [one.id for one in asked(filled, "vinterlager", kind=SearchKind.SERVICE)] == ["svc_vinter"]
    with filled.read(controllers=["org_other"]) as session:
        assert [one.id for one in find(session, "vinterlager")] == ["svc_vinter"]


def test_an_older_text_that_is_read_anew_does_not_take_the_place_of_the_newer(filled: Store) -> None:
    newer = searched.read_in("doc_dpa", "The vendor informs you.", AT.replace(year=2027), key="newer")
    with filled.write("round") as session:
        session.add_all(newer)
    with filled.write("upgrade") as session:
        session.add(
            searched.reading("rdg_again", "ver_doc_dpa", "They shall notify the controller.", AT.replace(year=2028))
        )
    for made_anew in (False, True):
        if made_anew:
            with filled.write("load") as session:
                searchindex.renew(session)
        assert asked(filled, "notify") == []
        assert asked(filled, "informs")[0].id == "doc_dpa"
