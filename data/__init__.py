"""Sourced knowledge as TOML files: law, countries, catalogue, phrases. No code; a package only so that it is installed."""
