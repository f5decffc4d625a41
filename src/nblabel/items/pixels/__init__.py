"""From the bytes of a picture to what a browser shows: headers, decoding, stretching, encoding."""
