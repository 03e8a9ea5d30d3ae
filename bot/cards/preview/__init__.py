"""Sample cards and the preview page that shows them all in every dialect."""
