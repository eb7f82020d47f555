//! The settings file without its folder, taken in by path.

use crate::core::settings::Settings;
use crate::core::storage_notice::StorageNotice;

const SETTINGS_FILE: &str = "settings.toml";

#[path = "../../../src/platform/storage/settings_file.rs"]
mod settings_file;

mod bounded_text {
    pub fn line_of(text: &str, offset: usize) -> u32 {
        text.bytes().take(offset).filter(|byte| *byte == b'\n').count() as u32 + 1
    }
}

pub fn read(text: &str) -> (Settings, Vec<StorageNotice>) {
    settings_file::read(text)
}

pub fn write(before: Option<&str>, settings: &Settings) -> String {
    settings_file::write(before, settings, "")
}
