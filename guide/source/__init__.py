"""Text of content files to values that know their place: YAML, CSV, Markdown front matter."""
