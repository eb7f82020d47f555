//! From the text of one tool to a tool, refusing every fact that contradicts the rules of the data.

use std::collections::BTreeSet;

use super::data::{SystemData, TheatreData, ToolData};
use crate::core::detection::catalogue::{
    ArgumentMarker, SessionMarkers, SystemPrograms, Theatre, Tier, Tool, ToolName,
};
use crate::core::detection::pattern::{PATTERN_MAX_CHARS, Pattern};

/// The system's own remote ways that a snapshot may tell of.
const SYSTEM_SESSIONS: [&str; 3] = ["rdp", "remote-assistance", "logind"];
/// Fewest characters of a pattern besides wildcards and separators: one that matches nearly everything
/// would make every program a remote tool.
const LITERAL_MIN_CHARS: usize = 3;

/// The programs of the operating system.
pub(super) fn read_system(data: &SystemData) -> Result<SystemPrograms, String> {
    Ok(SystemPrograms {
        service_managers: patterns("service_managers", &data.service_managers)?,
        session_shells: patterns("session_shells", &data.session_shells)?,
        loaders: patterns("loaders", &data.loaders)?,
        trusted_files: patterns("trusted_files", &data.trusted_files)?,
        alarming_restrictions: patterns("alarming_restrictions", &data.alarming_restrictions)?,
        download_places: patterns("download_places", &data.download_places)?,
    })
}

/// One piece of theatre.
pub(super) fn read_theatre(data: &TheatreData) -> Result<Theatre, String> {
    check_id(&data.id)?;
    Ok(Theatre {
        id: data.id.clone(),
        executable: one_pattern("executable", &data.executable)?,
        argument: data.argument.as_deref().map(|argument| one_pattern("argument", argument)).transpose()?,
    })
}

/// One tool.
pub(super) fn read_tool(data: ToolData) -> Result<Tool, String> {
    let session = SessionMarkers {
        executables: patterns("session.executables", &data.session.executables)?,
        arguments: data
            .session
            .arguments
            .iter()
            .map(|marker| {
                Ok(ArgumentMarker {
                    executable: one_pattern("session.arguments", &marker.executable)?,
                    argument: one_pattern("session.arguments", &marker.argument)?,
                })
            })
            .collect::<Result<_, String>>()?,
        pipes: patterns("session.pipes", &data.session.pipes)?,
        inbound_connection: data.session.inbound_connection,
    };
    let tool = Tool {
        name: ToolName { ja: data.name.ja, en: data.name.en },
        kind: data.kind.into(),
        category: data.category.into(),
        tier: match data.tier {
            1 => Tier::Scam,
            2 => Tier::Other,
            _ => return Err("tier is 1 or 2; what never alarms is not in the catalogue".into()),
        },
        how_to_end: data.how_to_end.into_iter().map(Into::into).collect(),
        executables: patterns("executables", &data.executables)?,
        on_demand_executables: patterns("on_demand_executables", &data.on_demand_executables)?,
        idle_executables: patterns("idle_executables", &data.idle_executables)?,
        helper_executables: patterns("helper_executables", &data.helper_executables)?,
        fresh_executables: patterns("fresh_executables", &data.fresh_executables)?,
        generic_executables: patterns("generic_executables", &data.generic_executables)?,
        paths: patterns("paths", &data.paths)?,
        on_demand_paths: patterns("on_demand_paths", &data.on_demand_paths)?,
        session,
        companies: patterns("companies", &data.companies)?,
        products: patterns("products", &data.products)?,
        signers: patterns("signers", &data.signers)?,
        single_product_signers: data.single_product_signers,
        services: patterns("services", &data.services)?,
        autostarts: patterns("autostarts", &data.autostarts)?,
        pipes: patterns("pipes", &data.pipes)?,
        downloads: patterns("downloads", &data.downloads)?,
        domains: data.domains,
        system_session: data.system_session,
        report_abuse: data.report_abuse,
        sources: data.sources,
        checked_on: data.checked_on,
        id: data.id,
    };
    check_words(&tool)?;
    check_names(&tool)?;
    Ok(tool)
}

