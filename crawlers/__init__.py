"""Read, watch and propose: documents are fetched politely, kept, read and compared; people decide what follows."""
