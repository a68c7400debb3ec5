"""Pure rules: facts, a law book and a day in; a verdict with its articles out."""
