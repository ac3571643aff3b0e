"""Trusted time: since when the bytes are there, said by somebody else."""
