"""What the returns give to the payroll: rates, proposals, documents to hand over."""
