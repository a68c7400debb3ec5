"""Readers: a source's text -> findings with quote and offsets. Pure; one sort of fact a file."""
