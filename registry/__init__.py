"""What we hold true: the law, the catalogue, portfolios, and what people decided."""