/// The patterns that name a tool's programs without a second signal.
pub(super) fn own_names(tool: &Tool) -> impl Iterator<Item = &Pattern> {
    tool.executables
        .iter()
        .chain(&tool.on_demand_executables)
        .chain(&tool.idle_executables)
        .chain(&tool.session.executables)
}

fn check_words(tool: &Tool) -> Result<(), String> {
    check_id(&tool.id)?;
    if tool.name.ja.trim().is_empty() || tool.name.en.trim().is_empty() {
        return Err("a name is missing in one language".into());
    }
    if tool.how_to_end.is_empty()
        || tool.how_to_end.iter().collect::<BTreeSet<_>>().len() != tool.how_to_end.len()
    {
        return Err("needs at least one way to end it, each once".into());
    }
    let web = |address: &String| address.starts_with("https://") && !address.contains(char::is_whitespace);
    if tool.sources.is_empty() || !tool.sources.iter().all(web) {
        return Err("needs at least one https source".into());
    }
    if !tool.report_abuse.iter().all(web) {
        return Err("report_abuse is not an https address".into());
    }
    if tool.checked_on.parse::<jiff::civil::Date>().is_err() {
        return Err("checked_on is not a date".into());
    }
    if let Some(domain) = tool.domains.iter().find(|domain| !is_host_name(domain)) {
        return Err(format!("{domain:?} is not a host name"));
    }
    match tool.system_session.as_deref() {
        Some(kind) if !SYSTEM_SESSIONS.contains(&kind) => Err(format!("system_session {kind:?} is unknown")),
        _ => Ok(()),
    }
}

fn check_names(tool: &Tool) -> Result<(), String> {
    let named: BTreeSet<&Pattern> = own_names(tool).collect();
    if named.len() != own_names(tool).count() {
        return Err("an executable stands in two roles".into());
    }
    if let Some(both) = tool.generic_executables.iter().find(|pattern| named.contains(pattern)) {
        return Err(format!("{} is called generic and is not", both.as_str()));
    }
    if tool.single_product_signers && tool.signers.is_empty() {
        return Err("single_product_signers without a signer".into());
    }
    let placed = !tool.paths.is_empty() || !tool.on_demand_paths.is_empty();
    let published = !tool.signers.is_empty() || !tool.companies.is_empty();
    if !tool.generic_executables.is_empty() && !placed && !published && tool.products.is_empty() {
        return Err("generic_executables without anything that could confirm them".into());
    }
    let recognised = !named.is_empty()
        || placed
        || published && !tool.products.is_empty()
        || !tool.generic_executables.is_empty()
        || tool.single_product_signers
        || tool.system_session.is_some()
        || !tool.services.is_empty()
        || !tool.downloads.is_empty();
    if !recognised {
        return Err("nothing would recognise it".into());
    }
    Ok(())
}

fn check_id(id: &str) -> Result<(), String> {
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err("an id is lower-case ASCII, digits and hyphens".into());
    }
    Ok(())
}

/// `name.example`, or `*.name.example` for everything below it.
fn is_host_name(text: &str) -> bool {
    let labels: Vec<&str> = text.strip_prefix("*.").unwrap_or(text).split('.').collect();
    let sound = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    labels.len() >= 2
        && labels.iter().all(sound)
        && labels.last().is_some_and(|top| top.chars().all(|c| c.is_ascii_lowercase()))
}

fn patterns(field: &str, values: &[String]) -> Result<Vec<Pattern>, String> {
    let read: Vec<Pattern> =
        values.iter().map(|value| one_pattern(field, value)).collect::<Result<_, _>>()?;
    let distinct: BTreeSet<&Pattern> = read.iter().collect();
    if distinct.len() != read.len() {
        return Err(format!("{field} holds the same value twice"));
    }
    Ok(read)
}

fn one_pattern(field: &str, value: &str) -> Result<Pattern, String> {
    let literal = value.chars().filter(|c| !matches!(c, '*' | '?' | '\\' | '/' | '.')).count();
    if value != value.trim() || literal < LITERAL_MIN_CHARS || value.chars().count() > PATTERN_MAX_CHARS {
        return Err(format!("{field}: {value:?} is too short, too long or padded"));
    }
    Ok(Pattern::new(value))
}
