"""Sourced knowledge as TOML: law, countries, catalogue, phrases. No code; a package only so that it is installed."""
