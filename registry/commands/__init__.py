"""Commands that need the registry alone, one module each."""
