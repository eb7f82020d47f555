"""A screen reader without a voice: says on its output, one JSON object a line, what it hears.

Commands on its input: "tree" (everything in the window, in reading order), "focus" (what has the focus).
"""
import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def say(**what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


def ours():
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(number)
        if application is not None and application.get_child_count() > 0:
            yield application


def walk(node, depth=0):
    if node is None or depth > 30:
        return
    yield node
    for number in range(min(node.get_child_count(), 500)):
        yield from walk(node.get_child_at_index(number), depth + 1)


def told(node):
    states = node.get_state_set()
    return {
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "focusable": states.contains(Atspi.StateType.FOCUSABLE),
        "enabled": states.contains(Atspi.StateType.ENABLED),
        "checked": states.contains(Atspi.StateType.CHECKED),
    }


def everything():
    found = []
    for application in ours():
        for node in walk(application):
            try:
                found.append(told(node))
            except GLib.Error:
                # Gone while it was looked at.
                continue
    return found


def heard(event):
    if event.type.startswith("object:announcement"):
        text = event.any_data
        say(event="announcement", text=text if isinstance(text, str) else str(text))
    elif event.detail1:
        say(event="focus", **told(event.source))


def asked(channel, _condition):
    line = channel.readline()
    if not line:
        Atspi.event_quit()
        return False
    if line.strip() == "tree":
        say(event="tree", nodes=everything())
    return True


listener = Atspi.EventListener.new(heard)
for name in ("object:announcement", "object:state-changed:focused"):
    listener.register(name)
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, asked)
say(event="ready")
Atspi.event_main()
