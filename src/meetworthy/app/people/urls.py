"""What `people` serves: signing in and out, second factors, passwords, invitations.

django-allauth's views, of which only those that serve a purpose here: nobody signs up, and
nobody changes an address, which is how decisions name whoever took them.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.urls import URLPattern, URLResolver, include, path, re_path

from . import invited, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("invitations/<str:token>/", invited.invitation, name="people_invitation"),
    path("accounts/", sign_in.you, name="account_email"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sso/signup/", social.signup, name="socialaccount_signup"),
    path("accounts/sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("accounts/sso/error/", social.login_error, name="socialaccount_login_error"),
    path("accounts/sso/", social.connections, name="socialaccount_connections"),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
