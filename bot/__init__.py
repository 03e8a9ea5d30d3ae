"""The conversation: what people say becomes acts of the law and cards; it knows no platform and no page."""
