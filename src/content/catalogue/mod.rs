//! The compiled-in catalogue of remote-control tools.

mod data;
mod soundness;

use std::collections::BTreeSet;

use self::data::FileData;
use super::Locale;
use crate::core::detection::catalogue::{Catalogue, SystemPrograms};

/// The reviewed data, compiled in: the name and the text of each file of `assets/remote_tools`.
pub const FILES: &[(&str, &str)] = &[
    ("system.toml", include_str!("../../../assets/remote_tools/system.toml")),
    ("goto.toml", include_str!("../../../assets/remote_tools/goto.toml")),
    ("support.toml", include_str!("../../../assets/remote_tools/support.toml")),
    ("remote-desktop.toml", include_str!("../../../assets/remote_tools/remote-desktop.toml")),
    ("japan.toml", include_str!("../../../assets/remote_tools/japan.toml")),
    ("linux.toml", include_str!("../../../assets/remote_tools/linux.toml")),
    ("support-other.toml", include_str!("../../../assets/remote_tools/support-other.toml")),
    ("remote-desktop-other.toml", include_str!("../../../assets/remote_tools/remote-desktop-other.toml")),
    ("management-a-l.toml", include_str!("../../../assets/remote_tools/management-a-l.toml")),
    ("management-m-z.toml", include_str!("../../../assets/remote_tools/management-m-z.toml")),
    ("covert.toml", include_str!("../../../assets/remote_tools/covert.toml")),
];

/// Why a catalogue was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, an unknown or missing field, or a field of the wrong type.
    #[error("{file}: {problem}")]
    Malformed {
        /// The file's name.
        file: String,
        /// What the parser says.
        problem: String,
    },
    /// A fact that contradicts the rules of the data.
    #[error("{file}, {entry}: {problem}")]
    Unsound {
        /// The file's name.
        file: String,
        /// The id of the tool or of the theatre, or `system`.
        entry: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The files together hold no `[system]`.
    #[error("no file says which programs belong to the operating system")]
    NoSystem,
}

/// The catalogue this program was built with.
///
/// # Errors
/// See [`CatalogueError`]; a test keeps the compiled-in data free of them.
pub fn builtin() -> Result<Catalogue, CatalogueError> {
    parse(FILES)
}

/// Reads one catalogue from TOML files, each given as its name and its text, and checks that every
/// fact is sound. The tools keep the order of the files.
///
/// # Errors
/// See [`CatalogueError`].
pub fn parse(files: &[(&str, &str)]) -> Result<Catalogue, CatalogueError> {
    let mut system: Option<SystemPrograms> = None;
    let mut catalogue = Catalogue::default();
    let mut ids = BTreeSet::new();
    let mut sessions = BTreeSet::new();
    let mut owners = BTreeSet::new();
    for (file, text) in files {
        let malformed = |problem: String| CatalogueError::Malformed { file: (*file).to_owned(), problem };
        let unsound = |entry: &str, problem: String| CatalogueError::Unsound {
            file: (*file).to_owned(),
            entry: entry.to_owned(),
            problem,
        };
        let data: FileData = toml::from_str(text).map_err(|error| malformed(error.to_string()))?;
        if data.schema != 1 {
            return Err(malformed(format!("schema {} is not 1", data.schema)));
        }
        if let Some(entry) = data.system {
            let read = soundness::read_system(&entry).map_err(|problem| unsound("system", problem))?;
            if system.replace(read).is_some() {
                return Err(unsound("system", "stands in two files".into()));
            }
        }
        for entry in &data.theatre {
            let read = soundness::read_theatre(entry).map_err(|problem| unsound(&entry.id, problem))?;
            catalogue.theatre.push(read);
        }
        for entry in data.tool {
            let id = entry.id.clone();
            let tool = soundness::read_tool(entry).map_err(|problem| unsound(&id, problem))?;
            if !ids.insert(id.clone()) {
                return Err(unsound(&id, "the id is used twice".into()));
            }
            if tool.system_session.clone().is_some_and(|session| !sessions.insert(session)) {
                return Err(unsound(&id, "its system_session belongs to another tool".into()));
            }
            for pattern in soundness::own_names(&tool) {
                if !owners.insert(pattern.clone()) {
                    return Err(unsound(&id, format!("{} names two tools", pattern.as_str())));
                }
            }
            catalogue.tools.push(tool);
        }
    }
    catalogue.system = system.ok_or(CatalogueError::NoSystem)?;
    Ok(catalogue)
}

