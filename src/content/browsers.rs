//! The compiled-in list of browsers.

use serde::Deserialize;

use crate::core::browser::{Browser, Browsers, PermissionSteps};
use crate::core::detection::snapshot::Os;

/// The reviewed data, compiled in.
const FILE: &str = include_str!("../../assets/browsers.toml");

/// Why the list was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("browsers.toml: {0}")]
pub struct BrowsersError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileData {
    schema: u32,
    browser: Vec<BrowserData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BrowserData {
    id: String,
    name: String,
    #[serde(default)]
    windows: Vec<String>,
    #[serde(default)]
    linux: Vec<String>,
    #[serde(default)]
    macos: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    only_paths: bool,
    product: Option<String>,
    steps: PermissionSteps,
    source: String,
    checked_on: jiff::civil::Date,
}

/// The browsers this program was built with.
///
/// # Errors
/// See [`BrowsersError`]; a test keeps the compiled-in data free of them.
pub fn builtin() -> Result<Browsers, BrowsersError> {
    parse(FILE)
}

fn parse(text: &str) -> Result<Browsers, BrowsersError> {
    let file: FileData = toml::from_str(text).map_err(|error| BrowsersError(error.to_string()))?;
    if file.schema != 1 {
        return Err(BrowsersError(format!("schema {} is not known", file.schema)));
    }
    file.browser.into_iter().map(browser).collect::<Result<_, _>>().map(Browsers::new)
}

fn browser(data: BrowserData) -> Result<Browser, BrowsersError> {
    let wrong = |why: &str| Err(BrowsersError(format!("{}: {why}", data.id)));
    if data.source.trim().is_empty() || data.checked_on.year() < 2026 {
        return wrong("a fact has a source and a date");
    }
    if data.id.is_empty() || data.name.is_empty() {
        return wrong("it has no name");
    }
    let on = |os, names: &[String]| names.iter().map(|n| Browser::program_on(os, n)).collect::<Vec<_>>();
    let programs =
        [on(Os::Windows, &data.windows), on(Os::Linux, &data.linux), on(Os::Macos, &data.macos)].concat();
    if programs.is_empty() || programs.iter().any(|(_, name)| name.trim().len() < 3) {
        return wrong("no program, or a name too short to tell anything");
    }
    let lower = |text: &String| !text.is_empty() && *text == text.to_lowercase();
    if !data.paths.iter().chain(&data.product).all(lower) || (data.only_paths && data.paths.is_empty()) {
        return wrong("paths and product are in lower case, and there where they are needed");
    }
    Ok(Browser {
        id: data.id,
        name: data.name,
        programs,
        paths: data.paths,
        only_paths: data.only_paths,
        product: data.product,
        steps: data.steps,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_people_use_are_known_where_they_lie() {
        let all = builtin().unwrap();
        let cases = [
            (Os::Windows, r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe", "edge"),
            (Os::Windows, r"C:\Program Files\Google\Chrome\Application\chrome.exe", "chrome"),
            (Os::Windows, r"C:\Program Files\Mozilla Firefox\firefox.exe", "firefox"),
            (Os::Windows, r"C:\Program Files\BraveSoftware\Brave-Browser\Application\brave.exe", "brave"),
            (Os::Windows, r"C:\Users\hanako\AppData\Local\Programs\Opera\opera.exe", "opera"),
            (Os::Windows, r"C:\Users\hanako\AppData\Local\Vivaldi\Application\vivaldi.exe", "vivaldi"),
            (Os::Windows, r"C:\Program Files\Internet Explorer\iexplore.exe", "internet-explorer"),
            (Os::Linux, "/usr/lib/chromium/chromium", "chromium"),
            (Os::Linux, "/snap/chromium/2900/usr/lib/chromium-browser/chrome", "chromium"),
            (Os::Linux, "/usr/lib/firefox-esr/firefox-esr", "firefox"),
            (Os::Linux, "/opt/google/chrome/chrome", "chrome"),
            (Os::Linux, "/opt/microsoft/msedge/msedge", "edge"),
            (Os::Macos, "/Applications/Safari.app/Contents/MacOS/Safari", "safari"),
            (Os::Macos, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "chrome"),
        ];
        for (os, exe, id) in cases {
            assert_eq!(all.recognise(os, exe, None).map(|browser| browser.id.as_str()), Some(id), "{exe}");
        }
        // What other programs show pages with is theirs.
        for exe in ["msedgewebview2.exe", "code.exe", "Teams.exe", "steamwebhelper.exe", "chrome_proxy.exe"] {
            assert!(!all.may_be(Os::Windows, exe), "{exe}");
        }
        assert_eq!(all.recognise(Os::Macos, "/Users/x/Safari", None), None);
        let mut ids: Vec<_> = all.iter().map(|browser| &browser.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all.iter().count());
    }

    #[test]
    fn what_contradicts_the_rules_of_the_data_is_refused() {
        let with = |line: &str| {
            let rest =
                "id = \"a\"\nname = \"A\"\nsource = \"s\"\nchecked_on = \"2026-11-23\"\nsteps = \"edge\"";
            format!("schema = 1\n[[browser]]\n{rest}\n{line}")
        };
        assert!(parse(&with("linux = [\"abc\"]")).is_ok());
        for line in
            ["", "linux = [\"x\"]", "linux = [\"abc\"]\npaths = [\"/Upper\"]", "linux = [\"abc\"]\nx = 1"]
        {
            assert!(parse(&with(line)).is_err(), "{line}");
        }
        assert!(parse(&with("linux = [\"abc\"]\nonly_paths = true")).is_err());
        assert!(parse("schema = 2\nbrowser = []").is_err());
    }
}
