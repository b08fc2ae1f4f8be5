"""An invented labour market: its generator, and the tables that it has written."""
