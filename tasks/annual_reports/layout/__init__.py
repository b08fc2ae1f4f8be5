"""Extraction from the text layer and its geometry: deterministic, without a model."""
