"""The geometry of a timeline: labels, the ruler between them, pages and the lens.

All lengths in millimetres from the upper left of the drawing, all text sizes in points. Nothing
here knows of blocks or templates: `guide.blocks.timeline` hands in entries and gets drawings.
"""
