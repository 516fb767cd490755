"""What a person typed, read as a figure."""
