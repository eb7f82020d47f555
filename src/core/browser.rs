//! Browsers: which program is one, and what became of closing it.

use serde::{Deserialize, Serialize};

use super::detection::hostile_text::compared;
use super::detection::snapshot::Os;

/// Longest path that is looked at, in characters from its end.
const PATH_MAX_CHARS: usize = 4096;

/// Where a browser keeps the permissions of sites: which page of words tells the way there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionSteps {
    /// As in Google Chrome.
    #[default]
    Chrome,
    /// As in Microsoft Edge.
    Edge,
    /// As in Firefox.
    Firefox,
    /// As in Opera.
    Opera,
    /// As in Safari.
    Safari,
    /// Nobody wrote down how, or there is nothing to withdraw.
    Other,
}

impl PermissionSteps {
    /// Every page, the most used browsers first.
    pub const ALL: [Self; 6] =
        [Self::Chrome, Self::Edge, Self::Firefox, Self::Opera, Self::Safari, Self::Other];
}

/// One browser, as the data file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// Its id in the file.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// File names of its program, by system, as they are compared on that system.
    pub programs: Vec<(Os, String)>,
    /// Parts of its path, in lower case.
    pub paths: Vec<String>,
    /// The path alone makes it this browser.
    pub only_paths: bool,
    /// What its product name holds, in lower case.
    pub product: Option<String>,
    /// How its site notifications are withdrawn.
    pub steps: PermissionSteps,
}

/// All browsers that are known, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Browsers(Vec<Browser>);

impl Browsers {
    /// The browsers of a data file.
    #[must_use]
    pub fn new(all: Vec<Browser>) -> Self {
        Self(all)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Browser> {
        self.0.iter()
    }

    /// The browser with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Browser> {
        self.iter().find(|browser| browser.id == id)
    }

    /// True when a program of this file name may be a browser on `os`: cheap, before its file is looked at.
    #[must_use]
    pub fn may_be(&self, os: Os, exe: &str) -> bool {
        let name = file_name(os, exe);
        self.iter().any(|browser| browser.is_named(os, &name))
    }

    /// The browser that `exe` is on `os`. `product` is what the file's version information says, where it was
    /// read; a file that says nothing is known by its name and path.
    #[must_use]
    pub fn recognise(&self, os: Os, exe: &str, product: Option<&str>) -> Option<&Browser> {
        let name = file_name(os, exe);
        let path = compared(exe, PATH_MAX_CHARS);
        let product = product.map(|product| compared(product, PATH_MAX_CHARS));
        let named: Vec<&Browser> = self.iter().filter(|browser| browser.is_named(os, &name)).collect();
        if let Some(product) = product.filter(|product| !product.is_empty()) {
            let is = |browser: &&Browser| {
                browser.product.as_ref().is_some_and(|known| product.contains(known.as_str()))
            };
            return named.into_iter().find(is);
        }
        let lies_there = |browser: &Browser| browser.paths.iter().any(|part| path.contains(part.as_str()));
        let by_path = named.iter().find(|browser| lies_there(browser));
        // Where several share a name, the one without a path of its own is what is left; on Windows the best known.
        let by_name = || {
            let free = |browser: &&&Browser| !browser.only_paths;
            let left = |browser: &&&Browser| free(browser) && browser.paths.is_empty();
            match os {
                Os::Linux => named.iter().find(left),
                _ => named.iter().find(free),
            }
        };
        by_path.or_else(by_name).copied()
    }
}

impl Browser {
    fn is_named(&self, os: Os, name: &str) -> bool {
        self.programs.iter().any(|(at, program)| *at == os && program == name)
    }

    /// `name` as file names are compared on `os`: Windows and macOS make no difference of case.
    #[must_use]
    pub fn program_on(os: Os, name: &str) -> (Os, String) {
        (os, file_name(os, name))
    }
}

/// The last part of a path, as it is compared on `os`.
fn file_name(os: Os, path: &str) -> String {
    let name = match os {
        Os::Windows => path.rsplit(['\\', '/']).next(),
        _ => path.rsplit('/').next(),
    }
    .unwrap_or_default();
    match os {
        Os::Linux => name.strip_suffix(" (deleted)").unwrap_or(name).to_owned(),
        _ => name.to_lowercase(),
    }
}

/// What became of closing one browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BrowserEnd {
    /// It closed when it was asked to.
    Closed,
    /// It did not, and was ended.
    Ended,
    /// It still runs.
    StillRunning,
    /// The system did not let us.
    Denied,
}

impl BrowserEnd {
    /// It no longer shows anything.
    #[must_use]
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Closed | Self::Ended)
    }
}

/// One browser and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClosedBrowser {
    /// Its name for people.
    pub name: String,
    /// How its site notifications are withdrawn.
    pub steps: PermissionSteps,
    /// What became of it.
    pub end: BrowserEnd,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser(id: &str, programs: &[(Os, &str)], path: Option<&str>, product: &str) -> Browser {
        Browser {
            id: id.into(),
            name: id.into(),
            programs: programs.iter().map(|(os, name)| Browser::program_on(*os, name)).collect(),
            paths: path.map(Into::into).into_iter().collect(),
            only_paths: false,
            product: Some(product.into()),
            steps: PermissionSteps::Chrome,
        }
    }

    fn some() -> Browsers {
        Browsers::new(vec![
            browser(
                "chrome",
                &[(Os::Windows, "chrome.exe"), (Os::Linux, "chrome")],
                Some("/google/chrome"),
                "google chrome",
            ),
            browser(
                "chromium",
                &[(Os::Windows, "chrome.exe"), (Os::Linux, "chrome"), (Os::Linux, "chromium")],
                None,
                "chromium",
            ),
        ])
    }

    #[test]
    fn a_browser_is_known_by_name_then_by_product_or_path() {
        let all = some();
        let cases: &[(Os, &str, Option<&str>, Option<&str>)] = &[
            (Os::Windows, r"C:\Program Files\Google\Chrome\Application\CHROME.EXE", None, Some("chrome")),
            (Os::Windows, r"C:\x\chrome.exe", None, Some("chrome")),
            (Os::Windows, r"C:\x\chrome.exe", Some("Chromium"), Some("chromium")),
            (Os::Windows, r"C:\x\chrome.exe", Some("Google Chrome"), Some("chrome")),
            (Os::Windows, r"C:\x\chrome.exe", Some("Shiny Metals Price List"), None),
            (Os::Windows, r"C:\chrome.exe\other.exe", None, None),
            (Os::Windows, r"C:\x\chrome_proxy.exe", None, None),
            (Os::Linux, "/opt/google/chrome/chrome", None, Some("chrome")),
            (Os::Linux, "/opt/google/chrome/chrome (deleted)", None, Some("chrome")),
            (Os::Linux, "/home/x/chrome-linux/chrome", None, Some("chromium")),
            (Os::Linux, "/usr/lib/chromium/chromium", None, Some("chromium")),
            (Os::Linux, "/usr/lib/chromium/Chromium", None, None),
            (Os::Linux, "/usr/lib/chromium/chrome_crashpad_handler", None, None),
            (Os::Linux, "chrome.exe", None, None),
            (Os::Linux, "", None, None),
        ];
        for (os, exe, product, expected) in cases {
            let found = all.recognise(*os, exe, *product).map(|browser| browser.id.as_str());
            assert_eq!(found, *expected, "{exe} {product:?}");
            assert!(found.is_none() || all.may_be(*os, exe), "{exe}");
        }
    }
}
