//! The family's set-up, page by page. Nothing is kept before the last page, where everything is looked at
//! and confirmed at once: a set-up broken off half-way leaves the confirmed one as it was.

use super::App;
use super::pin_gate::Gated;
use crate::core::detection::hostile_text::is_invisible;
use crate::core::effect::Effect;
use crate::core::event::{KnownContact, SetupField};
use crate::core::own_contacts::{ContactError, NAME_MAX_CHARS, OwnContact};
use crate::core::phone_number::{PhoneProblem, of_japan};
use crate::core::screen::Screen;
use crate::core::settings::{CONTACTS_MAX, ContactKind, Settings, person_name};
use crate::core::timestamp::Timestamp;

/// The pages in their order. [`Screen::SetupPick`] is a side page of banks and cards.
pub const SETUP_PAGES: [Screen; 9] = [
    Screen::SetupPerson,
    Screen::SetupFamily,
    Screen::SetupBank,
    Screen::SetupCard,
    Screen::SetupPin,
    Screen::SetupLook,
    Screen::SetupTools,
    Screen::SetupWatch,
    Screen::SetupDone,
];
/// Longest text kept of a field while it is typed, in characters: long enough to say that it is too long.
const TYPED_MAX_CHARS: usize = 200;

/// What the family typed so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setup {
    draft: Settings,
    person: String,
    name: String,
    phone: String,
    problem: Option<(SetupField, SetupProblem)>,
    stage: SetupStage,
    picking: Option<ContactKind>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SetupStage {
    /// Being typed.
    #[default]
    Editing,
    /// Being written to disk.
    Saving,
    /// Kept and confirmed.
    Saved,
}

/// Why the page cannot be left with what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupProblem {
    /// The name is missing.
    NameMissing,
    /// The name is longer than [`NAME_MAX_CHARS`].
    NameTooLong,
    /// The number has no shape of Japan.
    Phone(PhoneProblem),
    /// There are [`CONTACTS_MAX`] of this kind already.
    Full,
    /// It stands in the list already.
    Twice,
}

