//! Scripted browsers: those that obey, ignore, refuse, come back, or are somebody else by now.

use super::*;

/// When a scripted browser goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    WhenAsked,
    WhenRequested,
    WhenEnded,
    Never,
    Refuses,
    /// Starts anew once after it was ended.
    ComesBack,
}

struct Scripted {
    there: Vec<(Running, Goes)>,
    now: Instant,
    sent: Vec<(u32, &'static str)>,
    slept: Duration,
}

fn process(pid: u32, browser: &str, parent: Option<u32>) -> Running {
    Running {
        pid,
        mark: crate::platform::processes::ending::start_mark(std::process::id()).unwrap(),
        parent,
        may_be_touched: true,
        browser: browser.into(),
        name: browser.to_uppercase(),
        steps: PermissionSteps::Chrome,
    }
}

impl Scripted {
    fn new(there: Vec<(Running, Goes)>) -> Self {
        Self { there, now: Instant::now(), sent: Vec::new(), slept: Duration::ZERO }
    }

    fn report(&mut self) -> Vec<(String, BrowserEnd)> {
        close_with(self).into_iter().map(|it| (it.name, it.end)).collect()
    }
}

impl BrowserDesk for Scripted {
    fn running(&mut self) -> Vec<Running> {
        self.there.iter().map(|(process, _)| process.clone()).collect()
    }

    fn ask(&mut self, of: &[Running]) -> bool {
        self.sent.extend(of.iter().map(|process| (process.pid, "ask")));
        self.there.retain(|(it, goes)| *goes != Goes::WhenAsked || !of.contains(it));
        !of.is_empty()
    }

    fn request_end(&mut self, of: &Running) -> Ending {
        self.sent.push((of.pid, "request"));
        self.there.retain(|(it, goes)| it != of || *goes != Goes::WhenRequested);
        Ending::Ended
    }

    fn end(&mut self, of: &Running) -> Ending {
        self.sent.push((of.pid, "end"));
        let Some(place) = self.there.iter().position(|(it, _)| it == of) else { return Ending::Gone };
        match self.there[place].1 {
            Goes::Never => Ending::Ended,
            Goes::Refuses => Ending::Denied,
            Goes::ComesBack => {
                self.there[place] = (process(of.pid + 1, &of.browser, None), Goes::WhenEnded);
                Ending::Ended
            }
            _ => {
                self.there.remove(place);
                Ending::Ended
            }
        }
    }

    fn pause(&mut self, moment: Duration) {
        self.now += moment;
        self.slept += moment;
    }

    fn now(&mut self) -> Instant {
        self.now
    }
}

#[test]
fn each_browser_is_reported_as_it_went() {
    let cases = [
        (Goes::WhenAsked, BrowserEnd::Closed),
        (Goes::WhenRequested, BrowserEnd::Ended),
        (Goes::WhenEnded, BrowserEnd::Ended),
        (Goes::ComesBack, BrowserEnd::Ended),
        (Goes::Never, BrowserEnd::StillRunning),
        (Goes::Refuses, BrowserEnd::Denied),
    ];
    for (goes, end) in cases {
        let mut desk = Scripted::new(vec![(process(10, "a", None), goes)]);
        assert_eq!(desk.report(), [("A".to_owned(), end)], "{goes:?}");
        assert!(desk.slept <= ASK_WAIT + END_WAIT + GONE_WAIT + LOOK_EVERY * 6, "{goes:?}: {:?}", desk.slept);
    }
    // One that hangs costs the others nothing.
    let mut desk = Scripted::new(vec![
        (process(10, "a", None), Goes::WhenAsked),
        (process(11, "b", None), Goes::Never),
        (process(12, "c", None), Goes::WhenEnded),
    ]);
    let ends = [BrowserEnd::Closed, BrowserEnd::StillRunning, BrowserEnd::Ended];
    assert_eq!(desk.report().iter().map(|(_, end)| *end).collect::<Vec<_>>(), ends);
    assert!(!desk.sent.contains(&(10, "end")), "{:?}", desk.sent);
}

#[test]
fn nothing_is_sent_where_no_browser_is_or_where_the_system_hides_whose_it_is() {
    let mut desk = Scripted::new(Vec::new());
    assert_eq!(desk.report(), []);
    assert_eq!(desk.slept, Duration::ZERO);

    let hidden = Running { may_be_touched: false, ..process(10, "a", None) };
    let mut desk = Scripted::new(vec![(hidden, Goes::WhenAsked)]);
    assert_eq!(desk.report(), [("A".to_owned(), BrowserEnd::Denied)]);
    assert_eq!(desk.sent, []);
}

#[test]
fn the_request_goes_to_the_first_process_and_the_end_to_all() {
    let family = vec![
        (process(10, "a", None), Goes::WhenEnded),
        (process(11, "a", Some(10)), Goes::WhenEnded),
        (process(12, "a", Some(11)), Goes::WhenEnded),
    ];
    let mut desk = Scripted::new(family);
    assert_eq!(desk.report(), [("A".to_owned(), BrowserEnd::Ended)]);
    let to =
        |what: &str| desk.sent.iter().filter(|(_, it)| *it == what).map(|(pid, _)| *pid).collect::<Vec<_>>();
    assert_eq!(to("request"), [10]);
    assert_eq!(to("end"), [10, 11, 12]);
}
