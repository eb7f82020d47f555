# A centre's pack
pack-help =
    Usage: kyukyubako pack check FILE
           kyukyubako pack apply FILE [--yes FINGERPRINT]
           kyukyubako pack remove

    check   shows whose pack it is and what it changes; changes nothing
    apply   shows the same, asks, and applies it
    remove  takes the applied pack away

    --yes   does not ask; the fingerprint is the 64 digits that check shows
pack-issuer = Issued by: { $text }
pack-fingerprint = Fingerprint: { $text }
pack-changes = What it changes:
pack-change-number = - adds a number: { $name } { $phone }
pack-change-say = - what to say: { $text }
pack-change-leaflet = - a line for the leaflet: { $text }
pack-change-text-size = - text size, unless one was chosen: { $text }
pack-change-workplace = - the person in charge: { $name } { $phone } (the PC is left on only if an administrator applied the pack)
pack-ask = Apply this pack? Write "yes" and press Enter.
pack-yes = yes
pack-applied = The pack is applied.
pack-removed = There is no pack now.
pack-not-applied = Not applied.
pack-other-fingerprint = The fingerprint is another one. Not applied.
pack-not-now = Not now. Try again when everything is over and the internet is back.
pack-not-saved = It could not be saved. The pack is not applied.
pack-unreadable = The file cannot be read: { $file }
pack-no-rules = This kit cannot check packs.
pack-changed = The centre's pack was changed. It is not used.
pack-refused = This version cannot use the centre's pack. It is not used.

pack-error-line = Line { $line }: { $problem }
pack-error-too-large = The file is too large (at most 64 KB).
pack-error-not-text = This is not a text file (UTF-8).
pack-error-not-toml = This is not written as TOML.
pack-error-schema = It needs "schema = 1".
pack-error-unknown-key = A pack cannot hold "{ $key }".
pack-error-missing = "{ $key }" is missing.
pack-error-kind = "{ $key }" has a value of the wrong kind.
pack-error-too-long = "{ $key }" is too long (at most { $max } characters).
pack-error-characters = "{ $key }" has characters that cannot be used.
pack-error-phone = "{ $key }": { $why }
pack-error-reserved-number = "{ $key }" is a public number. A pack cannot hold it.
pack-error-reserved-word = "{ $key }" cannot use the word "{ $word }".
pack-error-number-in-text = "{ $key }" cannot hold a number. Numbers belong in "phone".
pack-error-hours = "{ $key }" is written like "Weekdays 9:00-17:00".
pack-error-link = "{ $key }" cannot hold a link or a path.
pack-error-too-many = There can be at most 3 of "number".

pack-number-short = From a centre's pack
pack-number-from = From the pack of { $name }
pack-say-default = A stranger controlled my PC. What should I do?
workplace-title = Leave the PC switched on
workplace-reason = At this workplace, the person in charge looks at the PC.
workplace-call = Call the person in charge
workplace-done = I called
