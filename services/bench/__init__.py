"""What is measured, as ratios between things that ran in one run: the numbers of another machine, or another hour, prove nothing."""
