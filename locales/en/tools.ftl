# What the programs are that were found

tool-what-support-applet = It lets someone far away see and move this PC.
tool-what-remote-desktop = It lets someone far away use this PC at any time.
tool-what-management = Companies manage PCs with it. It can also show the screen.
tool-what-japanese-support = Japanese companies help their customers with it.
tool-what-system = It is the remote control that came with this PC.
tool-what-covert = It was made to control a PC in secret.
tool-what-unknown = It lets someone far away control this PC.

details-since = Running since { $when }
details-live = Remote control was found
details-likely = A remote-control program is running
details-leftover = A remote-control program is installed
details-allowed = Your family allowed this program
details-clear = No remote control was found
details-clear-reason = It can be missed. If you are afraid, cutting is fine.

details-do-live = If you do not know this person, press the red button now.
details-do-likely = If someone on the phone told you to start it, press the red button now.
details-do-leftover = Nothing shows that it is in use now. There is no hurry.
details-do-allowed = If your family uses it, leave it. If someone on the phone told you to, press the red button.
details-do-japanese-support = Did you call them yourself, by the number in your contract or manual? If not, press the red button.

details-end = How to end it
how-to-end-upper-right-cross = Press × at the upper right of its window
how-to-end-pause-key = Press the Pause key
how-to-end-close-window = Close its window
how-to-end-disconnect-button = Press “Disconnect” or “End” in its window
how-to-end-tray-icon = End it from its small picture at the lower right
how-to-end-system-settings = Stop sharing in the PC's settings
how-to-end-uninstall = Later, remove it with your family (“Apps”)
how-to-end-ask-administrator = Ask whoever looks after this PC

details-helper = For whoever helps
details-more = and { $count } more
details-report = Report abuse: { $place }
details-next = Next program ({ $place } / { $count })
