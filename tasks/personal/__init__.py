"""Personal data: what recognises it, kind by kind. `tasks/privacy.py` masks it."""
