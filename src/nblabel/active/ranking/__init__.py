"""What to label next out of a pool, once."""
