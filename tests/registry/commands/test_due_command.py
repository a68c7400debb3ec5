"""`onward due`: every deadline, the earliest first, with article, source and where to act."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import main
from registry.answers import Exit
from registry.store import open_store
from registry.tables import Agreement, Engagement, Organisation, Service, Task, now
from registry.terms import AgreementKind, Grade, OrganisationKind, Origin, TaskKind
from tests.small_portfolio import ON

AT = now()


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual: dict[str, Any] = {
        "recorded_at": AT,
        "origin": Origin.IMPORT,
        "source": "contract file",
        "grade": Grade.PRIMARY,
    }
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path))
    monkeypatch.setenv("ONWARD_TODAY", ON.isoformat())
    store = open_store(f"sqlite:///{tmp_path / 'onward.db'}")
    store.migrate()
    person = OrganisationKind.LEGAL_PERSON
    with store.write("test") as session:
        session.add_all(
            [
                Organisation(id="org_a", kind=person, name="Sjöboden AB", country="SE", is_controller=True, **usual),
                Organisation(id="org_b", kind=person, name="Annan AB", country="SE", is_controller=True, **usual),
                Service(id="svc_a", organisation_id="org_a", name="Brevduvan", **usual),
                Engagement(id="eng_a", controller_id="org_a", service_id="svc_a", name_as_written="B", **usual),
                Agreement(
                    id="agr_a", engagement_id="eng_a", kind=AgreementKind.DPA, valid_until=ON.replace(day=30), **usual
                ),
                Task(
                    id="tsk_a", subject_id="eng_a", kind=TaskKind.OTHER, title="Ring leverantören",
                    due_on=ON.replace(day=1), opened_at=AT,
                ),
            ]
        )  # fmt: skip
    store.close()


def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["due", "--json", *words]) == Exit.OK
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.usefixtures("register")
def test_what_is_overdue_stands_first_and_each_names_article_source_and_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = told(capsys, "--controller", "Sjöboden AB")
    assert (first["id"], first["overdue"], first["sv"]) == ("tsk_a-due", True, "Uppgift: Ring leverantören")
    assert (second["id"], second["on"], second["article"]) == ("agr_a-end", "2026-11-29", "Art. 28(3)")
    assert (second["source"], second["path"]) == ("contract file", "/services/svc_a/agreements")


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["--controller", "Annan AB"], []),
        (["--days", "3"], ["tsk_a-due"]),
        (["--kind", "agreement_end"], ["agr_a-end"]),
        (["--on", "2026-12-01"], ["tsk_a-due"]),
        (["--known-at", "2020-01-01T00:00:00Z"], None),
    ],
)
def test_deadlines_are_narrowed(words: list[str], ids: list[str] | None, capsys: pytest.CaptureFixture[str]) -> None:
    if ids is None:
        assert main(["due", *words]) == Exit.USAGE
        assert "No law book had been loaded" in capsys.readouterr().err
        return
    assert [one["id"] for one in told(capsys, *words)] == ids


@pytest.mark.usefixtures("register")
def test_a_person_reads_lines_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "--lang", "sv"]) == Exit.OK
    shown = capsys.readouterr()
    assert "2026-11-01 ! Uppgift: Ring leverantören" in shown.out
    assert "Avtalet upphör: Brevduvan" in shown.out
    assert "2 due by" in shown.err
