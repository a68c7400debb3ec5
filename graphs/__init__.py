"""Answers and drawings: engagements, chains and verdicts as a graph. Reads the registry, writes nothing."""
