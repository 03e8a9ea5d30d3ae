"""The form engine: questions asked one by one, answers stored as a draft, navigation."""
