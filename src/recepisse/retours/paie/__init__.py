"""What returns give to the payroll: rates of tax at source, and values proposed."""
