"""Byte ranges, lines of a transcript, bars of a waveform, and what a file says about its making. Pure functions."""

from evidence.derivatives.rules.bars import Wave, wave_of
from evidence.derivatives.rules.lines import Line, LinesWrong, clock, lines_of, text_of
from evidence.derivatives.rules.making import Hint, canonical, hints_of
from evidence.derivatives.rules.playing import played_as
from evidence.derivatives.rules.ranges import NotSatisfiable, byte_range

__all__ = [
    "Hint",
    "Line",
    "LinesWrong",
    "NotSatisfiable",
    "Wave",
    "byte_range",
    "canonical",
    "clock",
    "hints_of",
    "lines_of",
    "played_as",
    "text_of",
    "wave_of",
]
