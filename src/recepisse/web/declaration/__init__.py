"""The returns of one declaration: successive flux, returns by issuer, the selected one."""
