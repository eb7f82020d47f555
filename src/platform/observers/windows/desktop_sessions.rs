//! Which desktop sessions are used from elsewhere.

use crate::core::Timestamp;
use crate::core::detection::snapshot::RemoteSessionRecord;

/// `WTSClientProtocolType` of Remote Desktop.
const RDP: u16 = 2;
/// Milliseconds from 1601, where Windows counts from, to 1970.
const EPOCH_MS: i64 = 11_644_473_600_000;
/// The system counts in steps of 100 ns.
const STEPS_PER_MS: i64 = 10_000;

/// One desktop session as the system describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DesktopSession {
    /// Someone looks at it now.
    pub active: bool,
    /// How its screen is reached; 0 is the PC's own.
    pub protocol: u16,
    /// The other computer's name.
    pub client: Option<String>,
    /// Connected since, in the system's own count.
    pub connected: i64,
}

/// What this process knows of its own session without asking anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnSession {
    /// `SM_REMOTESESSION`: its screen is elsewhere.
    pub remote: bool,
    /// `SM_REMOTECONTROL`: somebody looks into it from another session.
    pub watched: bool,
}

/// The sessions used from elsewhere. When the system lists none although our own is one, that alone is
/// recorded.
pub fn remote(own: OwnSession, sessions: &[DesktopSession]) -> Vec<RemoteSessionRecord> {
    let record = |detail: Option<String>, since, active| RemoteSessionRecord {
        kind: Some("rdp".to_owned()),
        detail,
        since,
        active: Some(active),
    };
    let mut found: Vec<_> = sessions
        .iter()
        .filter(|session| session.protocol == RDP)
        .map(|session| record(session.client.clone(), moment(session.connected), session.active))
        .collect();
    if own.remote && !found.iter().any(|session| session.active == Some(true)) {
        found.push(record(None, None, true));
    }
    if own.watched {
        found.push(record(Some("shadow".to_owned()), None, true));
    }
    found
}

fn moment(steps: i64) -> Option<Timestamp> {
    let millis = (steps > 0).then(|| steps / STEPS_PER_MS - EPOCH_MS)?;
    (millis > 0).then_some(Timestamp(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sessions_from_elsewhere_are_recorded() {
        let here = DesktopSession { active: true, ..DesktopSession::default() };
        let there = DesktopSession {
            active: true,
            protocol: RDP,
            client: Some("DESKTOP-X".into()),
            connected: 133_800_000_000_000_000,
        };
        let left = DesktopSession { active: false, ..there.clone() };
        let console = OwnSession::default();
        assert_eq!(remote(console, std::slice::from_ref(&here)), []);
        let seen = remote(console, &[here.clone(), there.clone(), left]);
        assert_eq!(seen.iter().map(|s| s.active).collect::<Vec<_>>(), [Some(true), Some(false)]);
        let first = seen.first().unwrap();
        assert_eq!(first.detail.as_deref(), Some("DESKTOP-X"));
        assert_eq!(first.since, Some(Timestamp(1_735_526_400_000)));
        let own = OwnSession { remote: true, watched: false };
        assert_eq!(remote(own, std::slice::from_ref(&there)).len(), 1);
        assert_eq!(remote(own, &[here]).len(), 1);
        let watched = remote(OwnSession { remote: false, watched: true }, &[]);
        assert_eq!(watched.first().and_then(|s| s.detail.as_deref()), Some("shadow"));
    }

    #[test]
    fn a_time_that_is_none_is_left_out() {
        for steps in [0, -1, i64::MIN, 1] {
            assert_eq!(moment(steps), None, "{steps}");
        }
        assert!(moment(i64::MAX).is_some());
    }
}
