//! `kyukyubako sheet`: the five steps as a PDF to be printed.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::json_option::{COULD_NOT, DONE, WRONG_USE, say};
use crate::content::pack::reserved;
use crate::content::{Arg, Contacts, Locale, Texts};
use crate::core::detection::hostile_text::shown;
use crate::core::own_contacts::VisibleContacts;
use crate::paper::{Centre, PaperError, SheetKind, SheetPaper, sheet};
use crate::platform::directories::Directories;
use crate::platform::durable_file;
use crate::platform::storage::{StoredPack, UserStore};

/// Longest path or argument repeated in an answer, in characters.
const SHOWN_MAX: usize = 200;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    out: PathBuf,
    locale: Option<Locale>,
    kind: SheetKind,
}

/// Why there is nothing to do.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    Help,
    NoOut,
    Language,
    Unknown(String),
}

/// Runs the command.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let wanted = match parse(args) {
        Ok(wanted) => wanted,
        Err(refusal) => {
            let why = match refusal {
                Refusal::Help => return say(out, &texts.get("sheet-help"), DONE),
                Refusal::NoOut => texts.get("sheet-needs-out"),
                Refusal::Language => texts.get("sheet-wrong-lang"),
                Refusal::Unknown(argument) => {
                    texts.with("line-wrong-use", &[("argument", Arg::Text(&argument))])
                }
            };
            say(err, &why, WRONG_USE);
            return say(err, &texts.get("sheet-help"), WRONG_USE);
        }
    };
    // Nothing is made: under sudo it would belong to root.
    let store = UserStore::look(&Directories::for_user());
    let (settings, notices) = store.load_settings();
    for notice in &notices {
        say(err, &crate::content::storage_notice::notice_text(texts, notice), DONE);
    }
    // A sheet outlives the day: only what the family confirmed, or an administrator kept, goes on paper.
    let (confirmed, (kept, problem)) = (store.confirmed_fingerprint(), store.kept());
    if let Some(problem) = problem {
        say(err, &texts.get(problem.words()), DONE);
    }
    let own = kept.visible_contacts(&settings, confirmed.as_ref());
    if matches!(own, VisibleContacts::Hidden(_)) && wanted.kind != SheetKind::Leaflet {
        say(err, &texts.get("sheet-own-hidden"), DONE);
    }
    let chosen = settings.language.iter();
    let locale = wanted
        .locale
        .unwrap_or_else(|| Locale::negotiate(chosen.map(String::as_str).chain([texts.locale().tag()])));
    let words = Texts::new(locale);
    let contacts = Contacts::bundled();
    let pack = reserved(&contacts).map(|reserved| store.load_pack(&reserved));
    let protected = store.admin().counts();
    let centre = match &pack {
        // Beside the family's numbers, and on the PC, stands only a centre that the operator cannot have put there.
        Some(StoredPack::Applied(pack)) if protected || wanted.kind == SheetKind::Leaflet => {
            Some(Centre { protected, ..Centre::of(pack) })
        }
        _ => None,
    };
    let paper = SheetPaper {
        kind: wanted.kind,
        texts: &words,
        contacts: &contacts,
        own,
        centre,
        person: kept.person(&settings, confirmed.as_ref()),
        now: crate::core::Timestamp(jiff::Timestamp::now().as_millisecond()),
    };
    let written = sheet(paper).map_err(Failure::Paper).and_then(|pdf| save(&wanted.out, &pdf));
    let name = shown(&wanted.out.display().to_string(), SHOWN_MAX);
    let place = [("place", Arg::Text(&name))];
    match written {
        Ok(()) => say(out, &texts.with("sheet-written", &place), DONE),
        Err(Failure::Paper(PaperError::DoesNotFit)) => say(err, &texts.get("sheet-does-not-fit"), COULD_NOT),
        Err(failure) => {
            log::error!("sheet: {failure}");
            say(err, &texts.with("sheet-not-written", &place), COULD_NOT)
        }
    }
}

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Paper(PaperError),
    #[error("{0}")]
    Disk(std::io::Error),
}

fn save(path: &Path, pdf: &[u8]) -> Result<(), Failure> {
    durable_file::replace(path, pdf).map_err(Failure::Disk)
}

fn parse(args: Vec<OsString>) -> Result<Wanted, Refusal> {
    let (mut out, mut locale, mut kind) = (None, None, SheetKind::WithFamilyPage);
    let mut parser = lexopt::Parser::from_args(args);
    let unknown = |error: &lexopt::Error| Refusal::Unknown(shown(&error.to_string(), SHOWN_MAX));
    while let Some(argument) = parser.next().map_err(|error| unknown(&error))? {
        match argument {
            lexopt::Arg::Long("out") => {
                let path = parser.value().map_err(|error| unknown(&error))?;
                out = Some(PathBuf::from(path)).filter(|path| !path.as_os_str().is_empty());
            }
            lexopt::Arg::Long("lang") => {
                let tag = parser.value().map_err(|error| unknown(&error))?;
                let found = Locale::ALL.into_iter().find(|locale| tag == locale.tag());
                locale = Some(found.ok_or(Refusal::Language)?);
            }
            lexopt::Arg::Long("leaflet") => kind = SheetKind::Leaflet,
            lexopt::Arg::Long("one-page") if kind != SheetKind::Leaflet => kind = SheetKind::Sheet,
            lexopt::Arg::Long("one-page") => {}
            lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => return Err(Refusal::Help),
            other => return Err(unknown(&other.unexpected())),
        }
    }
    Ok(Wanted { out: out.ok_or(Refusal::NoOut)?, locale, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Wanted, Refusal> {
        parse(args.iter().map(OsString::from).collect())
    }

    #[test]
    fn options_are_understood_and_wrong_ones_named() {
        let wanted = |locale, kind| Ok(Wanted { out: "a.pdf".into(), locale, kind });
        assert_eq!(parsed(&["--out", "a.pdf"]), wanted(None, SheetKind::WithFamilyPage));
        assert_eq!(
            parsed(&["--lang", "en", "--out=a.pdf", "--one-page"]),
            wanted(Some(Locale::En), SheetKind::Sheet)
        );
        assert_eq!(parsed(&["--leaflet", "--one-page", "--out", "a.pdf"]), wanted(None, SheetKind::Leaflet));
        assert_eq!(parsed(&[]), Err(Refusal::NoOut));
        assert_eq!(parsed(&["--out", ""]), Err(Refusal::NoOut));
        assert_eq!(parsed(&["--out", "a", "--lang", "fr"]), Err(Refusal::Language));
        assert_eq!(parsed(&["--help"]), Err(Refusal::Help));
        for args in [&["--out"][..], &["--out", "a", "b"], &["--wrong"]] {
            assert!(matches!(parsed(args), Err(Refusal::Unknown(_))), "{args:?}");
        }
    }
}
