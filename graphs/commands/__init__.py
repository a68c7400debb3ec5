"""The commands of the diagrams."""
