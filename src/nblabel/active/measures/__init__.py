"""What strategies measure candidates by: entropy and margins of rows, distances and clusters of embeddings."""
