"""One renderer a format: a graph of `graphs.model` in, text or bytes out. Same graph, same bytes."""
