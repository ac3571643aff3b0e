"""Boxes, byte ranges, lines of a transcript, bars of a waveform, and what a file says about its making. Pure functions."""

from evidence.derivatives.rules.bars import Wave, wave_of
from evidence.derivatives.rules.boxes import Box, blackened, boxes_within, snapped
from evidence.derivatives.rules.lines import Line, LinesWrong, clock, lines_of, text_of
from evidence.derivatives.rules.making import Hint, canonical, hints_of
from evidence.derivatives.rules.playing import played_as
from evidence.derivatives.rules.ranges import NotSatisfiable, byte_range
from evidence.derivatives.rules.remains import remains_in

__all__ = [
    "Box",
    "Hint",
    "Line",
    "LinesWrong",
    "NotSatisfiable",
    "Wave",
    "blackened",
    "boxes_within",
    "byte_range",
    "canonical",
    "clock",
    "hints_of",
    "lines_of",
    "played_as",
    "remains_in",
    "snapped",
    "text_of",
    "wave_of",
]
