"""概要: what the director reads, on one page."""
