//! The form of the catalogue's files. The fields are explained at the top of `assets/remote_tools/system.toml`.

use serde::Deserialize;

use crate::core::detection::catalogue::{HowToEnd, ToolCategory, ToolKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileData {
    pub(super) schema: u32,
    pub(super) system: Option<SystemData>,
    #[serde(default)]
    pub(super) theatre: Vec<TheatreData>,
    #[serde(default)]
    pub(super) tool: Vec<ToolData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SystemData {
    pub(super) service_managers: Vec<String>,
    pub(super) session_shells: Vec<String>,
    pub(super) loaders: Vec<String>,
    pub(super) trusted_files: Vec<String>,
    pub(super) alarming_restrictions: Vec<String>,
    pub(super) download_places: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameData {
    pub(super) ja: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TheatreData {
    pub(super) id: String,
    pub(super) executable: String,
    pub(super) argument: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CategoryData {
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
pub(super) enum HowToEndData {
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
pub(super) enum KindData {
    OnDemand,
    Installed,
}

impl From<KindData> for ToolKind {
    fn from(data: KindData) -> Self {
        match data {
            KindData::OnDemand => Self::OnDemand,
            KindData::Installed => Self::Installed,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArgumentData {
    pub(super) executable: String,
    pub(super) argument: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SessionData {
    pub(super) executables: Vec<String>,
    pub(super) arguments: Vec<ArgumentData>,
    pub(super) pipes: Vec<String>,
    pub(super) inbound_connection: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolData {
    pub(super) id: String,
    pub(super) name: NameData,
    pub(super) kind: KindData,
    pub(super) category: CategoryData,
    pub(super) tier: u8,
    pub(super) how_to_end: Vec<HowToEndData>,
    #[serde(default)]
    pub(super) executables: Vec<String>,
    #[serde(default)]
    pub(super) on_demand_executables: Vec<String>,
    #[serde(default)]
    pub(super) idle_executables: Vec<String>,
    #[serde(default)]
    pub(super) helper_executables: Vec<String>,
    #[serde(default)]
    pub(super) fresh_executables: Vec<String>,
    #[serde(default)]
    pub(super) generic_executables: Vec<String>,
    #[serde(default)]
    pub(super) paths: Vec<String>,
    #[serde(default)]
    pub(super) on_demand_paths: Vec<String>,
    #[serde(default)]
    pub(super) session: SessionData,
    #[serde(default)]
    pub(super) companies: Vec<String>,
    #[serde(default)]
    pub(super) products: Vec<String>,
    #[serde(default)]
    pub(super) signers: Vec<String>,
    #[serde(default)]
    pub(super) single_product_signers: bool,
    #[serde(default)]
    pub(super) services: Vec<String>,
    #[serde(default)]
    pub(super) autostarts: Vec<String>,
    #[serde(default)]
    pub(super) pipes: Vec<String>,
    #[serde(default)]
    pub(super) downloads: Vec<String>,
    #[serde(default)]
    pub(super) domains: Vec<String>,
    pub(super) system_session: Option<String>,
    pub(super) report_abuse: Option<String>,
    pub(super) sources: Vec<String>,
    pub(super) checked_on: String,
}
