"""Directory and catalogue files of a district: read with suspicion, checked whole, written only when all is right."""
