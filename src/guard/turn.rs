//! One at a time at the line, and a cut is always the next.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
struct State {
    taken: bool,
    cuts_waiting: usize,
}

/// The turn at the line.
#[derive(Debug, Default)]
pub struct Turn {
    state: Mutex<State>,
    changed: Condvar,
}

/// Whoever holds this is alone at the line.
#[derive(Debug)]
pub struct Held<'a>(&'a Turn);

impl Turn {
    /// Waits for the turn; whoever waits for a cut goes before all others.
    #[must_use]
    pub fn take(&self, for_cut: bool) -> Held<'_> {
        let mut state = self.state();
        if for_cut {
            state.cuts_waiting += 1;
        }
        while state.taken || (!for_cut && state.cuts_waiting > 0) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if for_cut {
            state.cuts_waiting -= 1;
        }
        state.taken = true;
        Held(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Two plain values, whole at every instant.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.state().taken = false;
        self.0.changed.notify_all();
    }
}

#[allow(clippy::disallowed_methods, reason = "the threads and channels of a test end with it")]
#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn a_cut_goes_before_those_who_waited_longer() {
        let turn = Turn::default();
        let held = turn.take(false);
        let (sender, receiver) = channel();
        std::thread::scope(|scope| {
            let other = sender.clone();
            let turn = &turn;
            scope.spawn(move || {
                let _held = turn.take(false);
                other.send("other").unwrap();
            });
            scope.spawn(move || {
                let _held = turn.take(true);
                sender.send("cut").unwrap();
            });
            while turn.state().cuts_waiting == 0 {
                std::thread::yield_now();
            }
            drop(held);
            assert_eq!(receiver.iter().collect::<Vec<_>>(), ["cut", "other"]);
        });
    }
}
