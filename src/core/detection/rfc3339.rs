//! RFC 3339 times in files, milliseconds in memory.

use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _, ser::Error as _};

use crate::core::Timestamp;

/// `moment` in UTC, for example `2026-11-22T01:00:00Z`; nothing when it lies outside the years RFC 3339 knows.
#[must_use]
pub fn format(moment: Timestamp) -> Option<String> {
    jiff::Timestamp::from_millisecond(moment.0).ok().map(|moment| moment.to_string())
}

/// The moment written as `text` with any offset.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|moment| Timestamp(moment.as_millisecond()))
}

/// For `#[serde(with)]` on optional moments.
///
/// # Errors
/// When the moment cannot be written.
pub fn serialize<S: Serializer>(moment: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => {
            let text = format(*moment).ok_or_else(|| S::Error::custom("a time out of range"))?;
            serializer.serialize_some(&text)
        }
        None => serializer.serialize_none(),
    }
}

/// For `#[serde(with)]` on optional moments.
///
/// # Errors
/// When the text is not an RFC 3339 time.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        Some(text) => parse(&text).map(Some).ok_or_else(|| D::Error::custom("not an RFC 3339 time")),
        None => Ok(None),
    }
}
