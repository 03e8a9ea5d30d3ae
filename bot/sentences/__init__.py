"""What one message says, divided: the items of a filing, the kind of a fault, a contact."""
