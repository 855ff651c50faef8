"""What the returns propose to the payroll."""
