# The SOS button and the keys
sos-keys = The keys { $keys } show the screen with the red button
sos-keys-taken = The keys { $keys } (not usable: another program has them)
sos-keys-not-here = The keys { $keys } (not possible on this kind of desktop)
sos-keys-failed = The keys { $keys } (not usable now)
sos-button = Always show a small SOS button (it can be moved)
sos-button-not-here = A small SOS button (not possible on this kind of desktop)
sos-button-failed = A small SOS button (not possible now)
