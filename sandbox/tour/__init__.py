"""The guided tour of the rehearsal (导览): its steps as data, and what of them has really happened."""
