"""Bytes in, text with places out, in a confined process: PDF, office, mail, images."""
