"""Compares two texts in a process of its own, under limits of memory and time; for the tests beside.

    python bad_input_comparing.py BEFORE AFTER [SECONDS]

Prints how much differs, whether the words are the same, how many changes of facts are told, and how many are counted.
A pair that hurts meets a limit: MemoryError, or a signal.
"""

import resource
import sys
from pathlib import Path

from crawlers.captures import why_bad
from crawlers.classify import classify
from crawlers.compare import compare, fingerprint
from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.read import read

MEMORY = 2_000_000_000
SECONDS = 120

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    before, after = (extract(Path(name).read_bytes(), name=name) for name in sys.argv[1:3])
    why_bad(after, before)
    difference = compare(before, after)
    names = gazetteer()
    found = classify(read(before, gazetteer=names), read(after, gazetteer=names), difference)
    same = fingerprint(before) == fingerprint(after)
    counted = sum(change.untold or 1 for change in found.changes)
    differing = len(difference.removed) + len(difference.added) + len(difference.reworded)
    print(differing, same, len(found.changes), counted)
