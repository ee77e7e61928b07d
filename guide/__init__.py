"""A printable study-guide generator: a folder of content files in, finished PDFs out."""

__version__ = "0.1.0"
