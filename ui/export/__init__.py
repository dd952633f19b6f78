"""An archive written in the formats of others, one file each."""
