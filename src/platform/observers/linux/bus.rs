//! Questions to the system over D-Bus, bounded in time.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use zbus::Connection;
use zbus::connection::Builder;

use crate::core::detection::hostile_text::{SHOWN_MAX_CHARS, shown};
use crate::platform::observers::ObserveError;

/// The system bus. A fixed place: what the environment says may be someone else's bus.
pub const SYSTEM: &str = "unix:path=/run/dbus/system_bus_socket";
/// All questions of one look together.
const ASK_TIMEOUT: Duration = Duration::from_secs(2);

/// The bus of this user's services, where the login manager puts it.
pub fn of_this_user() -> String {
    format!("unix:path=/run/user/{}/bus", rustix::process::geteuid().as_raw())
}

impl From<zbus::Error> for ObserveError {
    fn from(error: zbus::Error) -> Self {
        Self::System(shown(&error.to_string(), SHOWN_MAX_CHARS))
    }
}

/// True when the other side answered, but not with what it was asked for: what was asked about is gone.
pub fn is_refusal(error: &zbus::Error) -> bool {
    matches!(error, zbus::Error::MethodError(..) | zbus::Error::FDO(_))
}

/// Connects to the bus at `address` and does `work` there.
///
/// # Errors
/// When there is no such bus, when `work` fails, and when both need longer than two seconds.
pub fn ask<T>(
    address: &str,
    work: impl AsyncFnOnce(&Connection) -> Result<T, ObserveError>,
) -> Result<T, ObserveError> {
    let everything = async {
        let bus = Builder::address(address).method_timeout(ASK_TIMEOUT).build().await?;
        work(&bus).await
    };
    within(ASK_TIMEOUT, everything)
        .unwrap_or_else(|| Err(ObserveError::System("the bus does not answer in time".to_owned())))
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs `future` on this thread; nothing when it is not done after `timeout`.
pub fn within<F: Future>(timeout: Duration, future: F) -> Option<F::Output> {
    let deadline = Instant::now() + timeout;
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bus_and_a_silent_one_are_errors_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bus");
        let address = format!("unix:path={}", path.display());
        assert!(ask(&address, async |_| Ok(())).is_err());
        // Takes the connection and never says a word.
        let _silent = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let start = Instant::now();
        let error = ask(&address, async |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("in time"), "{error}");
        assert!(start.elapsed() < ASK_TIMEOUT * 3, "{:?}", start.elapsed());
    }
}
