"""This package's commands, one module each."""
