"""A locker for proof: takes files in, keeps them unaltered, reads them, hands them out.

It serves any kind of case: it knows matters and people, and nothing of what is argued with the proof.
"""
