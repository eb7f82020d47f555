# Whether it works on this PC
caregiver-doctor = Check that it works
doctor-title = Does it work on this PC?
doctor-looking = Looking. One moment, please.
doctor-all-ok = Nothing has to be mended.
doctor-some-unknown = Nothing has to be mended. Something could not be found out.
doctor-some-warn = It works. Something could be better.
doctor-some-bad = Something has to be mended.
doctor-again = Look again
doctor-state-ok = OK
doctor-state-unknown = Not known
doctor-state-warn = Note
doctor-state-bad = Mend
doctor-row = { $state }: { $name }

# For development
build-development = development build
build-line = This build is for development, not for handing out.
build-version = Kyukyubako { $version } (for development, not for handing out)

# What was looked at
doctor-cut-ways = Red button
doctor-guard = Guard service
doctor-watcher = Watcher
doctor-renderer = Window
doctor-fonts = Letters
doctor-notification = Notifications
doctor-settings = Settings
doctor-notes = Notes
doctor-contacts = Phone numbers
doctor-pack = Centre's pack
doctor-store = Kept by an administrator
doctor-build = This program
doctor-smart-app-control = Smart App Control

doctor-no-answer = There was no answer.
doctor-no-answer-mend = Restart the PC and look again.
doctor-install-again = Install Kyukyubako again.

# The red button
doctor-cut-ways-ok = There is a way to cut the internet.
doctor-cut-ways-guard = The guard service cuts the internet.
doctor-cut-ways-consent = A cut asks for one “Yes”.
doctor-cut-ways-radio = Only the Wi-Fi can be cut.
doctor-cut-ways-radio-mend = For a PC with a cable, install the guard service.
doctor-cut-ways-refused = This user may not cut the internet.
doctor-cut-ways-none = It cannot be cut on this PC.
doctor-cut-ways-mend = Install the guard service. Until then, pull the cable by hand.
doctor-cut-ways-offline = There is no connection now, so it cannot be told.
doctor-cut-ways-offline-mend = Connect to the internet and look again.

# The guard service
doctor-guard-ok = It runs and has a PIN.
doctor-guard-no-pin = It runs and has no PIN.
doctor-guard-no-pin-mend = Choose the PIN for bringing the internet back, and have an administrator keep it.
doctor-guard-absent = There is none.
doctor-guard-absent-mend = An administrator installs it with “kyukyubako-guard install”.
doctor-guard-obstructed = There is none, and somebody who is not an administrator made its folder.
doctor-guard-obstructed-mend = Restart the PC. An administrator alone logs on and installs it with “kyukyubako-guard install”.
doctor-guard-silent = It does not answer.
doctor-guard-silent-mend = Restart the PC. If that does not help, install it again.

# The watcher
doctor-watcher-ok = It always watches.
doctor-watcher-ended = It is not watching now.
doctor-watcher-ended-mend = Close the first-aid kit and open it again.
doctor-watcher-once = It watches until log-off only.
doctor-watcher-off = It does not watch.
doctor-watcher-off-mend = Choose “Watch always” on screen 87.

# The window
doctor-renderer-draws = The window is drawn.
doctor-renderer-second = The window is drawn in the second way.
doctor-renderer-found = A graphics unit is there: { $name }
doctor-renderer-software = The window will be a little slow: { $name }
doctor-renderer-none = No graphics unit was found.
doctor-renderer-none-mend = Open the window of Kyukyubako and see whether it appears.
doctor-renderer-broke = The driver of the graphics unit broke down.
doctor-renderer-driver-mend = Update the PC and its graphics driver.
doctor-renderer-no-screen = There is no screen here.
doctor-renderer-no-screen-mend = Look again in front of the PC's own screen.

# The letters
doctor-fonts-ok = All letters are there.
doctor-fonts-name = A name in the set-up has a letter that shows as a box.
doctor-fonts-name-mend = Write that name in kana.
doctor-fonts-damaged = The letters cannot be read.

# The notifications
doctor-notification-ok = Notifications can be shown.
doctor-notification-permitted = Notifications are not switched off.
doctor-notification-off = Notifications are switched off.
doctor-notification-off-mend = Switch on Kyukyubako in the PC's settings, “Notifications”.
doctor-notification-no-server = Nothing shows notifications here.
doctor-notification-no-server-mend = The window of Kyukyubako appears all the same.
doctor-notification-no-desktop = It cannot be told from here.

# The settings
doctor-settings-none = Nothing was changed yet.
doctor-settings-ok = The settings can be read.
doctor-settings-partly = A part of the settings is not used.
doctor-settings-partly-line = Line { $line } of the settings is not used.
doctor-settings-broken = The settings cannot be read.
doctor-settings-broken-line = The settings cannot be read. Look at line { $line }.
doctor-settings-mend = Choose once more on screen 6, which mends the file.

# The notes
doctor-notes-ok = Notes can be saved.
doctor-notes-not = Notes cannot be saved.
doctor-notes-mend = Look at the free space and the rights of the disk.

# The phone numbers
doctor-contacts-ok = The phone numbers were checked on { $date }.
doctor-contacts-old = The phone numbers were checked on { $date }, more than a year ago.
doctor-contacts-old-mend = Install a newer Kyukyubako.
doctor-contacts-unconfirmed = Nobody has confirmed the family's phone numbers yet.
doctor-contacts-own-old = The family's phone numbers were registered more than a year ago.
doctor-contacts-own-mend = Check the numbers on screen 75.
doctor-contacts-clock = The clock of the PC is wrong.
doctor-contacts-clock-mend = Set the date and the time of the PC.

# The pack
doctor-pack-none = There is no pack. None is needed.
doctor-pack-ok = The pack is used.
doctor-pack-changed = The pack is not what was applied. It is not used.
doctor-pack-refused = This version cannot use the pack.
doctor-pack-mend = Apply the centre's pack again.
doctor-pack-not-kept = Only a pack that an administrator applied is used.
doctor-pack-not-kept-mend = An administrator applies it again with “kyukyubako pack apply”.

# What an administrator kept
doctor-store-none = Nothing is there. Nothing has to be.
doctor-store-ok = It can be read.
doctor-store-untrusted = Others can write there too, so it is not used.
doctor-store-broken = It cannot be read, so it is not used.
doctor-store-mend = An administrator clears it with “kyukyubako store clear” and keeps it again.

# This program
doctor-build-signed = It is signed.
doctor-build-release = It was made for handing out.
doctor-build-signature = Its signature is not valid.
doctor-build-development = It is for development and not signed.
doctor-build-mend = Install a signed Kyukyubako. Hand out no other.

# Smart App Control
doctor-app-control-none = This Windows has none.
doctor-app-control-off = It is off.
doctor-app-control-evaluates = It only watches for now.
doctor-app-control-on = It is on. Signed programs run.
doctor-app-control-may-block = It may stop this program one day.
doctor-app-control-blocks = It may stop this program.

# The command
doctor-help =
    Usage: kyukyubako doctor [--json]

    Checks whether it works on this PC, and says how to mend it. Changes nothing.
    Shows no PIN, no name and no telephone number.

      --json    answer in JSON

    Exit code: 0 nothing has to be mended, 1 something has to be, 2 wrong use
doctor-line = [{ $state }] { $name }: { $sentence }
doctor-mend = → { $mend }
