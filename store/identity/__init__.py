"""What identifies a questioned record, found in words: codes, names, addresses, and the field at fault."""
