"""What identifies a questioned record, found in the words people write: codes, names, addresses, and the field at fault."""
