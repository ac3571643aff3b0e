"""Working on files from strangers at arm's length: in a child process that may use only so much memory and time.

The child holds no secret, opens no file, and is given one file at a time as an open descriptor, with what is to be done:
reading it, or one of the jobs of evidence.making. Whatever a hostile file makes of it, this process gets plain values,
bytes, or a code that says why there are none.
"""
