"""What an older release left is brought up to date in the background after an upgrade."""
