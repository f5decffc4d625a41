"""What learns, and where: features, fits in a process of their own, and whatever else predicts."""
