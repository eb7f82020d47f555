//! What packs and settings need, taken in by path: linking the library would build the window as well.

pub mod core {
    //! The product's rules.

    #[path = "../../../../../src/core/own_contacts.rs"]
    pub mod own_contacts;
    #[path = "../../../../../src/core/pack/mod.rs"]
    pub mod pack;
    #[path = "../../../../../src/core/phone_number.rs"]
    pub mod phone_number;
    #[path = "../../../../../src/core/settings.rs"]
    pub mod settings;
    #[path = "../../../../../src/core/storage_notice.rs"]
    pub mod storage_notice;

    pub mod detection {
        //! One file of the rules about tools.

        #[path = "../../../../../../src/core/detection/hostile_text.rs"]
        pub mod hostile_text;
    }
}

pub mod storage {
    //! The settings file without its folder.

    use crate::core::settings::Settings;
    use crate::core::storage_notice::StorageNotice;

    const SETTINGS_FILE: &str = "settings.toml";

    #[path = "../../../../../src/platform/storage/settings_file.rs"]
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
}
