"""What the rules judge looks at: checks of one agent's fields, and across agents."""
