"""The parts of the demo company, in the order in which they are built."""
