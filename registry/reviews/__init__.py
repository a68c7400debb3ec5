"""What machines propose, and what people decide."""
