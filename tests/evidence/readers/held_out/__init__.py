"""Files written before the readers were tuned, and what a person reads in them: a measure of layouts nobody thought of.

Each case gives the messages as (time, kind, direction, number, name, text, seconds); … stands for “not asked”.
"""
