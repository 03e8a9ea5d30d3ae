"""Attachment inspection before submission: hidden content and metadata are reported to the sender (M4)."""
