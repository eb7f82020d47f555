# Whom to call and what to say

contacts-say-police-emergency = Someone controlled my computer from far away. My money may be taken now. Please help me.
contacts-say-police-advice = I was deceived on the telephone and someone controlled my computer. Please tell me what to do.
contacts-say-consumer-hotline = A virus warning came up and I called the number. Someone controlled my computer. I would like advice.
contacts-say-ipa = I called the number on a false warning, and they put something on my computer. What should I do next?
contacts-say-bank = A stranger controlled my PC. Please stop my account now.
contacts-say-card = I told my card number to a stranger. Please stop my card at once.
contacts-say-family = I may have been deceived on the computer. Please stay with me.

contacts-hours-always = Day and night
contacts-hours-every-day = Every day { $opens }–{ $closes }
contacts-hours-weekdays = Weekdays { $opens }–{ $closes }
contacts-hours-weekends-and-holidays = Weekends and holidays { $opens }–{ $closes }

contacts-note-money-moving-now = Call when money is moving now.
contacts-note-hours-vary-by-prefecture = Hours differ by prefecture.
contacts-note-not-from-dial-phones = Old dial telephones cannot call it.
contacts-note-weekdays-vary-by-town = Weekday hours differ by town.
contacts-note-not-from-some-ip-phones = Some telephones cannot call it.
contacts-note-hours-unconfirmed = Hours may change.

contacts-bank-unknown = The number on your passbook or cash card
contacts-not-from-screen = Do not call the number on the warning screen.
contacts-registered = Registered by the family ({ $date })
contacts-registered-undated = Registered by the family
contacts-hidden-changed = The family's numbers have changed. We do not know who changed them, so they are hidden. Call the number on the back of the card or on the passbook.
contacts-hidden-unconfirmed = The family's numbers are not confirmed yet, so they are hidden now. Call the number on the back of the card or on the passbook.
contacts-checked-on = Number checked on { $date }.
