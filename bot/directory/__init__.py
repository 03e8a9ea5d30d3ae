"""What a platform's directory reports of people, applied at once: who left, came back, or has a new user id (M7)."""
