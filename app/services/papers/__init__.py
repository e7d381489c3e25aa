"""Documents: query → frozen dataclass → layout → pages (design 4)."""
