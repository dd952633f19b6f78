"""A report to send: one page of HTML that needs nothing but itself, part by part."""
