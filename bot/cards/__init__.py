"""Cards: pure functions from what one viewer may see to what that viewer reads and may press."""
