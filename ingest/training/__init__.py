"""How the weights in `ingest/weights` were made; needs scikit-learn, which nothing else here does."""
