//! Problems as values: a stable code, the exact place, what to do.
