"""Reads one hostile document in a process of its own, under limits of memory and time; run by the tests beside it.

    python hostile_reading.py NAME < bytes

Prints `read` and how many blocks there are, or `refused` and why.
"""

import resource
import sys

from crawlers.errors import ExtractFailed
from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.read import read
from crawlers.telling import as_json
from registry.answers import dumps

MEMORY = 1_600_000_000
SECONDS = 90


def main(name: str) -> None:
    """The whole way from bytes to the answer in JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        document = extract(sys.stdin.buffer.read(), name=name)
    except ExtractFailed as error:
        print("refused", error)
        return
    dumps(as_json(read(document, gazetteer=gazetteer()), with_text=True))
    print("read", len(document.blocks))


if __name__ == "__main__":
    main(sys.argv[1])
