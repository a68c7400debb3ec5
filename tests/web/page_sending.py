"""The form of `/read`, sent as a browser sends it."""

from typing import Any

from page_visits import BASE, Client, Page


def send(
    client: Client, language: str = "sv", status: int = 200, *, file: Any = None, origin: str = BASE, **fields: str
) -> Page:
    headers = {"Accept-Language": language, "Origin": origin}
    fields = {"whose": "nobody"} | fields
    files = {"file": file} if file is not None else {"file": ("", b"", "application/octet-stream")}
    answer = client.post("/read", data=fields, files=files, headers=headers)
    assert answer.status_code == status, answer.text[:2_000]
    page = Page(answer.text)
    assert page.open == []
    return page
