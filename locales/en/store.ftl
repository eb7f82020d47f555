# What only an administrator can change
contacts-hidden-not-kept = The family's numbers are not kept for good yet, so they are hidden now. Call the phone number on the back of the card or on the passbook.

store-pin-reason = The PIN for changing what the family set up.
store-pin-checking = Checking
store-pin-gone = The record of the PIN cannot be used. Nothing can be changed.

store-do = Keep it for good (administrator)
store-ask = Keep this on this PC for good?
store-ask-reason = It goes where only an administrator can change it. Look at each line.
store-ask-pin-again = After the PC's “Yes” you enter the PIN twice more, in a small window of its own.
store-person = Name: { $person }
store-tool = Allowed until { $date }. Signed by { $signer }
store-waiting = Waiting for the administrator
store-waiting-reason = The PC will ask. Read it yourself, then answer.
store-waiting-stop = If the caller tells you to, press "No".
store-kept = It is kept for good
store-kept-reason = In need these numbers will be shown. They stay even if somebody changes the settings.
store-kept-pin = The PIN is kept, too.
store-kept-no-pin = The PIN could not be kept.
store-not-kept = It was not kept
store-refused = The administrator did not answer. Nothing has changed.
store-not-now = It cannot be kept now. Try again when no remote control is there.
store-failed = It could not be written. Nothing has changed.
store-again = Once more
store-due = It is not kept for good yet. Until then it is not shown in need.
store-pin-due = The guard service does not know this PIN yet. Once it is kept, the PIN can bring the internet back. Until then an earlier PIN does, if the service knows one.
store-both-due = It is not kept for good yet. Once it is kept, the numbers are shown in need and the PIN works.
store-caregiver-due = Some of the family's numbers, leave or PIN are not kept for good yet.
store-contact-due = Not kept yet
store-allow-due = Not allowed yet
store-allow-due-reason = { $name } is allowed once an administrator keeps it.
store-allow-some-due = Some leave is not kept yet. It does not count until then.
store-untrusted = Others can write in the administrator's place. The numbers and the leave there are not used.
store-broken = The record in the administrator's place cannot be read. The numbers and the leave there are not used.
store-pack-not-kept = Only a pack that an administrator applied is used. The one that is here is not used.
store-heading =
    Kept by Kyukyubako with an administrator's consent. Change it in the window or with "kyukyubako store keep".
    In need only the numbers and the leave in this file are used.

# kyukyubako store
store-help =
    Usage: kyukyubako store keep --file FILE [--sha256 FINGERPRINT] [--with-pin | --pin-box] [--json]
           kyukyubako store show [--json]
           kyukyubako store clear
           kyukyubako store pin [--pin-box]
           kyukyubako store pin-hash

    keep    Keeps names, numbers and allowed tools where only an administrator can change them.
    show    Shows what is kept.
    clear   Removes all that is kept.
    pin     Sets the PIN of the guard.
    pin-hash  Prints the hash of a PIN, which the MSI takes as PINHASH. For everybody.

    All but show and pin-hash are for administrators (root).
    --file       a settings.toml; "-" is the standard input.
    --sha256     keeps it without asking, only if the fingerprint is the same (Windows always asks).
    --with-pin   the first line of the standard input is the PIN for the guard.
    --pin-box    asks for the PIN of the guard in a window of its own (Windows).
    --ask        shows it and asks even if the fingerprint is the same.
    --json       answers with one object.
store-needs-administrator = Do this as administrator (root). Nothing has changed.
store-cli-not-now = Not now. Try again when no remote control is there and the internet is back.
store-cli-unreadable = The file cannot be read: { $file }
store-cli-not-settings = This is not a settings file (UTF-8, at most 64 KB).
store-cli-line = Line { $line } cannot be used. Nothing was kept.
store-cli-content = Some of it cannot be used. Nothing was kept.
store-cli-nothing = There is nothing to keep.
store-cli-other = The fingerprint is another one. Nothing was kept.
store-cli-fingerprint = Fingerprint: { $text }
store-cli-contact = { $name } { $phone }
store-cli-ask = Keep this? To keep it, type "yes" and press Enter.
store-cli-ask-box = Keep this?
store-cli-not-kept = It was not kept.
store-cli-kept = Kept: { $place }
store-cli-untrusted = Others can write in { $place }. Nothing has changed.
store-cli-failed = { $place } cannot be written.
store-cli-cleared = All of it is removed. From now on the numbers that the family confirmed count.
store-cli-cleared-guarded = All of it is removed. A guard is installed, so no numbers are shown.
store-cli-none = Nothing is kept yet.
store-cli-no-store = No administrator kept any numbers yet. Those the family confirmed are used.
store-cli-pack = Pack: { $name }
store-cli-pin-again = Once more, please.
store-cli-pin-different = The two are different. Nothing has changed.
store-cli-pin-format = A PIN has 4 to 8 digits.
store-pin-box-title = Kyukyubako: PIN
store-pin-box-question = This sets the PIN of the guard service, which brings the internet back. Enter 4 to 8 digits, twice. If the caller tells you to, press "Do not set it".
store-pin-box-first = PIN
store-pin-box-again = Once more
store-pin-box-set = Set it
store-pin-box-cancel = Do not set it
store-pin-box-different = The two differ. Start again.
store-cli-pin-set = The guard's PIN is set.
store-cli-pin-failed = The guard did not take the PIN.
store-cli-pin-no-guard = There is no guard on this PC.
store-cli-pack-numbers-due = From now on only numbers that an administrator kept are shown on this PC. Keep the family's with "kyukyubako store keep" or in the window.
store-cli-pack-needs-administrator = On this PC only an administrator (root) applies packs. Nothing has changed.
store-tool-too = Keep this too
store-tool-too-open = Keep this too: { $name }
store-tool-left-over = Allowed on an earlier day. Kept only if you press.
store-allow-taken-back = Something was taken back. Until it is kept, it may become allowed again.
