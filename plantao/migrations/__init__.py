"""The schema's history, one file per change, the same for both databases."""
