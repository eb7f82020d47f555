//! One request, one reply, each one line of JSON. Nothing else is understood: no path, no command,
//! no setting.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::core::Timestamp;
use crate::core::network::{RestoreReport, WayReport};

/// Longest request with its line end, in bytes.
pub const REQUEST_MAX_BYTES: usize = 256;
/// Longest reply with its line end, in bytes.
pub const REPLY_MAX_BYTES: usize = 64 * 1024;
/// Longest PIN that is looked at, in characters.
pub const PIN_MAX_CHARS: usize = 32;
/// How long a drill lasts at most before the guard opens the line by itself, in milliseconds.
pub const DRILL_MS: i64 = 60_000;

/// What a client may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", try_from = "Fields")]
pub enum Request {
    /// Close the line until the owner opens it. Open to every local user. Turns a drill into a real cut.
    Cut,
    /// Say how things stand.
    Status,
    /// Close the line for [`DRILL_MS`] at most. Refused while a cut is in force or another drill runs.
    Drill,
    /// Open the line: with the PIN, by an elevated client, or when what is in force is a drill.
    Restore {
        /// The PIN as typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin: Option<String>,
    },
    /// Set the PIN. Elevated clients only.
    SetPin {
        /// The new PIN: digits.
        pin: String,
    },
}

/// A request as it arrives. Serde would ignore unknown fields beside a word that takes none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(rename = "do")]
    word: String,
    #[serde(default)]
    pin: Option<String>,
}

impl TryFrom<Fields> for Request {
    type Error = ProtocolError;

    fn try_from(fields: Fields) -> Result<Self, ProtocolError> {
        Ok(match (fields.word.as_str(), fields.pin) {
            ("cut", None) => Self::Cut,
            ("status", None) => Self::Status,
            ("drill", None) => Self::Drill,
            ("restore", pin) => Self::Restore { pin },
            ("set-pin", Some(pin)) => Self::SetPin { pin },
            _ => return Err(ProtocolError::NotUnderstood),
        })
    }
}

/// How the guard sees the line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GuardStatus {
    /// What the guard set is in force, as read back just now. Says nothing about other ways out.
    pub in_force: bool,
    /// It stays in force across a restart.
    #[serde(default)]
    pub lasting: bool,
    /// When the cut was made.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// There is something to take back.
    #[serde(default)]
    pub restorable: bool,
    /// When the running drill ends by itself; absent outside a drill.
    #[serde(default)]
    pub drill_until: Option<Timestamp>,
    /// A PIN is set in the guard.
    #[serde(default)]
    pub pin_set: bool,
}

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The request was not understood.
    NotUnderstood,
    /// Only an elevated client may ask for this.
    NotElevated,
    /// A drill is refused while a cut is in force.
    CutInForce,
    /// A drill is refused while another one runs.
    DrillRuns,
    /// A PIN has 4 to 8 digits.
    PinFormat,
    /// The guard could not do it; its log says why.
    Failed,
    /// Too many clients at once.
    Busy,
    /// The owner is opening the line this very moment, after a cut has come in between once already: come back
    /// in a few seconds.
    Restoring,
}

/// What the guard answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "kebab-case")]
pub enum Reply {
    /// To [`Request::Cut`] and [`Request::Drill`]: every way of the guard and what became of it. The
    /// client observes the line itself.
    Applied {
        /// The guard's ways.
        ways: Vec<WayReport>,
        /// What was changed is on record.
        restorable: bool,
        /// When the drill ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drill_until: Option<Timestamp>,
    },
    /// To [`Request::Status`].
    Status(GuardStatus),
    /// To [`Request::Restore`].
    Restore(RestoreReport),
    /// To [`Request::SetPin`].
    PinSet,
    /// Nothing was done.
    Refused {
        /// Why.
        why: Refusal,
    },
}

/// Why a line is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProtocolError {
    /// Longer than its bound.
    #[error("the message is too long")]
    TooLong,
    /// No line end, or something after it.
    #[error("the message is not one line")]
    NotOneLine,
    /// Not one of the messages.
    #[error("the message is not understood")]
    NotUnderstood,
}

impl Request {
    /// The line to send.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// Reads a request.
    ///
    /// # Errors
    /// See [`ProtocolError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let request = decode(bytes, REQUEST_MAX_BYTES)?;
        match &request {
            Self::Restore { pin: Some(pin) } | Self::SetPin { pin }
                if pin.chars().count() > PIN_MAX_CHARS =>
            {
                Err(ProtocolError::TooLong)
            }
            _ => Ok(request),
        }
    }
}

impl Reply {
    /// The line to send.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// Reads a reply.
    ///
    /// # Errors
    /// See [`ProtocolError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        decode(bytes, REPLY_MAX_BYTES)
    }
}

fn encode(message: &impl Serialize) -> Vec<u8> {
    // These types hold nothing that JSON cannot; an empty line would be refused by the other side.
    let mut line = serde_json::to_vec(message).unwrap_or_default();
    line.push(b'\n');
    line
}

fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8], max: usize) -> Result<T, ProtocolError> {
    if bytes.len() > max {
        return Err(ProtocolError::TooLong);
    }
    let line = bytes.strip_suffix(b"\n").ok_or(ProtocolError::NotOneLine)?;
    if line.contains(&b'\n') {
        return Err(ProtocolError::NotOneLine);
    }
    serde_json::from_slice(line).map_err(|_| ProtocolError::NotUnderstood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_is_read_as_it_was_written() {
        for request in [
            Request::Cut,
            Request::Status,
            Request::Drill,
            Request::Restore { pin: None },
            Request::Restore { pin: Some("2468".into()) },
            Request::SetPin { pin: "2468".into() },
        ] {
            assert_eq!(Request::decode(&request.encode()), Ok(request));
        }
    }

    #[test]
    fn nothing_else_is_understood() {
        let long = format!("{{\"do\":\"set-pin\",\"pin\":\"{}\"}}\n", "1".repeat(PIN_MAX_CHARS + 1));
        for (line, error) in [
            ("", ProtocolError::NotOneLine),
            ("{\"do\":\"cut\"}", ProtocolError::NotOneLine),
            ("{\"do\":\"cut\"}\n{\"do\":\"status\"}\n", ProtocolError::NotOneLine),
            ("{\"do\":\"stop\"}\n", ProtocolError::NotUnderstood),
            ("{\"do\":\"cut\",\"path\":\"/etc\"}\n", ProtocolError::NotUnderstood),
            ("{\"do\":\"restore\",\"pin\":2468}\n", ProtocolError::NotUnderstood),
            ("\"cut\"\n", ProtocolError::NotUnderstood),
            (long.as_str(), ProtocolError::TooLong),
        ] {
            assert_eq!(Request::decode(line.as_bytes()), Err(error), "{line}");
        }
        assert_eq!(Request::decode(&vec![b' '; REQUEST_MAX_BYTES + 1]), Err(ProtocolError::TooLong));
    }
}
