//! Which tool a program belongs to, and by what it was recognised.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{SystemPrograms, Theatre, Tool, ToolKind};
use super::hostile_text::{SHOWN_MAX_CHARS, compared, shown};
use super::pattern::Pattern;
use super::snapshot::{ARGS_MAX, ProcessRecord, ServiceRecord};
use super::traces::command_path;
use super::{Evidence, EvidenceKind};

/// Longest field looked at, in characters, counted from its end.
pub(super) const COMPARED_MAX_CHARS: usize = 1024;
/// How many leading arguments of a loader may name the real program.
const LOADER_ARGS: usize = 3;

/// What a program is to its tool. Ordered: later is more serious.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A host or helper that says nothing about a session.
    Idle,
    /// Part of an installed tool.
    Installed,
    /// An applet that only serves one session.
    OnDemand,
    /// Exists only while a session is in progress.
    Session,
}

/// A program's fields, prepared once for comparison with every tool.
#[derive(Debug)]
pub struct Candidate<'a> {
    record: &'a ProcessRecord,
    /// Each file name it goes by.
    names: Vec<Text<'a>>,
    /// Each full path.
    paths: Vec<Text<'a>>,
    original: Option<Text<'a>>,
    company: Option<Text<'a>>,
    product: Option<Text<'a>>,
    /// Only when the signature was valid.
    signer: Option<Text<'a>>,
}

fn compared_forms<'t>(texts: &'t [Text<'_>]) -> impl Iterator<Item = &'t str> {
    texts.iter().map(|(text, _)| text.as_str())
}

/// The compared form of a text, and the text as it was seen.
type Text<'a> = (String, Cow<'a, str>);

impl<'a> Candidate<'a> {
    /// Prepares `record`.
    #[must_use]
    pub fn new(record: &'a ProcessRecord, system: &SystemPrograms) -> Self {
        let both = |text: &'a str| (compared(text, COMPARED_MAX_CHARS), Cow::Borrowed(text));
        let valid = record.signature_valid == Some(true);
        let mut candidate = Self {
            record,
            names: Vec::new(),
            paths: Vec::new(),
            original: record.original_filename.as_deref().map(both),
            company: record.company.as_deref().map(both),
            product: record.product.as_deref().map(both),
            signer: record.signer.as_deref().filter(|_| valid).map(both),
        };
        if let Some(name) = record.name.as_deref() {
            candidate.add_path(name.into());
        }
        let exe = record.exe.as_deref().map(|exe| exe.strip_suffix(" (deleted)").unwrap_or(exe));
        if let Some(exe) = exe {
            candidate.add_path(exe.into());
        }
        let loader = candidate.names.iter().any(|(name, _)| any(&system.loaders, name));
        let named_by_args = if loader {
            record.args.iter().take(LOADER_ARGS).filter(|arg| compared(arg, 8).ends_with(".exe")).collect()
        } else if exe.is_none() {
            // Another user's program: the system hides its file, not what it was called as.
            record.args.iter().take(1).collect()
        } else {
            Vec::new()
        };
        for arg in named_by_args {
            candidate.add_path(arg.as_str().into());
        }
        candidate
    }

