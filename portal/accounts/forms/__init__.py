"""Shapes of input: people's posts, districts with their dictionaries and agreements, keys of devices."""

from portal.accounts.forms.appointments import AppointmentForm, DeputyForm, InvitationFilter, PostFilter
from portal.accounts.forms.districts import AgreementFilter, AgreementForm, DistrictForm, HeadForm, NetworkForm, NewWordForm, WordForm
from portal.accounts.forms.fields import another_field, date_input, place_field
from portal.accounts.forms.keys import AddKeyForm, AuthenticateKeyForm, EditKeyForm, LoginKeyForm, ReauthenticateKeyForm, SignedField

__all__ = [
    "AddKeyForm",
    "AgreementFilter",
    "AgreementForm",
    "AppointmentForm",
    "AuthenticateKeyForm",
    "DeputyForm",
    "DistrictForm",
    "EditKeyForm",
    "HeadForm",
    "InvitationFilter",
    "LoginKeyForm",
    "NetworkForm",
    "NewWordForm",
    "PostFilter",
    "ReauthenticateKeyForm",
    "SignedField",
    "WordForm",
    "another_field",
    "date_input",
    "place_field",
]
