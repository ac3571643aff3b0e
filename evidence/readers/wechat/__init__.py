"""WeChat exports of eight kinds, known by their columns and keys, never by the tool's version."""
