"""Next year's plan from this year's results."""