    /// Prepares all of `records`. Where the system hides a program's file from this user, the file of
    /// the service that runs in it stands in.
    #[must_use]
    pub fn all(
        records: &'a [ProcessRecord],
        services: &[ServiceRecord],
        system: &SystemPrograms,
    ) -> Vec<Self> {
        let mut images: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for service in services {
            if let (Some(pid), Some(image)) = (service.pid, service.image.as_deref()) {
                images.entry(pid).or_default().insert(command_path(image));
            }
        }
        let prepare = |record: &'a ProcessRecord| {
            let mut candidate = Self::new(record, system);
            if record.exe.is_none() {
                let images = record.pid.and_then(|pid| images.get(&pid));
                images.into_iter().flatten().for_each(|image| candidate.add_path(image.clone().into()));
            }
            candidate
        };
        records.iter().map(prepare).collect()
    }

    /// True when it is what operators show to frighten.
    #[must_use]
    pub fn plays(&self, theatre: &Theatre) -> bool {
        self.is_named(std::slice::from_ref(&theatre.executable))
            && theatre.argument.as_ref().is_none_or(|argument| {
                let args = self.record.args.iter().take(ARGS_MAX).skip(1);
                args.into_iter().any(|arg| argument.matches(&compared(arg, COMPARED_MAX_CHARS)))
            })
    }

    /// Its full path, if that matches one of `patterns`.
    #[must_use]
    pub fn lies_in(&self, patterns: &[Pattern]) -> Option<&str> {
        self.paths.iter().find(|(path, _)| any(patterns, path)).map(|(_, path)| path.as_ref())
    }

    fn add_path(&mut self, path: Cow<'a, str>) {
        let full = compared(&path, COMPARED_MAX_CHARS);
        let base = full.rsplit('/').next().unwrap_or_default().to_owned();
        let start = path.rfind(['/', '\\']).map_or(0, |end| end.saturating_add(1));
        let seen_base = match &path {
            Cow::Borrowed(path) => Cow::Borrowed(path.get(start..).unwrap_or_default()),
            Cow::Owned(path) => Cow::Owned(path.get(start..).unwrap_or_default().to_owned()),
        };
        let has_folder = full != base;
        if !base.is_empty() && !self.names.iter().any(|(known, _)| *known == base) {
            self.names.push((base, seen_base));
        }
        if has_folder {
            self.paths.push((full, path));
        }
    }

    /// The file names it goes by and went by, in their compared form.
    pub(super) fn compared_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(&self.original).map(|(text, _)| text.as_str())
    }

    /// Its full paths, its product and its valid signer, in their compared form.
    pub(super) fn compared_fields(&self) -> [impl Iterator<Item = &str>; 3] {
        [self.paths.as_slice(), self.product.as_slice(), self.signer.as_slice()].map(compared_forms)
    }

    /// The program it was prepared from.
    #[must_use]
    pub fn record(&self) -> &'a ProcessRecord {
        self.record
    }

    /// True when it goes by one of `patterns`.
    #[must_use]
    pub fn is_named(&self, patterns: &[Pattern]) -> bool {
        self.names.iter().any(|(name, _)| any(patterns, name))
    }

    /// What it is to `tool`, and by what it was recognised; nothing when it is no part of it.
    #[must_use]
    pub fn role_in(&self, tool: &Tool) -> Option<(Role, BTreeSet<Evidence>)> {
        let own_role = match tool.kind {
            ToolKind::OnDemand => Role::OnDemand,
            ToolKind::Installed => Role::Installed,
        };
        if self.is_of_helper(tool) {
            return None;
        }
        let mut evidence = BTreeSet::new();
        let mut role: Option<Role> = None;
        // Of a program that bears its original name nobody says that it was renamed.
        let original = self.original.iter().filter(|(own, _)| self.names.iter().all(|(name, _)| name != own));
        for (patterns, named) in [
            (&tool.session.executables, Role::Session),
            (&tool.on_demand_executables, Role::OnDemand),
            (&tool.executables, own_role),
            (&tool.idle_executables, Role::Idle),
        ] {
            for (known, kind) in self
                .names
                .iter()
                .map(|name| (name, EvidenceKind::Process))
                .chain(original.clone().map(|name| (name, EvidenceKind::OriginalFilename)))
            {
                if any(patterns, &known.0) {
                    role = role.max(Some(named));
                    evidence.insert(found(kind, &known.1));
                    if named == Role::Session {
                        evidence.insert(found(EvidenceKind::SessionMarker, &known.1));
                    }
                }
            }
        }
        self.weaker_signals(tool, own_role, &mut role, &mut evidence);
        if let Some(argument) = self.session_argument(tool, role.is_some()) {
            role = Some(Role::Session);
            evidence.insert(found(EvidenceKind::Argument, &argument));
            evidence.insert(found(EvidenceKind::SessionMarker, &argument));
        }
        role.map(|role| (role, evidence))
    }

    /// The helper's side. A tool that is merely called so is told apart by its original name.
    fn is_of_helper(&self, tool: &Tool) -> bool {
        match &self.original {
            Some(_) => self.is_originally(&tool.helper_executables),
            None => self.is_named(&tool.helper_executables),
        }
    }

    fn is_originally(&self, patterns: &[Pattern]) -> bool {
        self.original.as_ref().is_some_and(|(name, _)| any(patterns, name))
    }

    /// True when it appears anew for each session of `tool`.
    #[must_use]
    pub fn is_fresh_for(&self, tool: &Tool) -> bool {
        self.is_named(&tool.fresh_executables) || self.is_originally(&tool.fresh_executables)
    }

    /// An argument proves nothing by itself: the program must be the tool's, under whatever name.
    fn session_argument(&self, tool: &Tool, belongs: bool) -> Option<String> {
        let marker = tool.session.arguments.iter().find(|marker| {
            let named = belongs
                || self.names.iter().chain(&self.original).any(|(name, _)| marker.executable.matches(name));
            let mut args = self.record.args.iter().take(ARGS_MAX);
            named && args.any(|arg| marker.argument.matches(&compared(arg, COMPARED_MAX_CHARS)))
        })?;
        Some(marker.argument.as_str().to_owned())
    }

    /// Paths, version information and signatures. They find a tool by themselves only where they
    /// cannot mean anything else, and make a known idle program more serious only where its name is no excuse.
    fn weaker_signals<'c>(
        &'c self,
        tool: &Tool,
        own_role: Role,
        role: &mut Option<Role>,
        evidence: &mut BTreeSet<Evidence>,
    ) {
        let named = *role;
        let mut signals = 0;
        let mut strong: Option<Role> = None;
        let mut placed: Option<Role> = None;
        for (patterns, place) in [(&tool.on_demand_paths, Role::OnDemand), (&tool.paths, own_role)] {
            if let Some((_, path)) = self.paths.iter().find(|(path, _)| any(patterns, path)) {
                signals += 1;
                strong = strong.max(Some(place));
                placed = placed.max(Some(place));
                evidence.insert(found(EvidenceKind::Path, path));
            }
        }
        let matched = |field: &'c Option<Text<'a>>, patterns: &[Pattern]| {
            field.as_ref().filter(|(text, _)| any(patterns, text)).map(|(_, text)| text.as_ref())
        };
        let company = matched(&self.company, &tool.companies);
        let product = matched(&self.product, &tool.products);
        let signer = matched(&self.signer, &tool.signers);
        if (company.is_some() || signer.is_some()) && product.is_some()
            || signer.is_some() && tool.single_product_signers
        {
            strong = strong.max(Some(own_role));
        }
        for (kind, text) in [
            (EvidenceKind::Company, company),
            (EvidenceKind::Product, product),
            (EvidenceKind::Signer, signer),
        ] {
            if let Some(text) = text {
                signals += 1;
                evidence.insert(found(kind, text));
            }
        }
        if let Some((_, name)) = self.names.iter().find(|(name, _)| any(&tool.generic_executables, name))
            && signals > 0
        {
            strong = strong.max(Some(own_role));
            evidence.insert(found(EvidenceKind::Process, name));
        }
        *role = match named {
            None => strong,
            // Where an installed tool's own program was unpacked for one session.
            Some(Role::Installed) => named.max(strong),
            // The name of an idle helper is easily given. It calms nothing where its file says another
            // name, or lies where only an applet for one session does.
            Some(Role::Idle) if self.original.is_some() && !self.is_originally(&tool.idle_executables) => {
                named.max(strong)
            }
            Some(Role::Idle) => named.max(placed.filter(|place| *place >= Role::OnDemand)),
            _ => named,
        };
        if role.is_none() {
            evidence.clear();
        } else if !evidence.iter().any(|e| matches!(e.kind, EvidenceKind::Process))
            && let Some((_, name)) = self.names.first()
        {
            // A renamed program is shown under the name the person sees.
            evidence.insert(found(EvidenceKind::Process, name));
        }
    }
}

/// True when any of `patterns` matches `text`, already in its compared form.
#[must_use]
pub fn any(patterns: &[Pattern], text: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(text))
}

/// Evidence of `kind` with safe text.
#[must_use]
pub fn found(kind: EvidenceKind, detail: &str) -> Evidence {
    Evidence { kind, detail: shown(detail, SHOWN_MAX_CHARS) }
}
