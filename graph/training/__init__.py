"""How the models in `graph/weights` were trained: commands that take the labelled data by path."""
