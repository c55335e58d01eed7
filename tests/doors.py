"""Every door of the house and who gets through: the table that ``test_doors.py`` walks.

A row: URL name, method, then the status for each visitor in the order of VISITORS.
``member``, ``officer``, ``staff`` and ``director`` belong to the bodies of the fixture ``park``;
``stranger`` is signed in and belongs to nobody. 302 for the anonymous is the way to the sign-in page.
"""

VISITORS = ("anonymous", "stranger", "member", "officer", "staff", "director")

DOORS = """
reports:home                        GET   200 200 200 200 200 200
reports:healthz                     GET   200 200 200 200 200 200
reports:organization-home           GET   302 404 200 404 200 200
reports:styleguide                  GET   200 200 200 200 200 200
reports:monthly-report-list         GET   302 404 404 200 200 200
reports:monthly-report-make         POST  302 404 404 403 302 302
reports:monthly-report              GET   302 404 404 200 200 200
reports:monthly-report-data         GET   302 404 404 200 200 200
reports:monthly-report-file         GET   302 404 404 200 200 200

spaces:building-list                GET   200 200 200 200 200 200
spaces:building-detail              GET   200 200 200 200 200 200
spaces:space-list                   GET   200 200 200 200 200 200
spaces:space-detail                 GET   200 200 200 200 200 200
spaces:booking-request              GET   302 200 200 200 200 200
spaces:booking-price                GET   302 200 200 200 200 200
spaces:booking-list                 GET   302 200 200 200 200 200
spaces:booking-detail               GET   302 404 200 404 200 200
spaces:booking-change               GET   302 404 200 404 200 200
spaces:booking-cancel               GET   302 404 200 404 200 200
spaces:booking-permit               GET   302 404 200 404 200 200
spaces:booking-calendar             GET   302 404 200 404 200 200
spaces:calendar-feed                GET   200 200 200 200 200 200

spaces:desk-today                   GET   302 404 404 404 200 200
spaces:desk-timeline                GET   302 404 404 404 200 200
spaces:desk-book                    GET   302 404 404 404 200 200
spaces:booking-queue                GET   302 404 404 404 200 200
spaces:booking-queue-open           GET   302 404 404 404 200 200
spaces:booking-approve              POST  302 404 404 404 302 302
spaces:booking-reject               POST  302 404 404 404 302 302
spaces:space-ledger                 GET   302 404 404 404 200 200

spaces:land-list                    GET   302 404 404 404 200 200
spaces:building-edit                GET   302 404 404 404 200 200
spaces:space-add                    GET   302 404 404 404 200 200
spaces:space-edit                   GET   302 404 404 404 200 200
spaces:hours-edit                   GET   302 404 404 404 200 200
spaces:dated-set                    POST  302 404 404 404 200 200
spaces:dated-remove                 POST  302 404 404 404 302 302
spaces:holidays-take                POST  302 404 404 404 200 200
spaces:closure-list                 GET   302 404 404 404 200 200
spaces:closure-add                  GET   302 404 404 404 200 200
spaces:closure-edit                 GET   302 404 404 404 200 200
spaces:closure-end                  POST  302 404 404 404 302 302

spaces:price-list                   GET   302 404 404 404 200 200
spaces:tariffs-set                  GET   302 404 404 404 200 200
spaces:surcharge-list               GET   302 404 404 404 200 200
spaces:surcharge-add                GET   302 404 404 404 200 200
spaces:surcharge-end                GET   302 404 404 404 200 200
spaces:reduction-list               GET   302 404 404 404 200 200
spaces:reduction-add                GET   302 404 404 404 200 200
spaces:reduction-end                GET   302 404 404 404 200 200
spaces:refunds-set                  GET   302 404 404 404 200 200
spaces:item-list                    GET   302 404 404 404 200 200
spaces:item-add                     GET   302 404 404 404 200 200
spaces:item-edit                    GET   302 404 404 404 200 200
spaces:entitlement-list             GET   302 404 404 404 200 200
spaces:entitlement-grant            GET   302 404 404 404 200 200
spaces:entitlement-end              GET   302 404 404 404 200 200
spaces:proof-submit                 GET   302 200 200 200 200 200
spaces:proof-queue                  GET   302 404 404 404 200 200
spaces:proof-queue-open             GET   302 404 404 404 200 200
spaces:proof-accept                 POST  302 404 404 404 302 302
spaces:proof-refuse                 POST  302 404 404 404 302 302

tenants:occupancy                   GET   302 404 404 404 200 200
tenants:occupancy-export            GET   302 404 404 404 200 200
tenants:vacancy                     GET   302 404 404 404 200 200
tenants:vacancy-export              GET   302 404 404 404 200 200
tenants:floor-plan                  GET   302 404 404 404 200 200
tenants:register                    GET   302 404 404 404 200 200
tenants:register-import             GET   302 404 404 404 200 200
tenants:agreement-mine              GET   302 200 200 200 200 200
tenants:agreement-detail            GET   302 404 200 404 200 200
tenants:agreement-paper             GET   302 404 200 404 200 200
tenants:agreement-accept            GET   302 404 200 404 200 200
tenants:agreement-decline           GET   302 404 200 404 200 200
tenants:agreement-headcount         POST  302 404 200 404 302 302
tenants:assessment-report           GET   302 404 200 404 200 200
tenants:agreement-list              GET   302 404 404 404 200 200
tenants:agreement-export            GET   302 404 404 404 200 200
tenants:agreement-draft             GET   302 404 404 404 200 200
tenants:agreement-edit              GET   302 404 404 404 200 200
tenants:agreement-offer             GET   302 404 404 404 200 200
tenants:agreement-take-back         GET   302 404 404 404 200 200
tenants:agreement-sign              GET   302 404 404 404 200 200
tenants:agreement-end               GET   302 404 404 404 200 200
tenants:agreement-renew             GET   302 404 404 404 200 200
tenants:assessment-ask              GET   302 404 404 404 200 200
tenants:assessment-assess           GET   302 404 404 404 200 200
tenants:task-list                   GET   302 404 404 404 200 200
tenants:task-done                   POST  302 404 302 404 302 302
tenants:task-reopen                 POST  302 404 302 404 302 302
tenants:task-not-needed             POST  302 404 404 404 302 302
tenants:task-assign                 POST  302 404 404 404 302 302
tenants:task-template-list          GET   302 404 404 404 200 200
tenants:task-template-add           GET   302 404 404 404 200 200
tenants:task-template-edit          GET   302 404 404 404 200 200
tenants:task-template-remove        POST  302 404 404 404 302 302
tenants:key-list                    GET   302 404 404 404 200 200
tenants:key-register                GET   302 404 404 404 200 200
tenants:key-hand-out                GET   302 404 404 404 200 200
tenants:key-take-back               POST  302 404 404 404 302 302
tenants:key-lose                    POST  302 404 404 404 302 302

payments:receivable-list            GET   302 200 200 200 200 200
payments:receivable-detail          GET   302 404 200 404 200 200
payments:refund-account-set         GET   302 404 200 404 200 200
payments:gateway-prepare            POST  302 404 404 404 404 404
payments:gateway-pay                GET   302 404 404 404 404 404
payments:gateway-check              POST  302 404 404 404 404 404
payments:gateway-webhook            POST  404 404 404 404 404 404
payments:money-desk                 GET   302 404 404 404 200 200
payments:receivable-register        GET   302 404 404 404 200 200
payments:receivable-case            GET   302 404 404 404 200 200
payments:payment-receive            POST  302 404 404 404 302 302
payments:due-change                 POST  302 404 404 404 302 302
payments:credit-grant               POST  302 404 404 404 302 302
payments:refund-request             POST  302 404 404 404 302 302
payments:payment-release            GET   302 404 404 404 200 200
payments:payment-detail             GET   302 404 404 404 200 200
payments:payment-allocate           POST  302 404 404 404 302 302
payments:payment-refund             POST  302 404 404 404 302 302
payments:refund-detail              GET   302 404 404 404 200 200
payments:refund-make                POST  302 404 404 404 302 302
payments:refund-cancel              POST  302 404 404 404 302 302
payments:bank-import                GET   302 404 404 404 200 200
payments:bank-line                  GET   302 404 404 404 200 200
payments:bank-line-match            POST  302 404 404 404 302 302
payments:bank-line-ignore           POST  302 404 404 404 302 302
payments:bank-line-reopen           POST  302 404 404 404 302 302
payments:day-close                  GET   302 404 404 404 200 200
payments:money-export               GET   302 404 404 404 200 200

tenants:my-charges                  GET   302 200 200 200 200 200
tenants:charge-detail               GET   302 404 200 404 200 200
tenants:deposit-mine                GET   302 404 200 404 200 200
tenants:charge-months               GET   302 404 404 404 200 200
tenants:charge-list                 GET   302 404 404 404 200 200
tenants:charge-run                  GET   302 404 404 404 200 200
tenants:charge-export               GET   302 404 404 404 200 200
tenants:charge-credit               GET   302 404 404 404 200 200
tenants:arrears-list                GET   302 404 404 404 200 200
tenants:arrears-export              GET   302 404 404 404 200 200
tenants:rate-list                   GET   302 404 404 404 200 200
tenants:rate-set                    GET   302 404 404 404 200 200
tenants:meter-latest                GET   302 404 404 404 302 302
tenants:meter-list                  GET   302 404 404 404 200 200
tenants:meter-add                   GET   302 404 404 404 200 200
tenants:meter-replace               GET   302 404 404 404 200 200
tenants:deposit-list                GET   302 404 404 404 200 200
tenants:deposit-detail              GET   302 404 404 404 200 200
tenants:deposit-return              POST  302 404 404 404 302 302
tenants:deposit-keep                POST  302 404 404 404 302 302
tenants:ticket-list                 GET   302 200 200 200 302 302
tenants:ticket-report               GET   302 403 200 403 403 403
tenants:ticket-detail               GET   302 404 200 404 200 200
tenants:ticket-answer               POST  302 404 302 404 302 302
tenants:ticket-reopen               POST  302 404 302 404 200 200
tenants:ticket-desk                 GET   302 404 404 404 200 200
tenants:ticket-export               GET   302 404 404 404 200 200
tenants:ticket-note                 POST  302 404 404 404 302 302
tenants:ticket-assign               POST  302 404 404 404 302 302
tenants:ticket-move                 POST  302 404 404 404 302 302
tenants:notice-list                 GET   302 200 200 200 302 302
tenants:notice-detail               GET   302 404 200 404 200 200
tenants:notice-read                 POST  302 404 302 404 302 302
tenants:notice-desk                 GET   302 404 404 404 200 200
tenants:notice-draft                GET   302 404 404 404 200 200
tenants:notice-preview              GET   302 404 404 404 200 200
tenants:notice-edit                 GET   302 404 404 404 200 200
tenants:notice-publish              POST  302 404 404 404 302 302
tenants:notice-end                  POST  302 404 404 404 302 302
tenants:notice-discard              POST  302 404 404 404 302 302
tenants:directory-list              GET   200 200 200 200 200 200
tenants:directory-detail            GET   200 200 200 200 200 200
tenants:directory-photo             GET   200 200 200 200 200 200
tenants:directory-edit              GET   302 404 403 404 403 403
tenants:directory-preview           GET   302 404 403 404 403 403
tenants:directory-publish           POST  302 404 403 404 403 403
tenants:directory-withdraw          POST  302 404 403 404 403 403
tenants:directory-photo-add         POST  302 404 403 404 403 403
tenants:directory-photo-remove      POST  302 404 403 404 403 403
tenants:paper-list                  GET   302 404 200 404 200 200
tenants:paper-submit                GET   302 404 200 404 200 200
tenants:paper-replace               GET   302 404 200 404 200 200
tenants:paper-desk                  GET   302 404 404 404 200 200
tenants:paper-export                GET   302 404 404 404 200 200

accounts:me                         GET   302 200 200 200 200 200
accounts:settings                   GET   302 200 200 200 200 200
accounts:consents-update            POST  302 302 302 302 302 302
accounts:access-token-list          GET   302 200 200 200 200 200
accounts:access-token-make          GET   302 302 302 302 302 302
accounts:access-token-revoke        POST  302 404 302 404 404 404
accounts:calendar-link              GET   302 200 200 200 200 200
accounts:calendar-link-make         POST  302 200 200 200 200 200
accounts:calendar-link-end          POST  302 302 302 302 302 302
accounts:acting-switch              POST  302 302 302 302 302 302
accounts:language-switch            POST  302 302 302 302 302 302
accounts:organization-detail        GET   302 404 200 404 200 200
accounts:organization-edit          GET   302 404 403 404 200 200
accounts:membership-list            GET   302 404 200 404 200 200
accounts:membership-change          GET   302 404 403 404 200 200
accounts:membership-end             GET   302 404 403 404 200 200
accounts:duties-hand-over           GET   302 404 403 404 200 200
accounts:duty-handover              GET   302 404 200 404 404 404
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

documents:document-detail           GET   302 404 200 404 200 200
documents:document-file             GET   302 404 200 404 200 200
documents:file-download             GET   302 404 200 404 200 200

approvals:line-list                 GET   302 200 200 200 200 200
approvals:line-draft                GET   302 404 200 404 200 200
approvals:line-detail               GET   302 404 200 404 200 200
approvals:line-document             GET   302 404 200 404 200 200
approvals:line-submit               POST  302 404 200 404 200 200
approvals:line-externalise          POST  302 404 200 404 200 200
approvals:line-withdraw             POST  302 404 403 404 403 302
approvals:external-record           POST  302 404 200 404 200 200
approvals:external-refuse           POST  302 404 200 404 200 200
approvals:step-approve              POST  302 404 302 404 200 200
approvals:step-send-back            POST  302 404 302 404 200 200
approvals:deputy-set                GET   302 200 200 200 200 200
approvals:deputy-end                POST  302 404 302 404 404 404

demo:mail-list                      GET   200 200 200 200 200 200

collaboration:proposal-list         GET  200 200 200 200 200 200
collaboration:proposal-export       GET  302 404 404 404 200 200
collaboration:commitment-make       POST 302 404 422 404 422 422
collaboration:proposal-begin        GET  302 200 200 200 200 200
collaboration:request-send          GET  302 200 200 200 200 200
collaboration:request-write         GET  302 404 200 404 200 200
collaboration:request-match         POST 302 404 409 404 409 409
collaboration:party-unask           POST 302 404 403 404 302 302
collaboration:proposal-detail       GET  404 404 200 404 200 200
collaboration:proposal-write        GET  302 404 200 404 200 200
collaboration:typed-similar         POST 302 200 200 200 200 200
collaboration:proposal-similar      POST 302 404 200 404 200 200
collaboration:proposal-version      GET  404 404 200 404 200 200
collaboration:proposal-submit       POST 302 404 409 404 403 403
collaboration:proposal-revise       POST 302 404 409 404 403 403
collaboration:proposal-discard      POST 302 404 409 404 403 403
collaboration:proposal-acknowledge  POST 302 404 403 404 302 302
collaboration:proposal-follow       POST 302 404 302 404 302 302
collaboration:proposal-grow         GET  302 404 200 404 200 200
collaboration:proposal-merge        GET  302 404 200 404 200 200
collaboration:party-ask             POST 302 404 422 404 422 422
collaboration:comment-add           POST 302 404 422 404 422 422
collaboration:attachment-add        POST 302 404 422 404 422 422
collaboration:opinion-request       POST 302 404 409 404 409 409
collaboration:handover-offer        GET  302 404 200 404 200 200
collaboration:proposal-move         GET  302 404 200 404 200 200
collaboration:party-pass-on         GET  302 404 200 404 200 200
collaboration:party-answer          POST 302 404 302 404 403 403
collaboration:attachment-remove     POST 302 404 302 404 403 403
collaboration:opinion-detail        GET  302 404 200 404 200 200
collaboration:opinion-accept        POST 302 404 403 404 403 403
collaboration:opinion-record        POST 302 404 422 404 422 422
collaboration:opinion-extend        POST 302 404 403 404 403 403
collaboration:opinion-remind        POST 302 404 302 404 302 302
collaboration:opinion-revoke        GET  302 404 200 404 200 200
collaboration:opinion-assign        GET  302 404 200 404 200 200
collaboration:opinion-postpone      GET  302 404 200 404 200 200
collaboration:opinion-paper         GET  302 404 404 404 404 404
collaboration:point-answer          GET  302 404 200 404 200 200
collaboration:point-close           POST 302 404 403 404 403 403
collaboration:point-reopen          GET  302 404 200 404 200 200
collaboration:handover-answer       POST 302 404 409 404 403 403
collaboration:handover-recall       POST 302 404 403 404 302 302
collaboration:joint-desk            GET  302 200 200 200 200 200
collaboration:meeting-list          GET  302 200 200 200 200 200
collaboration:meeting-call          GET  302 200 200 200 200 200
collaboration:meeting-detail        GET  302 404 200 404 200 200
collaboration:meeting-change        GET  302 404 200 404 200 200
collaboration:minutes-write         GET  302 404 200 404 200 200
collaboration:minutes-approve       POST 302 404 403 404 409 409
collaboration:meeting-cancel        GET  302 404 200 404 200 200
collaboration:meeting-hall          POST 302 404 403 404 403 403
collaboration:meeting-calendar      GET  302 404 200 404 200 200
collaboration:minutes-paper         GET  302 404 200 404 200 200
collaboration:commitment-end        POST 302 404 302 404 302 302
collaboration:proposal-paper        GET   302 404 200 404 200 200
collaboration:proposal-paper-issue  POST  302 404 302 404 302 302
collaboration:opinion-paper-issue   POST  302 404 403 404 403 403
collaboration:proposal-read         POST  302 404 422 404 422 422
collaboration:suggestion-ask        POST  302 404 403 404 302 302
collaboration:budget-item-list      GET   302 200 200 200 200 200
collaboration:budget-item-add       POST  302 422 422 422 422 422
collaboration:budget-item-copy      POST  302 403 403 403 409 409
collaboration:budget-demand         GET   302 403 403 403 200 200
collaboration:budget-demand-export  GET   302 403 403 403 200 200
collaboration:route-list            GET   302 200 200 200 200 200
collaboration:route-edit            GET   302 200 200 200 200 200
collaboration:route-add             GET   302 200 200 200 200 200
collaboration:route-end             GET   302 200 200 200 200 200
collaboration:plan-list             GET   302 200 200 200 200 200
collaboration:plan-begin            GET   302 200 200 200 200 200
collaboration:plan-detail           GET   302 200 200 200 200 200
collaboration:plan-paper            GET   302 200 200 200 200 200
collaboration:plan-write            GET   302 404 404 200 200 200
collaboration:plan-paper-issue      POST  302 404 404 403 302 302
collaboration:plan-close            POST  302 403 403 403 302 302
collaboration:sub-project-add       GET   302 404 404 200 200 200
collaboration:sub-project-write     GET   302 404 404 200 200 200
collaboration:stage-move            POST  302 403 403 403 302 302
collaboration:progress-add          POST  302 422 422 422 302 302
collaboration:progress-correct      GET   302 200 200 200 200 200
collaboration:proposal-place        POST  302 404 403 404 409 409
collaboration:duty-report           GET   302 200 200 200 200 200
collaboration:plan-change           GET   302 200 200 200 200 200
collaboration:plan-recount          POST  302 404 404 403 302 302
collaboration:plan-attachment-add   POST  302 404 404 422 422 422
collaboration:plan-attachment-remove POST 302 404 404 403 302 302
collaboration:sub-project-shift     POST  302 404 404 403 302 302
collaboration:sub-project-remove    GET   302 404 404 200 200 200

api:api-root                        GET   200 200 200 200 200 200
api:tenancy-stats                   GET   200 200 200 200 200 200
api:building-list                   GET   200 200 200 200 200 200
api:building-detail                 GET   200 200 200 200 200 200
api:space-list                      GET   200 200 200 200 200 200
api:space-detail                    GET   200 200 200 200 200 200
api:space-busy                      GET   400 400 400 400 400 400
api:space-all-busy                  GET   400 400 400 400 400 400
api:availability-list               GET   400 400 400 400 400 400
api:opening-list                    GET   400 400 400 400 400 400
api:proposal-list                   GET   200 200 200 200 200 200
api:proposal-detail                 GET   404 404 404 404 404 404
api:booking-list                    GET   401 200 200 200 200 200
api:booking-detail                  GET   401 404 200 404 200 200
api:booking-cancel                  POST  401 404 200 404 200 200
api:organization-list               GET   200 200 200 200 200 200
api:organization-detail             GET   200 200 200 200 200 200
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
