"""What is kept of the register while others write: the same as what somebody reads who was never there before."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
import world
from page_visits import Client
from world_asked import asking, settings_for

from registry import lawfiles, tables
from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.catalogue.reading import TABLES, Register, read_register
from registry.errors import BadInput
from registry.judging import flows
from registry.store import Session, Store
from registry.tables import Certification, Claim, Dated, Derogation, JointControl, Measure, Mute, Table, now
from registry.terms import Framework, Grade, Origin
from web.lasting import ANSWERS, Lasting, Reads, Registers

TODAY = Moment(world.TODAY)
LAW = lawfiles.load()
DATED = {
    str(one.__tablename__): one
    for one in vars(tables).values()
    if isinstance(one, type) and issubclass(one, Dated) and "row" in getattr(one, "__table__", sa.table("")).columns
}
PAGES = (
    "/", "/controllers/org_hamnen", "/engagements", "/transfers", "/services", "/registers", "/reviews", "/proposals",
    "/diagram", "/what-if", "/law", "/changes", "/search?q=moln", "/registers?register=transfers",
)  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    world.fill(store)
    return store


SAID = {"source": "a letter", "grade": Grade.PRIMARY, "recorded_at": now()}
BY_HAND = {**SAID, "origin": Origin.IMPORT}


def _new() -> dict[str, Table]:
    """Rows of tables that the world leaves empty, and a claim."""
    return {
        "certification": Certification(
            id="cer_new", organisation_id="org_molnet", framework=Framework.EU_US_DPF, state="listed", **BY_HAND
        ),
        "joint_control": JointControl(id="jnt_new", controller_id="org_hamnen", other_id="org_lagret", **BY_HAND),
        "measure": Measure(id="mea_new", transfer_id="trf_lagring", kind="encryption", **BY_HAND),
        "derogation": Derogation(id="der_new", transfer_id="trf_lagring", article="49(1)(a)", **BY_HAND),
        "claim": Claim(id="clm_new", subject_id="svc_molnpost", field="mechanism", value="scc", **SAID),
    }


def _write_to(session: Session, name: str) -> None:
    """Something to a table: a row that is new, or one that is corrected."""
    if (added := _new().get(name)) is not None:
        session.add(added)
        return
    table = DATED[name]
    row = session.exec(dated.live(table, TODAY).order_by(sa.inspect(table).columns["id"])).first()
    assert row is not None, name
    dated.correct(session, row, source="https://elsewhere.example/")


def _fresh(store: Store, moment: Moment = TODAY) -> Register:
    with store.read() as session:
        return read_register(session, moment)


def _kept(store: Store, registers: Registers, moment: Moment = TODAY) -> Register:
    with store.read() as session:
        return registers.at(session, moment)


def test_after_a_write_to_any_table_the_register_is_what_a_newcomer_reads(filled: Store) -> None:
    registers = Registers()
    before = _kept(filled, registers)
    known = Moment(world.TODAY, now())
    _kept(filled, registers, known)
    for name in sorted(TABLES):
        with filled.write("test") as session:
            _write_to(session, name)
        after = _kept(filled, registers)
        assert after == _fresh(filled), name
        assert after != before, name
        assert _kept(filled, registers, known) == _fresh(filled, known), name
        before = after


def test_after_each_write_the_hops_are_judged_as_a_newcomer_judges_them(filled: Store) -> None:
    registers = Registers()
    for name in sorted(TABLES):
        with filled.write("test") as session:
            _write_to(session, name)
        with filled.read() as session:
            assert registers.judged(session, TODAY, LAW) == flows(read_register(session, TODAY), LAW), name


def test_a_write_to_a_table_the_register_is_not_read_from_lets_it_stand(filled: Store) -> None:
    registers = Registers()
    before = _kept(filled, registers)
    with filled.write("test") as session:
        session.add(Mute(id="mut_1", until=world.TODAY, reason="busy", created_at=now(), created_by="usr_1"))
    assert _kept(filled, registers) is before


def test_only_what_was_written_to_is_read_again(filled: Store) -> None:
    registers = Registers()
    before = _kept(filled, registers)
    with filled.write("test") as session:
        _write_to(session, "service")
    after = _kept(filled, registers)
    assert after.services != before.services
    untouched = next(iter(before.organisations))
    assert after.organisations[untouched] is before.organisations[untouched]


def test_what_was_not_committed_is_not_kept(filled: Store) -> None:
    registers = Registers()
    before = _kept(filled, registers)
    with contextlib.suppress(BadInput), filled.write("test") as session:
        _write_to(session, "service")
        session.flush()
        assert _kept(filled, registers) is before
        raise BadInput("no")
    assert _kept(filled, registers) is before
    assert _fresh(filled) == before


def test_who_began_before_a_write_reads_as_it_was_and_spoils_nothing(filled: Store) -> None:
    registers = Registers()
    before = _kept(filled, registers)
    with filled.read() as early:
        assert registers.at(early, TODAY) == before
        with filled.write("test") as session:
            _write_to(session, "service")
        after = _kept(filled, registers)
        assert after != before
        assert registers.at(early, TODAY) == before, "the session sees one state throughout"
    assert _kept(filled, registers) is after


def test_a_chain_that_is_another_is_not_gone_on_from(filled: Store) -> None:
    registers = Registers()
    before = _kept(filled, registers)
    with filled.engine.begin() as connection:
        connection.execute(sa.text("UPDATE organisation SET name = 'Annan AB' WHERE id = 'org_molnet'"))
        newest = connection.execute(sa.text("SELECT max(seq) FROM audit")).scalar_one()
        connection.execute(
            sa.text("UPDATE audit SET sha256 = :other WHERE seq = :seq"), {"other": "1" * 64, "seq": newest}
        )
    assert _kept(filled, registers) == _fresh(filled) != before


def test_somebody_with_a_scope_is_shown_their_own_after_each_write(filled: Store) -> None:
    registers, scope = Registers(), frozenset({"org_hamnen"})
    for name in (*sorted(TABLES), "document"):
        with filled.write("test") as session:
            _write_to(session, name)
        with filled.read(scope) as session:
            assert registers.at(session, TODAY, scope) == read_register(session, TODAY), name


def test_what_a_scope_hangs_on_is_read_again_for_it_alone() -> None:
    ours = Reads(TABLES, frozenset({"org_hamnen"}))
    assert not ours.stands({"review"})
    assert ours.stands({"token"})
    assert Reads(TABLES).stands({"review"})
    assert not Reads(TABLES).stands({"review", "service"})
    assert not Reads(None).stands({"review"})
    assert Reads(None).stands(())
    assert Reads(frozenset()).stands({"service"})


def test_many_who_ask_at_once_wait_for_one(filled: Store) -> None:
    lasting: Lasting[str, list[int]] = Lasting(4)
    made: list[int] = []
    begun = Barrier(6)

    def ask(_number: int) -> int:
        with filled.read() as session:
            begun.wait()
            return len(lasting.answer(session, "how many", Reads(None), lambda _before, _written: _counted(made)))

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(ask, range(6))) == [1] * 6
    assert len(made) == 1


def _counted(made: list[int]) -> list[int]:
    made.append(len(made))
    return made


def test_no_more_is_held_than_there_is_room_for(filled: Store) -> None:
    registers = Registers()
    made: list[int] = []
    with filled.read() as session:
        for number in [*range(ANSWERS), 0, ANSWERS, 0]:
            registers.answer(session, number, Reads(None), lambda number=number: made.append(number))  # type: ignore[misc]
        assert made == list(range(ANSWERS + 1)), "what was asked for last stays"
        registers.answer(session, 1, Reads(None), lambda: made.append(1))
    assert made[-1] == 1


@pytest.fixture
def running(filled: Store, database_url: str, tmp_path: Path) -> Iterator[Client]:
    with asking(settings_for(database_url, tmp_path)) as client:
        yield client


def test_after_each_write_a_running_server_shows_what_a_new_one_shows(
    running: Client, filled: Store, database_url: str, tmp_path: Path
) -> None:
    for name in ("claim", "service", "subprocessor_row", "engagement", "organisation", "transfer", "document"):
        with filled.write("test") as session:
            _write_to(session, name)
        shown = {page: running.get(page).text for page in PAGES}
        with asking(settings_for(database_url, tmp_path)) as other:
            for page, text in shown.items():
                assert text == other.get(page).text, (name, page)
