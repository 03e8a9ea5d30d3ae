"""Acts of the law as conversations: a typed line or a pressed button, what is still missing asked for, then done."""
