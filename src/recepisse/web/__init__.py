"""The screens: one folder each (view, form, template), plus the live stream."""
