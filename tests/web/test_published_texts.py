"""The published text beside what was signed: the same, moved, otherwise, or gone."""

from pathlib import Path

from signed_papers import NOW, THEN, keep, watch, whole
from world_asked import asking

from registry.settings import Settings


def test_the_published_text_has_moved_since_it_was_signed(settings: Settings) -> None:
    watch(settings)
    with asking(settings) as client:
        (told,) = whole(client, "agr_lagring")["published"]
        assert (told["state"], told["by"], told["accepted_version"]) == ("moved", "stood", "ver_0")
        assert (told["present_version"], told["moved_on"]) == ("ver_1", "2026-10-01")
        (found,) = client.get("/api/v1/agreements/agr_lagring/difference").json()["documents"]
        assert found["is_compared"]
        assert [(one["before"], one["after"]) for one in found["reworded"]] == [
            (
                "We notify you of new sub-processors 30 days ahead.",
                "We notify you of new sub-processors 10 days ahead.",
            )
        ]
        assert found["added"] == ["Support is given from India."]
        assert (found["removed"], found["is_cut"]) == ([], False)


def test_a_version_that_the_agreement_names_is_the_one_compared(settings: Settings) -> None:
    watch(settings)
    with asking(settings) as client:
        assert client.patch("/api/v1/agreements/agr_lagring", json={"version": "ver_1"}).status_code == 200
        (told,) = whole(client, "agr_lagring")["published"]
        assert (told["state"], told["by"]) == ("same", "named")
        (found,) = client.get("/api/v1/agreements/agr_lagring/difference").json()["documents"]
        assert (found["added"], found["removed"], found["reworded"]) == ([], [], [])


def test_a_signed_copy_that_reads_as_the_published_text_is_the_same(settings: Settings) -> None:
    watch(settings)
    with asking(settings) as client:
        keep(client, NOW.encode())
        (told,) = whole(client, "agr_lagring")["published"]
        assert (told["state"], told["by"]) == ("same", "file")


def test_a_signed_copy_that_reads_otherwise_is_not_said_to_have_moved_unless_a_change_is_known(
    settings: Settings,
) -> None:
    watch(settings, signed_before=False)
    with asking(settings) as client:
        (told,) = whole(client, "agr_lagring")["published"]
        assert (told["state"], "by" in told) == ("unknown", False)
        (found,) = client.get("/api/v1/agreements/agr_lagring/difference").json()["documents"]
        assert not found["is_compared"]
        keep(client, THEN.encode())
        (told,) = whole(client, "agr_lagring")["published"]
        assert (told["state"], told["by"]) == ("differs", "file")
        (found,) = client.get("/api/v1/agreements/agr_lagring/difference").json()["documents"]
        assert found["added"] == ["Support is given from India."]


def test_bytes_that_are_gone_are_said_to_be_so(settings: Settings, tmp_path: Path) -> None:
    watch(settings)
    for file in settings.snapshots.rglob("*.zst"):
        file.unlink()
    with asking(settings) as client:
        (found,) = client.get("/api/v1/agreements/agr_lagring/difference").json()["documents"]
        assert (found["published"]["state"], found["is_compared"]) == ("moved", False)


def test_a_file_whose_bytes_are_gone_is_a_fault_that_names_no_folder(settings: Settings) -> None:
    with asking(settings) as client:
        for file in settings.snapshots.rglob("*.zst"):
            file.unlink()
        answer = client.get("/api/v1/agreement-files/agf_lagring")
    assert answer.status_code == 503
    assert "onward doctor" in answer.json()["detail"]
    assert str(settings.var) not in answer.text
