"""What a program that speaks AT-SPI finds in the window and does with it: screen readers, and operators.

at_spi.py names            role and name of everything that is shown, one a line
at_spi.py where NAME       the middle of what is called so, "X Y" in the window
at_spi.py press NAME       has it do its action
at_spi.py focus NAME       gives it the keyboard
at_spi.py text NAME        what is in the field
at_spi.py type NAME TEXT   puts TEXT into the field
"""

import sys
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

warnings.simplefilter("ignore")
Atspi.init()


def walk(node, depth=0):
    if node is None or depth > 40:
        return
    yield node
    for index in range(node.get_child_count()):
        yield from walk(node.get_child_at_index(index), depth + 1)


def everything():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        yield from walk(desktop.get_child_at_index(index))


def tried(look):
    """What look() finds: things come and go while they are read, and those of the window only after it heard that
    somebody listens."""
    error = None
    for _ in range(60):
        try:
            found = look()
            if found is not None:
                return found
        except GLib.GError as gone:
            error = gone
        time.sleep(0.25)
    sys.exit(f"not found: {rest}, {error}")


def named():
    # A field is called like the label beside it.
    found = [node for node in everything() if node.get_name() == rest[0]]
    found.sort(key=lambda node: node.get_role() == Atspi.Role.LABEL)
    return found[0] if found else None


verb, rest = sys.argv[1], sys.argv[2:]
if verb == "names":
    print("\n".join(tried(lambda: [f"{node.get_role_name()}\t{node.get_name()}" for node in everything()])))
    sys.exit()
node = tried(named)
if verb == "where":
    extents = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    print(extents.x + extents.width // 2, extents.y + extents.height // 2)
elif verb == "press":
    assert node.get_action_iface().do_action(0)
elif verb == "focus":
    assert node.get_component_iface().grab_focus()
elif verb == "text":
    print(node.get_text_iface().get_text(0, -1))
elif verb == "type":
    assert node.get_editable_text_iface().set_text_contents(rest[1])
else:
    sys.exit(__doc__)
