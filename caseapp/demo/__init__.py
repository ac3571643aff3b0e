"""A small fictional world one can sign in to. Nobody and nothing in it exists; all numbers are from 199 0000 xxxx."""
