# The drill
caregiver-drill = Do a drill
drill-title = Drill
drill-explain = The internet is cut once and comes back at once. It takes a minute at most.
drill-explain-pages = Open pages have to be opened again afterwards.
drill-explain-calls = If a call is on, finish it first. A phone over fibre may drop, too.
drill-start = Start the drill
drill-closing = Cutting
drill-observing = Looking whether it is cut
drill-restoring = Bringing it back
drill-running-reason = This is a drill. You need not do anything.
drill-running-limit = It is back after 60 seconds at most
drill-good = The drill went well
drill-not-proven = The cut could not be seen
drill-not-restored = It is not back yet
drill-real-cut = The drill became a real cut
drill-not-proven-reason = When it counts, pull the cable or hold the power button for 10 seconds.
drill-not-restored-reason = Wait a minute. If it stays so, press the button below.
drill-real-cut-reason = The red button was pressed.
drill-ended-elsewhere = The time was up, so another program brought it back.
drill-times = Cut: { $ways } s. Seen to be cut: { $proven } s. Brought back: { $restore } s.
drill-time-none = –
drill-restore-again = Bring the internet back
drill-worked = It worked ({ $seconds } s)
drill-worked-untimed = It worked
drill-result-not-available = Not on this PC
drill-result-failed = It did not work
drill-result-not-tried = Not in a drill (only when it counts)
drill-way-link-down = Stop cable and Wi-Fi
drill-way-network-manager = Turn off the PC's network switch
drill-way-radio-off = Stop the Wi-Fi radio
drill-way-guard = The first-aid guard cuts
drill-way-filter = Close the door to the network
drill-way-network-services = Close the network connections
drill-way-sockets-destroyed = End what is connected
drill-refused = No drill now
drill-why-cut-in-force = The internet is cut on purpose. Bring it back first.
drill-why-incident-open = The steps are not finished. Press “All done” first.
drill-why-remote-tool = A remote-control program is running. If it is a stranger, press the red button.
drill-why-busy = Another drill is running. Please wait a minute.
drill-why-not-connected = The PC is not connected to the internet. Connect it and try again.
drill-why-no-safety-net = The way back could not be made ready. Nothing was changed.
drill-why-no-way = This PC has nothing that a drill can try. When it counts, press “Yes” or pull the cable.
drill-why-failed = The drill stopped half-way. All is back within a minute.
drill-help =
    Usage: kyukyubako drill [--json]
    A drill: cuts, makes sure, brings it back at once. 60 seconds at most.
    Exit code: 0 it went well, 1 it did not, 2 wrong use
