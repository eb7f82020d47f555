//! Which of many patterns fit a text, without asking each of them. A catalogue of hundreds of tools
//! meets thousands of programs, services and files; nearly none of them fit.

use std::collections::{BTreeMap, HashMap};

use super::catalogue::{Catalogue, Tool};
use super::matching::Candidate;
use super::pattern::Pattern;

/// Characters of a pattern's beginning that it is found by.
const HEAD_CHARS: usize = 3;

/// Patterns of several owners, found by what every text that fits them must hold.
#[derive(Debug, Default)]
pub struct PatternIndex<'a> {
    /// Patterns without a wildcard.
    exact: HashMap<&'a str, Vec<usize>>,
    /// Patterns that begin with at least [`HEAD_CHARS`] plain characters, by those.
    heads: HashMap<&'a str, Vec<(&'a Pattern, usize)>>,
    /// Patterns that hold a whole part of a path, by the rarest one.
    parts: HashMap<&'a str, Vec<(&'a Pattern, usize)>>,
    /// All others are asked every time.
    rest: Vec<(&'a Pattern, usize)>,
}

impl<'a> PatternIndex<'a> {
    /// An index of `patterns`, each with the number of its owner.
    #[must_use]
    pub fn new(patterns: impl IntoIterator<Item = (&'a Pattern, usize)>) -> Self {
        let mut index = Self::default();
        let mut by_part = Vec::new();
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for (pattern, owner) in patterns {
            let text = pattern.as_str();
            if !text.contains(['*', '?']) {
                index.exact.entry(text).or_default().push(owner);
                continue;
            }
            let head = head(text).filter(|head| !head.contains(['*', '?']));
            if let Some(head) = head {
                index.heads.entry(head).or_default().push((pattern, owner));
                continue;
            }
            let parts: Vec<&str> = text
                .split('/')
                .skip(1)
                .filter(|part| !part.is_empty() && !part.contains(['*', '?']))
                .collect();
            for part in &parts {
                *uses.entry(part).or_default() += 1;
            }
            by_part.push((pattern, owner, parts));
        }
        for (pattern, owner, parts) in by_part {
            match parts.into_iter().min_by_key(|part| uses.get(part).copied()) {
                Some(part) => index.parts.entry(part).or_default().push((pattern, owner)),
                None => index.rest.push((pattern, owner)),
            }
        }
        index
    }

    /// Adds to `owners` every owner of a pattern that fits `text`, already in its compared form. May add
    /// an owner more than once.
    pub fn owners_of(&self, text: &str, owners: &mut Vec<usize>) {
        owners.extend(self.exact.get(text).into_iter().flatten());
        let mut ask = |patterns: &[(&Pattern, usize)]| {
            owners
                .extend(patterns.iter().filter(|(pattern, _)| pattern.matches(text)).map(|(_, owner)| owner));
        };
        if let Some(patterns) = head(text).and_then(|head| self.heads.get(head)) {
            ask(patterns);
        }
        if !self.parts.is_empty() {
            // A path may name one folder a thousand times.
            let mut asked: Vec<&str> = Vec::new();
            for part in text.split('/').skip(1) {
                if let Some((part, patterns)) = self.parts.get_key_value(part)
                    && !asked.contains(part)
                {
                    asked.push(part);
                    ask(patterns);
                }
            }
        }
        ask(&self.rest);
    }

    /// For each of `count` owners the places in `items` of which at least one text fits a pattern of its,
    /// ascending.
    #[must_use]
    pub fn places<'t, Texts: IntoIterator<Item = &'t str>>(
        &self,
        count: usize,
        items: impl IntoIterator<Item = Texts>,
    ) -> Vec<Vec<usize>> {
        places(count, items, |texts, owners| {
            for text in texts {
                self.owners_of(text, owners);
            }
        })
    }
}

/// For each of `count` owners the places in `items` to which `owners_of` adds it, ascending.
fn places<Item>(
    count: usize,
    items: impl IntoIterator<Item = Item>,
    owners_of: impl Fn(Item, &mut Vec<usize>),
) -> Vec<Vec<usize>> {
    let mut places = vec![Vec::new(); count];
    let mut owners = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        owners.clear();
        owners_of(item, &mut owners);
        owners.sort_unstable();
        owners.dedup();
        for owner in &owners {
            if let Some(of_owner) = places.get_mut(*owner) {
                of_owner.push(place);
            }
        }
    }
    places
}

