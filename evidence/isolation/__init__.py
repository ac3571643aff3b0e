"""Reading at arm's length: files from strangers are parsed in a child process that may use only so much memory and time.

The child holds no secret, opens no file, and is given one file at a time as an open descriptor. Whatever a hostile file
makes of it, this process gets plain values or a sentence that says why there are none.
"""
