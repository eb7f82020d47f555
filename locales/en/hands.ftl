# Nobody can say whose hand it was
hand-needed = Please press this with the mouse or the keyboard of this PC. If you cannot, ask your family or an administrator.
hand-needed-restore = Please hold this with the mouse or the keyboard of this PC. If you cannot, ask an administrator.
hand-pin-reason = The PIN shows that it is you.

# Keeping the window hidden
hiding-hidden = Hidden from far away.
hiding-asked = Asked to be hidden from far away.
hiding-seen = Visible from far away.
hiding-shown = Visible to the family now.
hiding-unavailable = This PC cannot hide the window from far away.
hiding-show = Show it to the family
hiding-again = Hide it again
