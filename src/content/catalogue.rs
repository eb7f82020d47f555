//! The compiled-in catalogue of remote-control tools.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Locale;
use crate::core::detection::catalogue::{
    ArgumentMarker, Catalogue, HowToEnd, SessionMarkers, SystemPrograms, Theatre, Tier, Tool, ToolCategory,
    ToolKind, ToolName,
};
use crate::core::detection::pattern::{PATTERN_MAX_CHARS, Pattern};

/// The reviewed data, compiled in.
pub const REMOTE_TOOLS_TOML: &str = include_str!("../../assets/remote_tools.toml");

/// Why a catalogue was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, an unknown or missing field, or a field of the wrong type.
    #[error("remote_tools.toml: {0}")]
    Malformed(String),
    /// A fact that contradicts the rules of the data.
    #[error("remote_tools.toml, tool {tool}: {problem}")]
    Unsound {
        /// The tool's id, or `system`.
        tool: String,
        /// What is wrong with it.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileData {
    schema: u32,
    system: SystemData,
    #[serde(default)]
    theatre: Vec<TheatreData>,
    tool: Vec<ToolData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemData {
    service_managers: Vec<String>,
    session_shells: Vec<String>,
    loaders: Vec<String>,
    download_places: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameData {
    ja: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TheatreData {
    id: String,
    executable: String,
    argument: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum CategoryData {
    SupportApplet,
    RemoteDesktop,
    Management,
    JapaneseSupport,
    System,
    Covert,
}

impl From<CategoryData> for ToolCategory {
    fn from(data: CategoryData) -> Self {
        match data {
            CategoryData::SupportApplet => Self::SupportApplet,
            CategoryData::RemoteDesktop => Self::RemoteDesktop,
            CategoryData::Management => Self::Management,
            CategoryData::JapaneseSupport => Self::JapaneseSupport,
            CategoryData::System => Self::System,
            CategoryData::Covert => Self::Covert,
        }
    }
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum HowToEndData {
    UpperRightCross,
    PauseKey,
    CloseWindow,
    DisconnectButton,
    TrayIcon,
    SystemSettings,
    Uninstall,
    AskAdministrator,
}

impl From<HowToEndData> for HowToEnd {
    fn from(data: HowToEndData) -> Self {
        match data {
            HowToEndData::UpperRightCross => Self::UpperRightCross,
            HowToEndData::PauseKey => Self::PauseKey,
            HowToEndData::CloseWindow => Self::CloseWindow,
            HowToEndData::DisconnectButton => Self::DisconnectButton,
            HowToEndData::TrayIcon => Self::TrayIcon,
            HowToEndData::SystemSettings => Self::SystemSettings,
            HowToEndData::Uninstall => Self::Uninstall,
            HowToEndData::AskAdministrator => Self::AskAdministrator,
        }
    }
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum KindData {
    OnDemand,
    Installed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArgumentData {
    executable: String,
    argument: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SessionData {
    executables: Vec<String>,
    arguments: Vec<ArgumentData>,
    pipes: Vec<String>,
    inbound_connection: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToolData {
    id: String,
    name: NameData,
    kind: KindData,
    category: CategoryData,
    tier: u8,
    how_to_end: Vec<HowToEndData>,
    executables: Vec<String>,
    #[serde(default)]
    on_demand_executables: Vec<String>,
    #[serde(default)]
    idle_executables: Vec<String>,
    #[serde(default)]
    generic_executables: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    on_demand_paths: Vec<String>,
    #[serde(default)]
    session: SessionData,
    #[serde(default)]
    companies: Vec<String>,
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    signers: Vec<String>,
    #[serde(default)]
    single_product_signers: bool,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    autostarts: Vec<String>,
    #[serde(default)]
    pipes: Vec<String>,
    #[serde(default)]
    downloads: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    system_session: Option<String>,
    report_abuse: Option<String>,
    sources: Vec<String>,
    checked_on: String,
}

/// The catalogue this program was built with.
///
/// # Errors
/// See [`CatalogueError`]; a test keeps the compiled-in data free of them.
pub fn builtin() -> Result<Catalogue, CatalogueError> {
    parse(REMOTE_TOOLS_TOML)
}

/// Reads a catalogue from TOML and checks that every fact is sound.
///
/// # Errors
/// See [`CatalogueError`].
pub fn parse(text: &str) -> Result<Catalogue, CatalogueError> {
    let data: FileData =
        toml::from_str(text).map_err(|error| CatalogueError::Malformed(error.to_string()))?;
    if data.schema != 1 {
        return Err(CatalogueError::Malformed(format!("schema {} is not 1", data.schema)));
    }
    let system = SystemPrograms {
        service_managers: patterns("system", "service_managers", &data.system.service_managers)?,
        session_shells: patterns("system", "session_shells", &data.system.session_shells)?,
        loaders: patterns("system", "loaders", &data.system.loaders)?,
        download_places: patterns("system", "download_places", &data.system.download_places)?,
    };
    let theatre = data
        .theatre
        .iter()
        .map(|entry| {
            Ok(Theatre {
                id: entry.id.clone(),
                executable: one_pattern(&entry.id, "theatre.executable", &entry.executable)?,
                argument: entry
                    .argument
                    .as_deref()
                    .map(|argument| one_pattern(&entry.id, "theatre.argument", argument))
                    .transpose()?,
            })
        })
        .collect::<Result<_, CatalogueError>>()?;
    let mut ids = BTreeSet::new();
    let mut owners = BTreeSet::new();
    let mut tools = Vec::with_capacity(data.tool.len());
    for entry in data.tool {
        let tool = read_tool(entry)?;
        if !ids.insert(tool.id.clone()) {
            return Err(unsound(&tool.id, "the id is used twice"));
        }
        for pattern in tool
            .executables
            .iter()
            .chain(&tool.on_demand_executables)
            .chain(&tool.idle_executables)
            .chain(&tool.session.executables)
        {
            if !owners.insert(pattern.clone()) {
                return Err(unsound(&tool.id, &format!("{} names two things", pattern.as_str())));
            }
        }
        tools.push(tool);
    }
    Ok(Catalogue { system, theatre, tools })
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

fn read_tool(data: ToolData) -> Result<Tool, CatalogueError> {
    let id = data.id;
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(unsound(&id, "an id is lower-case ASCII, digits and hyphens"));
    }
    if data.name.ja.trim().is_empty() || data.name.en.trim().is_empty() {
        return Err(unsound(&id, "a name is missing in one language"));
    }
    if data.sources.is_empty() || !data.sources.iter().all(|source| source.starts_with("https://")) {
        return Err(unsound(&id, "needs at least one https source"));
    }
    if data.checked_on.parse::<jiff::civil::Date>().is_err() {
        return Err(unsound(&id, "checked_on is not a date"));
    }
    let list = |field: &str, values: &[String]| patterns(&id, field, values);
    let session = SessionMarkers {
        executables: list("session.executables", &data.session.executables)?,
        arguments: data
            .session
            .arguments
            .iter()
            .map(|marker| {
                Ok(ArgumentMarker {
                    executable: one_pattern(&id, "session.arguments", &marker.executable)?,
                    argument: one_pattern(&id, "session.arguments", &marker.argument)?,
                })
            })
            .collect::<Result<_, CatalogueError>>()?,
        pipes: list("session.pipes", &data.session.pipes)?,
        inbound_connection: data.session.inbound_connection,
    };
    let tool = Tool {
        name: ToolName { ja: data.name.ja, en: data.name.en },
        kind: match data.kind {
            KindData::OnDemand => ToolKind::OnDemand,
            KindData::Installed => ToolKind::Installed,
        },
        category: data.category.into(),
        tier: match data.tier {
            1 => Tier::Scam,
            2 => Tier::Other,
            _ => return Err(unsound(&id, "tier is 1 or 2; what never alarms is not in the catalogue")),
        },
        how_to_end: data.how_to_end.into_iter().map(HowToEnd::from).collect(),
        executables: list("executables", &data.executables)?,
        on_demand_executables: list("on_demand_executables", &data.on_demand_executables)?,
        idle_executables: list("idle_executables", &data.idle_executables)?,
        generic_executables: list("generic_executables", &data.generic_executables)?,
        paths: list("paths", &data.paths)?,
        on_demand_paths: list("on_demand_paths", &data.on_demand_paths)?,
        session,
        companies: list("companies", &data.companies)?,
        products: list("products", &data.products)?,
        signers: list("signers", &data.signers)?,
        single_product_signers: data.single_product_signers,
        services: list("services", &data.services)?,
        autostarts: list("autostarts", &data.autostarts)?,
        pipes: list("pipes", &data.pipes)?,
        downloads: list("downloads", &data.downloads)?,
        domains: data.domains,
        system_session: data.system_session,
        report_abuse: data.report_abuse,
        sources: data.sources,
        checked_on: data.checked_on,
        id,
    };
    if tool.executables.is_empty() && tool.products.is_empty() && tool.system_session.is_none() {
        return Err(unsound(&tool.id, "nothing tells when it is there"));
    }
    if tool.single_product_signers && tool.signers.is_empty() {
        return Err(unsound(&tool.id, "single_product_signers without a signer"));
    }
    Ok(tool)
}

fn patterns(tool: &str, field: &str, values: &[String]) -> Result<Vec<Pattern>, CatalogueError> {
    let read: Vec<Pattern> =
        values.iter().map(|value| one_pattern(tool, field, value)).collect::<Result<_, _>>()?;
    let distinct: BTreeSet<&Pattern> = read.iter().collect();
    if distinct.len() != read.len() {
        return Err(unsound(tool, &format!("{field} holds the same value twice")));
    }
    Ok(read)
}

/// A pattern that matches nearly everything would make every program a remote tool.
fn one_pattern(tool: &str, field: &str, value: &str) -> Result<Pattern, CatalogueError> {
    let literal = value.chars().filter(|c| !matches!(c, '*' | '?' | '\\' | '/' | '.')).count();
    if value != value.trim() || literal < 3 || value.chars().count() > PATTERN_MAX_CHARS {
        return Err(unsound(tool, &format!("{field}: {value:?} is too short, too long or padded")));
    }
    Ok(Pattern::new(value))
}

fn unsound(tool: &str, problem: &str) -> CatalogueError {
    CatalogueError::Unsound { tool: tool.to_owned(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_data_is_sound_and_named_in_both_languages() {
        let catalogue = builtin().unwrap();
        for id in [
            "logmein-rescue",
            "anydesk",
            "teamviewer",
            "ultraviewer",
            "screenconnect",
            "quick-assist",
            "rustdesk",
            "chrome-remote-desktop",
            "x11vnc",
            "krfb",
            "gnome-remote-desktop",
            "xrdp",
        ] {
            for locale in Locale::ALL {
                assert!(tool_name(&catalogue, id, locale).is_some(), "{id} {locale:?}");
            }
        }
        assert_eq!(tool_name(&catalogue, "nothing", Locale::Ja), None);
    }

    #[test]
    fn every_unsound_fact_is_refused() {
        let change = |from: &str, to: &str| {
            assert!(REMOTE_TOOLS_TOML.contains(from), "{from} is not in the data");
            parse(&REMOTE_TOOLS_TOML.replacen(from, to, 1))
        };
        for (from, to) in [
            ("id = \"anydesk\"", "id = \"logmein-rescue\""),
            ("id = \"anydesk\"", "id = \"Any Desk\""),
            ("en = \"AnyDesk\"", "en = \" \""),
            ("kind = \"installed\"", "kind = \"sometimes\""),
            ("checked_on = \"2026-11-22\"", "checked_on = \"2026-13-22\""),
            ("checked_on = \"2026-11-22\"", "verified = \"2026-11-22\""),
            ("sources = [\"https://github.com/LibVNC/x11vnc\"]", "sources = []"),
            ("executables = [\"x11vnc\"]", "executables = [\"*\"]"),
            ("executables = [\"x11vnc\"]", "executables = [\"x11vnc\", \"X11VNC\"]"),
            ("executables = [\"x11vnc\"]", "executables = [\"krfb\"]"),
            ("executables = [\"x11vnc\"]", "executables = [3]"),
            ("executables = [\"x11vnc\"]", "executables = []"),
            ("schema = 1", "schema = 2"),
        ] {
            assert!(change(from, to).is_err(), "{from} -> {to}");
        }
        assert!(parse("").is_err());
    }
}
