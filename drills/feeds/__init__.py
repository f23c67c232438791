"""Calendar feeds: values in, iCalendar bytes out (RFC 5545). Knows no person and no database."""
