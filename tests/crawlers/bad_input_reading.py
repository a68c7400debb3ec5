"""Runs `onward read FILE --json` in a process of its own, under limits of memory and time; for the tests beside.

    python bad_input_reading.py FILE

Ends with the command's own exit code. A document that hurts meets a limit: MemoryError, or a signal.
"""

import resource
import sys

from app import main

MEMORY = 1_000_000_000
SECONDS = 120

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.exit(main(["read", sys.argv[1], "--json"]))
