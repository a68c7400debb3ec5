"""Compares two texts in a process of its own, under limits of memory and time; for the tests beside.

    python bad_input_comparing.py BEFORE AFTER

Prints how much differs. A pair that hurts meets a limit: MemoryError, or a signal.
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
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    before, after = (extract(Path(name).read_bytes(), name=name) for name in sys.argv[1:3])
    why_bad(after, before)
    difference = compare(before, after)
    names = gazetteer()
    classify(read(before, gazetteer=names), read(after, gazetteer=names), difference)
    same = fingerprint(before) == fingerprint(after)
    print(len(difference.removed) + len(difference.added) + len(difference.reworded), same)