/// Whatever a program of a tool is recognised by, each kind by itself: only product names are often
/// looked for anywhere in a text, which no index makes cheap.
#[derive(Debug)]
pub struct ProgramIndex<'a> {
    count: usize,
    names: PatternIndex<'a>,
    fields: [PatternIndex<'a>; 3],
}

impl<'a> ProgramIndex<'a> {
    /// The index of the tools of `catalogue`.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue) -> Self {
        let names = of_tools(catalogue, |tool| {
            let lists = [
                &tool.executables,
                &tool.on_demand_executables,
                &tool.idle_executables,
                &tool.generic_executables,
                &tool.session.executables,
            ];
            let markers = tool.session.arguments.iter().map(|marker| &marker.executable);
            lists.into_iter().flatten().chain(markers)
        });
        let paths = of_tools(catalogue, |tool| tool.paths.iter().chain(&tool.on_demand_paths));
        let products = of_tools(catalogue, |tool| &tool.products);
        let signers = of_tools(catalogue, |tool| &tool.signers);
        Self { count: catalogue.tools.len(), names, fields: [paths, products, signers] }
    }

    /// For each tool the places in `candidates` of programs that may belong to it: all that do, and few
    /// that do not.
    #[must_use]
    pub fn places<'c, 'r: 'c>(
        &self,
        candidates: impl IntoIterator<Item = Option<&'c Candidate<'r>>>,
    ) -> Vec<Vec<usize>> {
        places(self.count, candidates, |candidate, owners| {
            let Some(candidate) = candidate else { return };
            for name in candidate.compared_names() {
                self.names.owners_of(name, owners);
            }
            for (index, texts) in self.fields.iter().zip(candidate.compared_fields()) {
                for text in texts {
                    index.owners_of(text, owners);
                }
            }
        })
    }

    /// For each tool the places in `names`, in their compared form, of files that may be one of its programs.
    #[must_use]
    pub fn places_of_names<'t>(&self, names: impl IntoIterator<Item = Option<&'t str>>) -> Vec<Vec<usize>> {
        self.names.places(self.count, names)
    }
}

/// An index of some patterns of every tool of `catalogue`; the owners are the places of the tools in it.
pub fn of_tools<'a, Patterns: IntoIterator<Item = &'a Pattern>>(
    catalogue: &'a Catalogue,
    patterns: impl Fn(&'a Tool) -> Patterns,
) -> PatternIndex<'a> {
    PatternIndex::new(
        catalogue
            .tools
            .iter()
            .enumerate()
            .flat_map(|(place, tool)| patterns(tool).into_iter().map(move |pattern| (pattern, place))),
    )
}

/// The first characters of `text`, if it has so many.
fn head(text: &str) -> Option<&str> {
    let last = text.char_indices().nth(HEAD_CHARS.saturating_sub(1))?;
    text.get(..last.0.saturating_add(last.1.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_finds_what_asking_every_pattern_finds() {
        let patterns: Vec<Pattern> = [
            "AnyDesk.exe",
            "AnyDesk*.exe",
            "AnyDesk*.exe",
            "a*",
            "*",
            "?ny*",
            "*\\Program Files\\AnyDesk\\*",
            "*\\Program Files\\X\\y.exe",
            "C:\\x\\*",
            "*/any/*",
            "*x",
            "*\\a*b\\*",
            "",
            "\u{9060}\u{9694}\u{64cd}\u{4f5c}*",
            "/usr/*",
            "*/",
        ]
        .map(Pattern::new)
        .into();
        let index = PatternIndex::new(patterns.iter().enumerate().map(|(owner, pattern)| (pattern, owner)));
        for text in [
            "",
            "a",
            "anydesk.exe",
            "anydesk (1).exe",
            "c:/program files/anydesk/any/any/x.exe",
            "c:/program files/x/y.exe",
            "c:/x/any/x",
            "/usr/any/",
            "/any/",
            "any/",
            "/acb/x",
            "\u{9060}\u{9694}\u{64cd}\u{4f5c}1",
            "/",
        ] {
            let mut found = Vec::new();
            index.owners_of(text, &mut found);
            found.sort_unstable();
            found.dedup();
            let expected: Vec<usize> = (0..patterns.len()).filter(|at| patterns[*at].matches(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(
            index.places(2, [vec!["x", "anydesk.exe"], vec![], vec!["anydeskx.exe", "anydesk.exe"]]),
            [vec![0, 2], vec![0, 2]]
        );
    }
}
