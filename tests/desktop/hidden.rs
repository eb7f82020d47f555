//! Somebody hides the alert instead of closing it: it is seen again, or another one is, within a bounded time.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::protocol::shape::{ConnectionExt as _, SK, SO};
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ClipOrdering, ConnectionExt as _, CreateWindowAux, EventMask, MapState,
    PropMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::lab::{Running, eventually, within};
use super::person::PROGRAM;
use super::watch::{Desk, possible_with_vnc};

const BLACK: [[u8; 3]; 1] = [[0, 0, 0]];
/// Back within this time, also on a busy machine.
const BACK_WITHIN: Duration = Duration::from_secs(60);

/// Nothing but the empty screen, or a cover, in its middle column: the window is not seen.
fn is_seen(desk: &Desk) -> bool {
    desk.person.display.look().down(640, &BLACK, 400).is_empty()
}

/// A program of the same user that plays with the windows of others.
struct Stranger {
    connection: RustConnection,
    root: Window,
}

impl Stranger {
    fn on(desk: &Desk) -> Self {
        let (connection, screen) = RustConnection::connect(Some(desk.person.display.name())).unwrap();
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    /// The alert and the frame around it.
    fn target(&self, desk: &Desk) -> Option<(Window, Window)> {
        let window = desk.person.display.windows().first()?.parse().unwrap();
        let mut frame = window;
        loop {
            let tree = self.connection.query_tree(frame).unwrap().reply().ok()?;
            if tree.parent == self.root || tree.parent == x11rb::NONE {
                return Some((window, frame));
            }
            frame = tree.parent;
        }
    }

    fn is_viewable(&self, window: Window) -> bool {
        let looks = self.connection.get_window_attributes(window).unwrap().reply();
        looks.is_ok_and(|looks| looks.map_state == MapState::VIEWABLE)
    }

    fn make(&self, width: u16, height: u16) -> Window {
        let window = self.connection.generate_id().unwrap();
        let looks = CreateWindowAux::new().override_redirect(1).background_pixel(0);
        let class = WindowClass::INPUT_OUTPUT;
        self.connection
            .create_window(0, window, self.root, 0, 0, width, height, 0, class, 0, &looks)
            .unwrap()
            .check()
            .unwrap();
        window
    }

    fn cut_to_nothing(&self, window: Window) {
        let order = ClipOrdering::UNSORTED;
        let shape = self.connection.shape_rectangles(SO::SET, SK::BOUNDING, order, window, 0, 0, &[]);
        shape.unwrap().check().unwrap();
        let left = self.connection.shape_query_extents(window).unwrap().reply().unwrap();
        assert_eq!((left.bounding_shape_extents_width, left.bounding_shape_extents_height), (0, 0));
    }

    /// The window does not fill the screen any more: such a one cannot be moved.
    fn let_go_of_the_screen(&self, window: Window) {
        let atom = |name: &[u8]| self.connection.intern_atom(false, name).unwrap().reply().unwrap().atom;
        let (vertical, horizontal) =
            (atom(b"_NET_WM_STATE_MAXIMIZED_VERT"), atom(b"_NET_WM_STATE_MAXIMIZED_HORZ"));
        let remove = [0, vertical, horizontal, 2, 0];
        let event = ClientMessageEvent::new(32, window, atom(b"_NET_WM_STATE"), remove);
        let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        self.connection.send_event(false, self.root, mask, event).unwrap().check().unwrap();
        eventually("it is an ordinary window", || {
            let (state, kind) = (atom(b"_NET_WM_STATE"), AtomEnum::ATOM);
            let state =
                self.connection.get_property(false, window, state, kind, 0, 32).unwrap().reply().unwrap();
            state.value32().is_none_or(|mut states| states.all(|each| each != vertical))
        });
    }

    fn unmap(&self, window: Window, seen: Window) {
        self.connection.unmap_window(window).unwrap().check().unwrap();
        assert!(!self.is_viewable(seen));
    }
}

#[test]
fn whatever_hides_the_alert_it_is_seen_again_within_seconds() {
    if !possible_with_vnc() {
        return;
    }
    let desk = Desk::new();
    desk.watch("--install");
    let _session = desk.begin_session();
    within(Duration::from_secs(20), "the alert is on the screen", || is_seen(&desk));
    // Told once it is known to be seen, and that it has to stay so.
    eventually("it is looked at", || desk.log_counts("NotifyNeutral") == 1);
    let stranger = Stranger::on(&desk);
    let tricks = [
        "unmaps it",
        "unmaps its frame",
        "pushes it off the screen",
        "lets one dot of it be seen",
        "cuts it to nothing",
        "cuts its frame to nothing",
        "puts it into a window that nobody sees",
        "destroys it",
    ];
    for (turn, trick) in tricks.into_iter().enumerate() {
        let (window, frame) = stranger.target(&desk).unwrap();
        match turn {
            0 => stranger.unmap(window, window),
            1 => stranger.unmap(frame, window),
            2 => {
                let display = &desk.person.display;
                let id = window.to_string();
                stranger.let_go_of_the_screen(window);
                display.program(&["windowmove", &id, "5000", "5000"]);
                // The window manager leaves a corner.
                eventually("it is off the screen", || {
                    let at = stranger.connection.translate_coordinates(window, stranger.root, 0, 0);
                    at.unwrap().reply().unwrap().dst_x > 1_100
                });
            }
            3 => {
                let trap = stranger.make(1, 1);
                stranger.connection.map_window(trap).unwrap().check().unwrap();
                // The window manager may just be putting it somewhere else.
                eventually("it is in the trap", || {
                    stranger.connection.reparent_window(window, trap, 0, 0).unwrap().check().unwrap();
                    stranger.connection.query_tree(window).unwrap().reply().unwrap().parent == trap
                });
            }
            4 => stranger.cut_to_nothing(window),
            5 => stranger.cut_to_nothing(frame),
            6 => {
                let trap = stranger.make(50, 50);
                eventually("nobody sees it there", || {
                    stranger.connection.reparent_window(window, trap, 0, 0).unwrap().check().unwrap();
                    !stranger.is_viewable(window)
                });
            }
            _ => stranger.connection.destroy_window(window).unwrap().check().unwrap(),
        }
        let begin = Instant::now();
        // The first look may still see what is being taken away.
        let mut seen = 0;
        within(BACK_WITHIN, &format!("seen again after somebody {trick}"), || {
            seen = if is_seen(&desk) && desk.one_window() { seen + 1 } else { 0 };
            seen >= 3
        });
        eprintln!("alert: seen again {:?} after somebody {trick}", begin.elapsed());
        assert!(desk.alerts().len() <= 1, "{trick}");
    }
    // It is seen, and every click goes through it.
    let (window, frame) = stranger.target(&desk).unwrap();
    let input = |window| stranger.connection.shape_get_rectangles(window, SK::INPUT).unwrap().reply();
    for each in [window, frame] {
        let order = ClipOrdering::UNSORTED;
        let shape = stranger.connection.shape_rectangles(SO::SET, SK::INPUT, order, each, 0, 0, &[]);
        shape.unwrap().check().unwrap();
    }
    // It may have got another frame, or have become another one.
    let all = |fine: &dyn Fn(Window) -> bool| {
        stranger.target(&desk).is_some_and(|(one, two)| fine(one) && fine(two))
    };
    within(BACK_WITHIN, "it takes the pointer again", || {
        all(&|each| input(each).is_ok_and(|shape| !shape.rectangles.is_empty()))
    });
    // Through the glass: nothing here blends, so what the desktop would blend by is looked at.
    let opacity =
        stranger.connection.intern_atom(false, b"_NET_WM_WINDOW_OPACITY").unwrap().reply().unwrap().atom;
    let cardinal = u32::from(AtomEnum::CARDINAL);
    for each in [window, frame] {
        let set = stranger.connection.change_property32(PropMode::REPLACE, each, opacity, cardinal, &[0]);
        set.unwrap().check().unwrap();
    }
    within(BACK_WITHIN, "it is not clear any more", || {
        all(&|each| {
            let set = stranger.connection.get_property(false, each, opacity, cardinal, 0, 1).unwrap().reply();
            set.is_ok_and(|set| set.value_len == 0)
        })
    });
    let bad: Vec<String> =
        desk.log().lines().filter(|line| line.contains("panicked")).map(str::to_owned).collect();
    assert_eq!(bad, Vec::<String>::new());
}

#[test]
fn who_answers_without_being_seen_keeps_no_alert_away() {
    if !possible_with_vnc() {
        return;
    }
    let desk = Desk::new();
    // Somebody else takes the window's place, and says that it comes.
    let state = desk.person.home().join(".local/state/kyukyubako");
    fs::create_dir_all(&state).unwrap();
    let lock = fs::File::create(state.join("instance.lock")).unwrap();
    lock.lock().unwrap();
    let runtime = desk.person.folder.path().join("run/kyukyubako");
    fs::create_dir_all(&runtime).unwrap();
    let listener = UnixListener::bind(runtime.join("raise.sock")).unwrap();
    std::thread::Builder::new()
        .name("stranger".into())
        .spawn(move || {
            for mut client in listener.incoming().flatten() {
                let mut request = [0];
                let _ = client.read_exact(&mut request).and_then(|()| client.write_all(b"k"));
            }
        })
        .unwrap();
    desk.watch("--install");
    let _session = desk.begin_session();
    let took = within(Duration::from_secs(45), "the alert is on the screen", || is_seen(&desk));
    eprintln!("alert: {took:?} after x11vnc began, with somebody who answers in its place");
    assert!(desk.log().contains("the window that answered cannot be seen"));
}

#[test]
fn a_window_that_was_hidden_before_comes_back_for_the_alert() {
    if !possible_with_vnc() {
        return;
    }
    let desk = Desk::new();
    let open = desk.command(Path::new(PROGRAM)).stdout(Stdio::null()).spawn().unwrap();
    let _open = Running(open);
    within(Duration::from_secs(20), "the person's window", || is_seen(&desk));
    let stranger = Stranger::on(&desk);
    let (window, _) = stranger.target(&desk).unwrap();
    stranger.unmap(window, window);
    eventually("it is not seen", || !is_seen(&desk));
    desk.watch("--install");
    let _session = desk.begin_session();
    let took = within(BACK_WITHIN, "it is seen again", || is_seen(&desk) && desk.one_window());
    eprintln!("alert: {took:?} after x11vnc began, in a window that had been hidden");
}
