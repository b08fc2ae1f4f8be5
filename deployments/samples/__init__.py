"""Small inputs that ship with the project, made by `python -m deployments.samples.generate`."""
