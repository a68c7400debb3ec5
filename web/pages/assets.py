"""The stylesheet, the scripts and the sign, at addresses that name their bytes: kept for ever, a new one is another."""

import hashlib
from functools import cache
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from registry.errors import NotFound
from registry.terms import Right

FOLDER = Path(__file__).resolve().parent.parent / "static"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def asset(name: str) -> tuple[str, bytes]:
    """The address of a file of ours, and its bytes."""
    file = FOLDER / name
    content = file.read_bytes()
    return f"/static/{file.stem}.{hashlib.sha256(content).hexdigest()[:16]}{file.suffix}", content


def address(name: str) -> str:
    """Where a file of ours stands."""
    return asset(name)[0]


@get("/static/{name:str}", needs=Right.OPEN, sync_to_thread=False)
def static(name: FromPath[str]) -> Response[bytes]:
    """A file by its name with hash. Raises NotFound for an old hash too: its bytes are gone."""
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in KINDS and asset(file.name)[0] == f"/static/{name}":
            return Response(
                asset(file.name)[1], media_type=KINDS[file.suffix], headers={"Cache-Control": KEPT_FOR_EVER}
            )
    raise NotFound("There is nothing at this address.")
