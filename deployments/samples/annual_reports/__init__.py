"""Annual reports of invented housing cooperatives, drawn as real ones are laid out."""
