"""The API under /api/v1: one module per noun, handlers of one to three statements, shapes in and out."""
