"""A report as words on pages: what extraction reads."""
