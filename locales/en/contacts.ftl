# Whom to call
contacts-open-now = They answer now
contacts-usually-open = They usually answer now
contacts-closed-now = Closed now
contacts-outdated = This number may be old. Please check it.
contacts-page = Web page: { $page }

contacts-hours-always = Day and night
contacts-hours-every-day = Every day { $opens }–{ $closes }
contacts-hours-weekdays = Weekdays { $opens }–{ $closes }
contacts-hours-saturdays = Saturdays { $opens }–{ $closes }
contacts-hours-weekends-and-holidays = Weekends and holidays { $opens }–{ $closes }
contacts-hours-weekends = Weekends { $opens }–{ $closes }

telephone-mobile = a mobile phone
telephone-prepaid = a prepaid mobile phone
telephone-home = a home telephone
telephone-dial = an old dial telephone
telephone-ip = an IP telephone
telephone-public = a public telephone
contacts-phone-yes = It works from { $telephone }.
contacts-phone-some = It may not work from { $telephone }.
contacts-phone-no = It does not work from { $telephone }.
contacts-phone-between = { "" } or { "" }
contacts-phone-other = From { $telephone }: { $number }

contacts-note-money-moving-now = Call when money is being taken now.
contacts-note-hours-vary-by-prefecture = Hours differ by prefecture.
contacts-note-weekdays-vary-by-town = Weekday hours differ by town.
contacts-note-hours-not-known = Hours are not known.
contacts-note-prefecture-only = For people who live there.
contacts-note-page-only = Tell them through their web page.

contacts-bank-unknown = Phone number on passbook or card
contacts-card-unknown = The phone number on the back of the card
contacts-receiving-bank = The bank you sent the money to
contacts-receiving-bank-where = Its name is on the transfer slip.
contacts-gift-card-unknown = The gift card company
contacts-gift-card-where = The phone number is on the card or the receipt.
contacts-relief = Call your own bank and the police at once too.
contacts-say = What to say
contacts-say-open = What to say: { $who }

contacts-not-from-screen = Do not call the number on the warning screen.
contacts-registered = From the family ({ $date })
contacts-registered-undated = From the family
contacts-hidden-changed = The family's numbers have changed. We do not know who changed them, so they are hidden. Call the phone number on the back of the card or on the passbook.
contacts-hidden-unconfirmed = The family's numbers are not confirmed yet, so they are hidden now. Call the phone number on the back of the card or on the passbook.
contacts-checked-on = From the company itself ({ $date })
contacts-check-number = Check it first
contacts-relief-bank = Call the police and their bank at once, too.
contacts-relief-police = Call your own bank and their bank at once, too.
