"""What came of each round: how good its model was, kept in the store, and seen as frames and a curve."""
