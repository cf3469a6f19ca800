"""What is withheld, out of a rebuilt page; the release gate that proves it."""
