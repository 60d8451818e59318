//! Documents in files: formats, the removal log, runs, restore.
