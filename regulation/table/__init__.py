"""The rows of the law's table, by chapter; `regulation.transitions` joins them."""
