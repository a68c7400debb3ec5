"""The crawlers' commands, one module each."""
