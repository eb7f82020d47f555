# Paper: sheet, leaflet, report
sheet-title = If someone controls this PC
sheet-order = From top to bottom. There is no hurry.
sheet-red = Press the red button of the first-aid kit. If that fails, in this order:
sheet-cable = Pull the LAN cable. Switch Wi-Fi off with the key that shows an aeroplane. If there is none, go on.
sheet-power = Still not cut: hold the power button for 10 seconds.
sheet-router = Last: unplug the router. The home telephone may stop too. When the PC is off, plug it in again.
sheet-frozen = Screen frozen or black → power button, 10 seconds
sheet-rescue = A Rescue window is there: press the Pause key. The small × (upper right) will do, too.
sheet-hang-up = Cut or not: hang up. You need not say anything.
sheet-off = Hold the power button for 10 seconds, until the lamp is dark.
sheet-bank-first = Bank opened, number told, or not sure: make the calls of 3 first.
sheet-number-unknown = The phone number on your card or passbook
sheet-say = Say: “{ $words }”
sheet-telephone = Telephones: mobile, neighbour, shop, police box. The home telephone works again when the router is on and you hear the tone.
sheet-phone-too = An app on your mobile too, or not sure: use another telephone. None? Switch its Wi-Fi and mobile data off (not airplane mode) and end the app first.
sheet-money-now = Money moving now: { $emergency } / Advice: police { $police }, consumers { $consumer }
sheet-stay-off = Switched on, it may connect again. Ask your family or { $consumer } first.
sheet-family = Family
sheet-and-more = Others: the phone number on the card or passbook
sheet-memo-time = When
sheet-memo-number = Number called
sheet-memo-name = Their name
sheet-memo-money = Money, cards
sheet-memo-done = What they did
sheet-replaced = 〓 stands for a character this sheet cannot print.
sheet-centre = Advice centre
sheet-centre-telephone = Telephone
sheet-checked = Numbers checked on { $date }.

sheet-family-title = For the family only
sheet-family-cut-off = Keep this page apart, far from the PC. Never print it on the back.
sheet-family-why = The caller may have this page read aloud. So it never lies beside the PC.
sheet-pin-title = Where the PIN is kept
sheet-pin-no = Write the place only, never the PIN itself.
sheet-restore-title = Getting the internet back
sheet-restore-before = Not while a stranger is on the telephone. End the remote program first.
sheet-restore-window = Open the first-aid kit → “Afterwards” → “Bring the internet back”. It takes the PIN and 30 seconds.
sheet-restore-entry = Windows: “Restore the internet” in the start menu, then “Yes”, does it too. If there is none, type this in a command prompt.
sheet-restore-command = Linux, Mac, as administrator: { $command }
sheet-restore-uninstall = Uninstalling the first-aid kit brings it back too.
sheet-restore-hand = What a hand pulled or switched off (cable, Wi-Fi, router), a hand puts back.
sheet-repair-title = Before that
sheet-repair-tools = Remove what was installed. Not sure: ask { $consumer } or a shop.
sheet-repair-passwords = Change important passwords on another PC or a phone.
sheet-repair-accounts = For some months, look at the statements of accounts and cards.
sheet-repair-police = Tell the police, { $police }. Show them memo and report.
sheet-caregiver-number = The family's numbers were registered on { $date }
sheet-family-by-hand = Write a family member's number here by hand:
sheet-file-name = First-aid sheet
leaflet-file-name = First-aid leaflet

sheet-help =
    Usage: kyukyubako sheet --out FILE [--lang ja|en] [--leaflet] [--one-page]

    Makes the sheet with the five steps as a PDF. The second page is for the family only.

      --out FILE      writes the PDF here
      --lang ja|en    its language
      --leaflet       a leaflet without the family's numbers (one page); with the centre's, where its pack is applied
      --one-page      the first page only
sheet-written = The sheet was written: { $place }
sheet-not-written = The sheet could not be written: { $place }
sheet-does-not-fit = The sheet does not fit on one page. Please shorten the names.
sheet-needs-out = Say with --out where to write it.
sheet-wrong-lang = --lang is ja or en.
sheet-own-hidden = The family's numbers are not confirmed, so they are left out.

button-print = Print
print-title = Print the steps on paper
print-reason = On paper the steps are there when the PC is off.
print-printer = The sheet opens on the screen. Print it from there.
print-sheet = Open the sheet
print-with-family = With the family's page
print-leaflet = Open the centre's leaflet
print-working = Making the sheet.
print-done = The sheet is made
print-place = Place: { $place }
print-failed = The sheet could not be made. The steps are on the screen.
print-no-viewer = The sheet is made but could not be opened. It is in the Documents folder.

report-for = A record for the police and the bank
report-made-by = Made by Kyukyubako { $version }
report-what = What happened
report-times = Times
report-opened = Record begun
report-closed = It was over
report-ended = Called over at
report-event-cut = The internet was seen to be cut
report-event-offline-before = It was cut from the start
report-event-not-cut = It was not cut
report-event-again = It was connected again
report-event-tool = Program found: { $name }
report-event-step = Step done: { $step }
report-event-called = Called: { $who }
report-event-restored = The internet was brought back
report-observed = What was looked at
report-offline = cut
report-online = connected
report-not-applicable = does not apply
report-memo = The person's memo
report-steps = Steps done
report-masked = Digits that look like card or account numbers were replaced by ●.
report-unmasked = Card and account numbers were left in.
report-page = { $number } / { $all }
report-file-name = First-aid report
memo-save-data = For a centre
memo-with-numbers = With the card numbers
sheet-person = Name: { $name }
sheet-number-first = First: the phone number on your card or passbook
sheet-relief = Money may have moved → call your bank, their bank and the police at once (fraud relief act)
report-origin = Made from a file that anybody who uses this PC could have changed.
sheet-gift-card = A gift card told: call its company too; the number is on the card or receipt.
