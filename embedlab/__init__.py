"""embedlab: token embeddings, seen and touched."""
