"""A POST under an Idempotency-Key: one effect, the same answer, for a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from page_visits import Client

from registry import repeats
from registry.settings import Settings
from registry.store import open_store
from registry.tables import Repeat, now

NEW = {"controller": "org_lagret", "key": "newsletter", "purposes": ["send the newsletter"]}


def post(client: Client, key: str, body: dict[str, Any] | None = None, address: str = "/api/v1/activities") -> Any:
    return client.post(address, json=NEW if body is None else body, headers={"Idempotency-Key": key})


def count(client: Client) -> int:
    return int(client.get("/api/v1/activities").json()["total"])


def test_the_same_under_the_same_key_is_done_once_and_answered_the_same(client: Client) -> None:
    first, second = post(client, "k1"), post(client, "k1")
    assert first.status_code == second.status_code == 201, first.text
    assert second.content == first.content
    assert (first.headers["etag"], first.headers["location"]) == (second.headers["etag"], second.headers["location"])
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert count(client) == 2
    assert post(client, "k2").status_code == 409


def test_another_body_under_the_same_key_is_refused(client: Client) -> None:
    post(client, "k1")
    answer = post(client, "k1", NEW | {"key": "other"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert count(client) == 2


def test_a_key_is_of_one_address(client: Client) -> None:
    post(client, "k1")
    other = post(client, "k1", {"organisation": "org_brevia", "name": "Brevia Sms"}, "/api/v1/services")
    assert other.status_code == 201


def test_what_was_refused_may_be_tried_again(client: Client) -> None:
    assert post(client, "k1", NEW | {"controller": "org_nobody"}).status_code == 422
    assert post(client, "k1").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "é"])
def test_a_key_that_is_none_is_refused(client: Client, key: str) -> None:
    headers = [(b"idempotency-key", key.encode())]
    answer = client.post("/api/v1/activities", json=NEW, headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")


def test_many_at_once_have_one_effect(client: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(client, "k1"), range(8)))
    assert {one.status_code for one in answers} <= {201, 409}
    assert 201 in {one.status_code for one in answers}
    assert count(client) == 2
    assert post(client, "k1").headers["idempotency-replayed"] == "true"


def test_the_same_that_writes_nothing_sent_at_once_is_answered_each_time(client: Client) -> None:
    facts = {"exporter": {"country": "SE", "role": "controller"}, "importer": {"country": "NO"}, "destination": "NO"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(client, "k1", facts, "/api/v1/verdicts"), range(8)))
    assert {one.status_code for one in answers} == {200}


def test_of_a_process_that_ended_before_it_answered_the_deed_is_told_and_not_done_again(
    client: Client, settings: Settings
) -> None:
    post(client, "k1")
    store = open_store(settings.database_url)
    for minutes, words in ((1, "in a moment"), (3, "done before")):
        with store.engine.begin() as connection:
            begun = now() - timedelta(minutes=minutes)
            rows = sa.inspect(Repeat).local_table
            connection.execute(rows.update().values(status=None, answer=None, begun_at=begun))
        answer = post(client, "k1")
        assert answer.status_code == 409
        assert words in answer.json()["detail"]
    store.close()
    assert count(client) == 2


def test_a_post_that_writes_nothing_is_kept_too(client: Client) -> None:
    facts = {"exporter": {"country": "SE", "role": "controller"}, "importer": {"country": "NO"}, "destination": "NO"}
    first = post(client, "k1", facts, "/api/v1/verdicts")
    assert first.status_code == 200, first.text
    assert post(client, "k1", facts, "/api/v1/verdicts").headers["idempotency-replayed"] == "true"
    assert post(client, "k1", facts | {"destination": "US"}, "/api/v1/verdicts").status_code == 422


def test_a_file_of_a_form_is_kept_once(client: Client) -> None:
    def send() -> Any:
        boundary = "b" * 20
        head = 'Content-Disposition: form-data; name="file"; filename="a.txt"'
        body = f"--{boundary}\r\n{head}\r\n\r\nA text.\r\n--{boundary}--\r\n"
        headers = {"Idempotency-Key": "k1", "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return client.post("/api/v1/agreements/agr_lagring/files", content=body.encode(), headers=headers)

    first = send()
    assert first.status_code == 201, first.text
    assert send().json() == first.json()


def test_after_a_day_the_key_is_free(client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    post(client, "k1")
    later = now() + timedelta(hours=25)
    monkeypatch.setattr(repeats, "now", lambda: later)
    assert post(client, "k1").status_code == 409
    assert post(client, "k1", NEW | {"key": "other"}).status_code == 201


def test_a_crash_between_the_deed_and_its_answer_does_nothing_twice(client: Client, settings: Settings) -> None:
    post(client, "k1")
    store = open_store(settings.database_url)
    with store.write("test") as session:
        session.connection().exec_driver_sql("UPDATE repeat SET status = NULL, answer = NULL")
    store.close()
    answer = post(client, "k1")
    assert answer.status_code == 409
    assert count(client) == 2
