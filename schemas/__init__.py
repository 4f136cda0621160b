"""What is said between the rooms of the house: values, without any input or output."""