impl Setup {
    fn begin(settings: &Settings) -> Self {
        Self {
            draft: settings.clone(),
            person: settings.person.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// What will be kept.
    #[must_use]
    pub fn draft(&self) -> &Settings {
        &self.draft
    }

    /// What is typed into `field`.
    #[must_use]
    pub fn text(&self, field: SetupField) -> &str {
        match field {
            SetupField::Person => &self.person,
            SetupField::Name => &self.name,
            SetupField::Phone => &self.phone,
        }
    }

    /// What is wrong with `field`.
    #[must_use]
    pub fn problem(&self, field: SetupField) -> Option<SetupProblem> {
        self.problem.filter(|(at, _)| *at == field).map(|(_, problem)| problem)
    }

    /// How far it is.
    #[must_use]
    pub fn stage(&self) -> SetupStage {
        self.stage
    }

    /// What is chosen on [`Screen::SetupPick`].
    #[must_use]
    pub fn picking(&self) -> Option<ContactKind> {
        self.picking
    }

    fn type_into(&mut self, field: SetupField, text: &str) {
        let text: String = text.chars().filter(|c| !is_invisible(*c)).take(TYPED_MAX_CHARS).collect();
        match field {
            SetupField::Person => self.person = text,
            SetupField::Name => self.name = text,
            SetupField::Phone => self.phone = text,
        }
        self.problem = None;
    }

    fn clear_entry(&mut self) {
        self.name.clear();
        self.phone.clear();
        self.problem = None;
    }

    fn has_entry(&self) -> bool {
        !(self.name.trim().is_empty() && self.phone.trim().is_empty())
    }

    /// Takes the person's name as typed; an empty one is no name.
    fn take_person(&mut self) -> Result<(), (SetupField, SetupProblem)> {
        let name = person_name(&self.person);
        if name.is_none() && self.person.chars().count() > NAME_MAX_CHARS {
            return Err((SetupField::Person, SetupProblem::NameTooLong));
        }
        self.person = name.clone().unwrap_or_default();
        self.draft.person = name;
        Ok(())
    }

    /// Puts what is typed on the list of `kind`.
    fn take_entry(&mut self, kind: ContactKind) -> Result<(), (SetupField, SetupProblem)> {
        let phone = of_japan(&self.phone);
        // The name comes first on the page, and so does what is wrong with it.
        let number = phone.as_deref().unwrap_or("0000000000");
        let contact = OwnContact::new(&self.name, number, None).map_err(|error| match error {
            ContactError::NameEmpty => (SetupField::Name, SetupProblem::NameMissing),
            ContactError::NameTooLong => (SetupField::Name, SetupProblem::NameTooLong),
            ContactError::Phone => (SetupField::Phone, SetupProblem::Phone(PhoneProblem::Characters)),
        })?;
        phone.map_err(|problem| (SetupField::Phone, SetupProblem::Phone(problem)))?;
        self.add(kind, contact)
    }

    fn add(&mut self, kind: ContactKind, contact: OwnContact) -> Result<(), (SetupField, SetupProblem)> {
        let list = self.draft.contacts_mut(kind);
        if list.iter().any(|each| each.name() == contact.name() && each.phone() == contact.phone()) {
            return Err((SetupField::Name, SetupProblem::Twice));
        }
        if list.len() >= CONTACTS_MAX {
            return Err((SetupField::Name, SetupProblem::Full));
        }
        list.push(contact);
        self.clear_entry();
        Ok(())
    }
}

/// The kind of contact that a page asks for.
#[must_use]
pub fn setup_kind(screen: Screen) -> Option<ContactKind> {
    match screen {
        Screen::SetupFamily => Some(ContactKind::Family),
        Screen::SetupBank => Some(ContactKind::Bank),
        Screen::SetupCard => Some(ContactKind::Card),
        _ => None,
    }
}

impl App {
    /// Shows a page of the set-up; from outside it begins with the first one.
    pub(super) fn open_setup(&mut self, screen: Screen, now: Timestamp) -> Vec<Effect> {
        if !self.may_change_setup() {
            return Vec::new();
        }
        if !self.screen.is_setup() {
            if self.setup.as_ref().is_none_or(|setup| setup.stage != SetupStage::Editing) {
                self.setup = Some(Setup::begin(&self.settings));
            }
            return self.go(Screen::SetupPerson, now);
        }
        if let Some(setup) = &mut self.setup {
            setup.problem = None;
            setup.picking = setup_kind(self.screen).filter(|_| screen == Screen::SetupPick);
        }
        self.setup_show(screen, now)
    }

    /// Shows a page of the set-up that has begun.
    fn setup_show(&mut self, screen: Screen, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.go(screen, now);
        if screen == Screen::SetupWatch {
            effects.push(Effect::AskWatcher);
        }
        effects
    }

    /// An alarm, an incident or a cut closes the set-up and forgets what was typed: it may not have been
    /// the family who typed.
    pub(super) fn close_setup_in_need(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.may_change_setup() || self.setup.is_none() {
            return Vec::new();
        }
        self.setup = None;
        if self.screen.is_setup() { self.enter(Screen::Home, now) } else { Vec::new() }
    }

    pub(super) fn setup_typed(&mut self, field: SetupField, text: &str) -> Vec<Effect> {
        if let Some(setup) = self.setup.as_mut().filter(|setup| setup.stage == SetupStage::Editing) {
            setup.type_into(field, text);
        }
        Vec::new()
    }

    /// On to the next page, with what is typed on this one.
    pub(super) fn setup_next(&mut self, now: Timestamp) -> Vec<Effect> {
        let (page, Some(setup)) = (self.screen, &mut self.setup) else { return Vec::new() };
        let taken = match setup_kind(page) {
            Some(kind) if setup.has_entry() => setup.take_entry(kind),
            Some(_) => Ok(()),
            None if page == Screen::SetupPerson => setup.take_person(),
            None => Ok(()),
        };
        if let Err(problem) = taken {
            setup.problem = Some(problem);
            return Vec::new();
        }
        match (page, setup.stage) {
            (Screen::SetupDone, SetupStage::Editing) => {
                let draft = Box::new(setup.draft.clone());
                self.with_pin(Gated::SaveSetup(draft), now)
            }
            (Screen::SetupDone, SetupStage::Saving) => Vec::new(),
            (Screen::SetupDone, SetupStage::Saved) => {
                self.setup = None;
                self.history.retain(|screen| !screen.is_setup() && *screen != Screen::Caregiver);
                self.enter(Screen::Caregiver, now)
            }
            _ => self.setup_go_on(now),
        }
    }

    /// On to the next page, without what is typed on this one.
    pub(super) fn setup_skip(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(setup) = &mut self.setup else { return Vec::new() };
        setup.person = setup.draft.person.clone().unwrap_or_default();
        setup.clear_entry();
        self.setup_go_on(now)
    }

    fn setup_go_on(&mut self, now: Timestamp) -> Vec<Effect> {
        let here = SETUP_PAGES.iter().position(|page| *page == self.screen);
        match here.and_then(|here| SETUP_PAGES.get(here + 1)) {
            Some(next) => self.setup_show(*next, now),
            None => Vec::new(),
        }
    }

    /// Puts what is typed on the page's list and asks for one more.
    pub(super) fn setup_add(&mut self) -> Vec<Effect> {
        let kind = setup_kind(self.screen);
        if let (Some(setup), Some(kind)) = (&mut self.setup, kind)
            && let Err(problem) = setup.take_entry(kind)
        {
            setup.problem = Some(problem);
        }
        Vec::new()
    }

    pub(super) fn setup_remove(&mut self, place: u8) -> Vec<Effect> {
        let kind = setup_kind(self.screen);
        if let (Some(setup), Some(kind)) = (&mut self.setup, kind) {
            let list = setup.draft.contacts_mut(kind);
            if usize::from(place) < list.len() {
                list.remove(usize::from(place));
            }
            setup.problem = None;
        }
        Vec::new()
    }

    /// Takes a known bank or card company and goes back to the page that asked.
    pub(super) fn setup_pick(&mut self, place: u8, now: Timestamp) -> Vec<Effect> {
        let Some(known) = self.setup_known().nth(usize::from(place)).cloned() else { return Vec::new() };
        let Some(setup) = self.setup.as_mut().filter(|_| self.screen == Screen::SetupPick) else {
            return Vec::new();
        };
        let outcome = match OwnContact::new(&known.name, &known.phone, None) {
            Ok(contact) => setup.add(known.kind, contact),
            Err(_) => Err((SetupField::Phone, SetupProblem::Phone(PhoneProblem::Characters))),
        };
        setup.problem = outcome.err();
        self.back(now)
    }

    /// The known ones of the kind that is being chosen.
    pub fn setup_known(&self) -> impl Iterator<Item = &KnownContact> {
        let kind = self.setup.as_ref().and_then(|setup| setup.picking.or(setup_kind(self.screen)));
        self.known.iter().filter(move |known| Some(known.kind) == kind)
    }

    pub(super) fn setup_saving(&mut self) {
        if let Some(setup) = &mut self.setup {
            setup.stage = SetupStage::Saving;
        }
    }

    /// The settings were written and confirmed, or could not be: then the page can be pressed again.
    pub(super) fn setup_settled(&mut self, saved: bool) {
        if let Some(setup) = self.setup.as_mut().filter(|setup| setup.stage == SetupStage::Saving) {
            setup.draft = self.settings.clone();
            setup.stage = if saved { SetupStage::Saved } else { SetupStage::Editing };
        }
    }

    /// The set-up that is being made.
    #[must_use]
    pub fn setup(&self) -> Option<&Setup> {
        self.setup.as_ref()
    }
}
