"""The columns of import files: what they are called, and what may stand in them."""
