"""The data catalogue and the corrections of its entries (M11)."""
