"""Registers, notices and letters for reading, and the linter of the register."""
