"""What `rejoinder evaluate` runs: the product's own code on labelled data, scored."""
