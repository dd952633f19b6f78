"""Sets of statements without order: what pairs with what, and on which side each stands."""
