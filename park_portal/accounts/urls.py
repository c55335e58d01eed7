from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/settings/", views.profile_update, name="settings"),
    path("me/consents/", views.consents_update, name="consents-update"),
    path("me/acting/", views.acting_switch, name="acting-switch"),
    path("me/tokens/", views.access_token_list, name="access-token-list"),
    path("me/tokens/new/", views.access_token_make, name="access-token-make"),
    path("me/tokens/<int:pk>/revoke/", views.access_token_revoke, name="access-token-revoke"),
    path("me/calendar/", views.calendar_link, name="calendar-link"),
    path("me/calendar/make/", views.calendar_link_make, name="calendar-link-make"),
    path("me/calendar/end/", views.calendar_link_end, name="calendar-link-end"),
    path("language/", views.language_switch, name="language-switch"),
    path("org/<int:pk>/facts/", views.organization_detail, name="organization-detail"),
    path("org/<int:pk>/edit/", views.organization_edit, name="organization-edit"),
    path("org/<int:pk>/members/", views.membership_list, name="membership-list"),
    path("members/<int:pk>/change/", views.membership_change, name="membership-change"),
    path("members/<int:pk>/end/", views.membership_end, name="membership-end"),
    path("members/<int:pk>/hand-over/", views.duties_hand_over, name="duties-hand-over"),
    path("duty-handovers/<int:pk>/", views.duty_handover, name="duty-handover"),
    path("invitations/<int:pk>/", views.invitation, name="invitation"),
    path("invitations/<int:pk>/accept/", views.invitation_accept, name="invitation-accept"),
    path("invitations/<int:pk>/decline/", views.invitation_decline, name="invitation-decline"),
    path("invitations/<int:pk>/revoke/", views.invitation_revoke, name="invitation-revoke"),
    path("desk/organizations/", views.organization_list, name="organization-list"),
    path("desk/organizations/register/", views.organization_register, name="organization-register"),
]
