"""Input fields for what the law requires with an act: the kind of a need decides how it is asked and parsed."""
