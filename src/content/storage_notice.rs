//! Words for what happened to a file.

use super::{Arg, Texts};
use crate::core::storage_notice::{NoticeKind, StorageNotice};

/// The sentence that tells a person what happened, which file it was and what the program did.
#[must_use]
pub fn notice_text(texts: &Texts, notice: &StorageNotice) -> String {
    let id = match (notice.kind, notice.line, &notice.kept_as) {
        (NoticeKind::SettingsBroken, Some(_), _) => "storage-settings-broken-line",
        (NoticeKind::SettingsBroken, None, _) => "storage-settings-broken",
        (NoticeKind::SettingsValue, Some(_), _) => "storage-settings-value-line",
        (NoticeKind::SettingsValue, None, _) => "storage-settings-value",
        (NoticeKind::NotesBroken, _, Some(_)) => "storage-notes-broken",
        (NoticeKind::NotesBroken, _, None) => "storage-notes-broken-stuck",
        (NoticeKind::Unreadable, ..) => "storage-unreadable",
        (NoticeKind::TooLarge, ..) => "storage-too-large",
        (NoticeKind::NotSaved, ..) => "storage-not-saved",
    };
    texts.with(
        id,
        &[
            ("file", Arg::Text(&notice.file)),
            ("line", Arg::Number(notice.line.map_or(0, i64::from))),
            ("kept", Arg::Text(notice.kept_as.as_deref().unwrap_or(""))),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;

    #[test]
    fn every_notice_names_its_file_and_line_in_every_language() {
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            for kind in NoticeKind::ALL {
                for (line, kept_as) in [(None, None), (Some(7), Some("kept.toml".to_owned()))] {
                    let whole = StorageNotice::new("some.toml", kind).at_line(line);
                    let words = notice_text(&texts, &StorageNotice { kept_as: kept_as.clone(), ..whole });
                    assert!(words.contains("some.toml") || kind == NoticeKind::NotSaved, "{words}");
                    if matches!(kind, NoticeKind::SettingsBroken | NoticeKind::SettingsValue) {
                        assert_eq!(words.contains('7'), line.is_some(), "{words}");
                    }
                    if kind == NoticeKind::NotesBroken {
                        assert_eq!(words.contains("kept.toml"), kept_as.is_some(), "{words}");
                    }
                }
            }
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }
}
