"""The harness can fail: what a crash could leave behind, made by hand, is not taken for sound."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from stores import PostgreSQL

from registry.errors import StoreError
from tests.crash.deeds import DEEDS
from tests.crash.harness import Harness, harness
from tests.crash.places import Place
from tests.crash.soundness import require_sound

HALVES = {  # what is done to the register by hand, by the words in which it is to be found
    "a decision without its claim": "UPDATE proposal SET state = 'accepted', decided_by = 'x', "
    "decided_at = proposed_at",
    "a change nobody was told of": "DELETE FROM alert WHERE event = 'vendor.subprocessor_added'",
    "a change without its proposal": "UPDATE proposal SET change_id = NULL",
    "a change without its version": "DELETE FROM version WHERE id IN (SELECT to_version_id FROM change)",
    "a version without its reading": "DELETE FROM reading",
    "an alert on no way": "DELETE FROM delivery",
    "an alert under two ids": "INSERT INTO alert SELECT id || '2', fingerprint || '2', event, severity, title, body, "
    "service_id, change_id, controller_id, deadline_on, created_at, decision, decided_at, decided_by, reason "
    "FROM alert",
    "a decision that the chain does not tell of": "UPDATE proposal SET state = 'rejected', decided_by = 'x', "
    "decided_at = proposed_at",
    "a decision of nobody": "UPDATE proposal SET decided_by = 'x'",
    "an alert on its way twice": "INSERT INTO delivery (id, alert_id, step, language, channel, target, state, "
    "attempts, queued_at, position, due_at) SELECT id || '2', alert_id, step, language, channel, target, state, "
    "attempts, queued_at, position, due_at FROM delivery",
    "a version without its capture": "DELETE FROM snapshot",
    "the chain is broken": "UPDATE audit SET actor = 'somebody' WHERE seq = 5",
    "the chain is broken at a link that is gone": "DELETE FROM audit WHERE seq = 5",
}
TOLD_AS = {"the chain is broken at a link that is gone": "the chain is broken"}


@pytest.fixture(scope="module")
def told(postgresql: PostgreSQL) -> Iterator[tuple[Harness, Place]]:
    """A register in which changes were found and proposals wait."""
    with harness(postgresql) as made:
        place = made.places.new("sqlite")
        next(one for one in DEEDS if one.name == "outbox").prepare(made, place)
        yield made, place


@pytest.mark.parametrize("half", HALVES)
def test_what_is_half_there_is_noticed(told: tuple[Harness, Place], half: str) -> None:
    place = told[1].copy()
    require_sound(place, place.var / "snapshots")
    with place.store() as store, store.engine.begin() as connection:
        assert connection.execute(sa.text(HALVES[half])).rowcount > 0
    with pytest.raises(AssertionError, match=TOLD_AS.get(half, half)):
        require_sound(place, place.var / "snapshots")
    place.remove()


def test_a_captured_text_that_is_cut_off_is_noticed(told: tuple[Harness, Place]) -> None:
    place = told[1].copy()
    cut = next((place.var / "snapshots").glob("*/*.zst"))
    whole = cut.read_bytes()
    cut.unlink()
    cut.write_bytes(whole[:-7])
    with pytest.raises(StoreError, match="damaged"):
        require_sound(place, place.var / "snapshots")
    place.remove()
