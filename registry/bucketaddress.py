"""The address of a bucket in an object store, as the settings name it: `s3://bucket/prefix?endpoint=…&region=…`."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from registry.errors import BadInput

SCHEME = "s3://"
_ADDRESS = re.compile(r"s3://(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{1,62})(?P<prefix>(?:/[A-Za-z0-9._-]{1,200}){0,10})/?")
_ENDPOINT = re.compile(r"https?://(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?/?")
_REGION = re.compile(r"[A-Za-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket and the folder in it (empty: none). `endpoint` None: Amazon's, or what AWS_ENDPOINT_URL says; `region`
    None: what AWS_REGION says. It holds no key: those are the environment's, and the library's alone to read."""

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        asked = {"endpoint": self.endpoint, "region": self.region}
        query = urlencode({word: value for word, value in asked.items() if value}, safe=":/[]")
        folder = f"/{self.prefix}" if self.prefix else ""
        return f"{SCHEME}{self.name}{folder}" + (f"?{query}" if query else "")


def bucket_of(address: str, *, field: str) -> Bucket:
    """The bucket of an address. Raises BadInput, without repeating what may hold a key."""
    place, _, query = address.partition("?")
    parts = _ADDRESS.fullmatch(place)
    asked = dict(parse_qsl(query, keep_blank_values=True))
    if parts is None or not set(asked) <= {"endpoint", "region"} or {".", ".."} & set(parts["prefix"].split("/")):
        raise BadInput(
            f"{field} is no address of a bucket; write s3://bucket/folder, and behind it ?endpoint=https://… and "
            "&region=… where the store is not Amazon's. Keys stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            field=field,
        )
    endpoint, region = asked.get("endpoint"), asked.get("region")
    if endpoint is not None and not _ENDPOINT.fullmatch(endpoint):
        raise BadInput(f"The endpoint in {field} cannot be read; write https://host:port.", field=field)
    if region is not None and not _REGION.fullmatch(region):
        raise BadInput(f"The region in {field} cannot be read; write it like eu-north-1.", field=field)
    return Bucket(parts["name"], parts["prefix"].strip("/"), endpoint.rstrip("/") if endpoint else None, region)
