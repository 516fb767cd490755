"""What a target says, read from its text, resolved to a number, and said back."""
