"""Files in, comments out: reading, segmentation, deduplication and embedding."""
