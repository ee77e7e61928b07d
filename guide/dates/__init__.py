"""Dates of history: read as EDTF, placed on a scale, printed in the guide's language."""

from guide.dates.edtf import HistoricalDate, NotADate, Point, Precision, parse
from guide.dates.labels import label, lifetime, locale_of, month_label, year_label

__all__ = [
    "HistoricalDate",
    "NotADate",
    "Point",
    "Precision",
    "label",
    "lifetime",
    "locale_of",
    "month_label",
    "parse",
    "year_label",
]
