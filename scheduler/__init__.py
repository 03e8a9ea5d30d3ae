"""The clock on the wall: what is due is done and said, once, however often anybody looks."""
