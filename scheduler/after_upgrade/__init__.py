"""What a new release has to do with the data of an older one, in the background."""
