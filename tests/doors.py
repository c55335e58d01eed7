"""Every door of the house and who gets through: the table that ``test_doors.py`` walks.

A row: URL name, method, then the status for each visitor in the order of VISITORS.
``member``, ``officer``, ``staff`` and ``director`` belong to the bodies of the fixture ``park``;
``stranger`` is signed in and belongs to nobody. 302 for the anonymous is the way to the sign-in page.
"""

VISITORS = ("anonymous", "stranger", "member", "officer", "staff", "director")

DOORS = """
reports:home                        GET   200 200 200 200 200 200
reports:healthz                     GET   200 200 200 200 200 200
reports:styleguide                  GET   200 200 200 200 200 200

spaces:building-list                GET   200 200 200 200 200 200
spaces:building-detail              GET   200 200 200 200 200 200
spaces:space-list                   GET   200 200 200 200 200 200
spaces:space-detail                 GET   200 200 200 200 200 200
spaces:booking-request              GET   302 200 200 200 200 200
spaces:booking-price                GET   302 200 200 200 200 200
spaces:booking-list                 GET   302 200 200 200 200 200
spaces:booking-detail               GET   302 404 200 404 200 200
spaces:booking-cancel               GET   302 404 200 404 200 200
spaces:booking-calendar             GET   302 404 200 404 200 200

spaces:desk-today                   GET   302 404 404 404 200 200
spaces:desk-timeline                GET   302 404 404 404 200 200
spaces:desk-book                    GET   302 404 404 404 200 200
spaces:booking-queue                GET   302 404 404 404 200 200
spaces:booking-queue-open           GET   302 404 404 404 200 200
spaces:booking-approve              POST  302 404 404 404 302 302
spaces:booking-reject               POST  302 404 404 404 302 302
spaces:space-ledger                 GET   302 404 404 404 200 200

accounts:me                         GET   302 200 200 200 200 200
accounts:settings                   GET   302 200 200 200 200 200
accounts:consents-update            POST  302 302 302 302 302 302
accounts:acting-switch              POST  302 302 302 302 302 302
accounts:language-switch            POST  302 302 302 302 302 302
accounts:organization-detail        GET   302 404 200 404 200 200
accounts:organization-edit          GET   302 404 403 404 200 200
accounts:membership-list            GET   302 404 200 404 200 200
accounts:membership-change          GET   302 404 403 404 200 200
accounts:membership-end             GET   302 404 403 404 200 200
accounts:invitation                 GET   302 404 200 404 200 200
accounts:invitation-accept          POST  302 404 403 404 403 403
accounts:invitation-decline         POST  302 404 403 404 403 403
accounts:invitation-revoke          POST  302 404 403 404 302 302
accounts:organization-list          GET   302 404 404 404 200 200
accounts:organization-register      GET   302 404 404 404 200 200

notifications:inbox                 GET   302 200 200 200 200 200
notifications:inbox-open            POST  302 404 302 404 404 404
notifications:inbox-read-all        POST  302 302 302 302 302 302
notifications:outbox-list           GET   302 404 404 404 200 200
notifications:outbox-resend         POST  302 404 404 404 302 302

demo:mail-list                      GET   200 200 200 200 200 200

api:api-root                        GET   200 200 200 200 200 200
api:building-list                   GET   200 200 200 200 200 200
api:building-detail                 GET   200 200 200 200 200 200
api:space-list                      GET   200 200 200 200 200 200
api:space-detail                    GET   200 200 200 200 200 200
api:space-busy                      GET   400 400 400 400 400 400
api:availability-list               GET   400 400 400 400 400 400
api:opening-list                    GET   400 400 400 400 400 400
api:booking-list                    GET   403 200 200 200 200 200
api:booking-detail                  GET   403 404 200 404 200 200
api:booking-cancel                  POST  403 404 200 404 200 200
api:schema                          GET   200 200 200 200 200 200
api:no-such-address                 GET   404 404 404 404 404 404
"""

# allauth's doors: open ones turn the signed-in away, private ones the anonymous. Each is walked by one of each.
SIGN_IN_DOORS = """
account_login                       200 302
account_signup                      200 302
account_reset_password              200 200
account_reset_password_done         200 200
account_reset_password_from_key     200 200
account_reset_password_from_key_done 200 200
account_email_verification_sent     200 200
account_confirm_email               200 200
account_inactive                    200 200
account_confirm_login_code          302 302
account_logout                      302 200
account_email                       302 200
account_change_password             302 200
account_set_password                302 302
account_reauthenticate              302 200
usersessions_list                   302 200
mfa_index                           302 200
mfa_activate_totp                   302 302
mfa_deactivate_totp                 302 404
mfa_view_recovery_codes             302 404
mfa_generate_recovery_codes         302 302
mfa_download_recovery_codes         302 404
mfa_list_webauthn                   302 200
mfa_add_webauthn                    302 302
mfa_edit_webauthn                   302 302
mfa_remove_webauthn                 302 302
mfa_reauthenticate_webauthn         302 302
mfa_authenticate                    302 302
mfa_login_webauthn                  302 302
mfa_reauthenticate                  302 302
socialaccount_connections           302 200
socialaccount_signup                302 302
socialaccount_login_cancelled       200 200
socialaccount_login_error           302 401
kakao_login                         200 200
kakao_callback                      401 401
naver_login                         200 200
naver_callback                      401 401
"""
