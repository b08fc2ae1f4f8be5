"""Annual reports of Swedish housing cooperatives (bostadsrättsföreningar)."""