/// The name of the tool `id` in `locale`, if the catalogue knows it.
#[must_use]
pub fn tool_name<'a>(catalogue: &'a Catalogue, id: &str, locale: Locale) -> Option<&'a str> {
    let name = &catalogue.tool(id)?.name;
    Some(match locale {
        Locale::Ja => &name.ja,
        Locale::En => &name.en,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: &str = "schema = 1\n[system]\nservice_managers = []\nsession_shells = []\nloaders = []\ntrusted_files = []\nalarming_restrictions = []\ndownload_places = []\n";
    const TOOLS: &str = r#"schema = 1
[[theatre]]
id = "tree"
executable = "tree.com"
[[tool]]
id = "first"
name = { ja = "ICHI", en = "First" }
kind = "installed"
category = "remote-desktop"
tier = 1
how_to_end = ["uninstall"]
executables = ["first.exe"]
signers = ["First Ltd."]
domains = ["*.first.example"]
report_abuse = "https://first.example/abuse"
sources = ["https://first.example"]
checked_on = "2026-11-22"
[[tool]]
id = "second"
name = { ja = "NI", en = "Second" }
kind = "on-demand"
category = "system"
tier = 2
how_to_end = ["close-window"]
generic_executables = ["agent.exe"]
paths = ['*\Second\*']
system_session = "rdp"
sources = ["https://second.example"]
checked_on = "2026-11-22"
"#;

    #[test]
    fn the_compiled_in_data_is_sound_and_named_in_both_languages() {
        let catalogue = builtin().unwrap();
        for tool in &catalogue.tools {
            for locale in Locale::ALL {
                assert!(tool_name(&catalogue, &tool.id, locale).is_some(), "{} {locale:?}", tool.id);
            }
        }
        assert_eq!(tool_name(&catalogue, "nothing", Locale::Ja), None);
    }

    #[test]
    fn files_are_merged_in_order() {
        let catalogue = parse(&[("a.toml", SYSTEM), ("b.toml", TOOLS)]).unwrap();
        let ids: Vec<&str> = catalogue.tools.iter().map(|tool| tool.id.as_str()).collect();
        assert_eq!(ids, ["first", "second"]);
        assert_eq!(catalogue.theatre.len(), 1);
        assert_eq!(parse(&[("b.toml", TOOLS)]), Err(CatalogueError::NoSystem));
        let twice = parse(&[("a.toml", SYSTEM), ("again.toml", SYSTEM)]).unwrap_err().to_string();
        assert!(twice.starts_with("again.toml, system"), "{twice}");
        let third = TOOLS.replace("\"first\"", "\"third\"");
        let shared = parse(&[("a.toml", SYSTEM), ("b.toml", TOOLS), ("c.toml", &third)]);
        assert_eq!(shared.unwrap_err().to_string(), "c.toml, third: first.exe names two tools");
    }

    #[test]
    fn every_unsound_fact_is_refused_and_placed() {
        for (from, to, place) in [
            ("id = \"second\"", "id = \"first\"", "first"),
            ("id = \"first\"", "id = \"The First\"", "The First"),
            ("id = \"tree\"", "id = \"\"", ", :"),
            ("executable = \"tree.com\"", "executable = \"*\"", "tree"),
            ("en = \"First\"", "en = \" \"", "first"),
            ("kind = \"installed\"", "kind = \"sometimes\"", "TOML"),
            ("tier = 1", "tier = 3", "first"),
            ("how_to_end = [\"uninstall\"]", "how_to_end = []", "first"),
            ("how_to_end = [\"uninstall\"]\n", "", "how_to_end"),
            ("how_to_end = [\"uninstall\"]", "how_to_end = [\"uninstall\", \"uninstall\"]", "first"),
            ("checked_on = \"2026-11-22\"", "checked_on = \"2026-13-22\"", "first"),
            ("checked_on = \"2026-11-22\"", "verified = \"2026-11-22\"", "verified"),
            ("sources = [\"https://first.example\"]", "sources = []", "first"),
            ("sources = [\"https://first.example\"]", "sources = [\"http://first.example\"]", "first"),
            ("report_abuse = \"https:", "report_abuse = \"ftp:", "first"),
            ("domains = [\"*.first.example\"]", "domains = [\"first.*.example\"]", "first"),
            ("domains = [\"*.first.example\"]", "domains = [\"192.0.2.1\"]", "first"),
            ("domains = [\"*.first.example\"]", "domains = [\"first.example:443\"]", "first"),
            ("executables = [\"first.exe\"]", "executables = [\"*.ex\"]", "first"),
            ("executables = [\"first.exe\"]", "executables = [\"first.exe\", \"FIRST.exe\"]", "first"),
            (
                "executables = [\"first.exe\"]",
                "executables = [\"first.exe\"]\nidle_executables = [\"First.exe\"]",
                "first",
            ),
            ("executables = [\"first.exe\"]", "executables = [3]", "integer"),
            ("executables = [\"first.exe\"]", "executables = []", "first"),
            ("signers = [\"First Ltd.\"]", "single_product_signers = true", "first"),
            (
                "signers = [\"First Ltd.\"]",
                "generic_executables = [\"first.exe\"]\nsigners = [\"First Ltd.\"]",
                "first",
            ),
            ("paths = ['*\\Second\\*']\n", "", "second"),
            ("system_session = \"rdp\"", "system_session = \"telepathy\"", "second"),
            ("schema = 1", "schema = 2", "schema"),
        ] {
            assert!(TOOLS.contains(from), "{from} is not in the data");
            let changed = TOOLS.replacen(from, to, 1);
            let error = parse(&[("system.toml", SYSTEM), ("tools.toml", &changed)]).unwrap_err().to_string();
            assert!(error.starts_with("tools.toml"), "{from} -> {to}: {error}");
            assert!(error.contains(place), "{from} -> {to}: {error}");
        }
        assert!(parse(&[]).is_err());
        assert!(parse(&[("empty.toml", "")]).is_err());
    }
}
