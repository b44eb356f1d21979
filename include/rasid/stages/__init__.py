"""One function a task: read pending rows, call the core, write in one transaction, return counts by outcome."""
