"""The main screen: envois above, declarations of the selected envoi below."""
