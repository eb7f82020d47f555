//! What the window reads of its own state.

use super::{App, Line, POWER_HOLD_S, PinSetup, Restore};
use crate::core::detection::{Assessment, Finding, Level};
use crate::core::event::{CallChoice, EndReport, Notice};
use crate::core::incident::Incident;
use crate::core::kept::Kept;
use crate::core::own_contacts::{ContactsFingerprint, VisibleContacts};
use crate::core::pack::{Centre, Pack, Workplace};
use crate::core::screen::Screen;
use crate::core::settings::{Contrast, Settings, TextSize};
use crate::core::timestamp::Timestamp;

impl App {
    /// Seconds the power button has been held by the count, up to [`POWER_HOLD_S`]; `None` before it began.
    #[must_use]
    pub fn power_seconds(&self, now: Timestamp) -> Option<u64> {
        self.power_count_from.map(|from| (now.millis_since(from) / 1000).min(POWER_HOLD_S))
    }

    /// The screen shown now.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// The current or last incident.
    #[must_use]
    pub fn incident(&self) -> Option<&Incident> {
        self.incident.as_ref()
    }

    /// What is known of the line.
    #[must_use]
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// What the live check found last.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// False when this system shows no processes: nothing can be said about remote tools.
    #[must_use]
    pub fn is_watching(&self) -> bool {
        self.watching
    }

    /// What became of ending the remote tools.
    #[must_use]
    pub fn ended(&self) -> &[EndReport] {
        &self.ended
    }

    /// The oldest sentence that must be said.
    #[must_use]
    pub fn current_notice(&self) -> Option<&Notice> {
        self.notices.front()
    }

    /// Where the restore stands.
    #[must_use]
    pub fn restore(&self) -> &Restore {
        &self.restore
    }

    /// Where choosing a PIN stands.
    #[must_use]
    pub fn pin_setup(&self) -> &PinSetup {
        &self.pin_setup
    }

    /// Nobody is being robbed now, as far as can be seen.
    pub(super) fn is_calm(&self) -> bool {
        let incident = self.incident.as_ref().is_some_and(Incident::is_open);
        !incident && self.assessment.level < Level::Likely && self.line == Line::Open
    }

    /// The tool on [`Screen::Details`], its place among those seen, counted from zero.
    #[must_use]
    pub fn shown_finding(&self) -> Option<(usize, &Finding)> {
        let findings = &self.assessment.findings;
        let chosen = self.shown_tool.as_ref();
        let place = findings.iter().position(|finding| Some(&finding.tool) == chosen).unwrap_or(0);
        findings.get(place).map(|finding| (place, finding))
    }

    pub(super) fn finding_after_shown(&self) -> Option<&Finding> {
        let (place, _) = self.shown_finding()?;
        self.assessment.findings.iter().cycle().nth(place + 1)
    }

    /// What the family set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The centre's pack, if one is applied and unchanged.
    #[must_use]
    pub fn pack(&self) -> Option<&Pack> {
        self.pack.as_ref()
    }

    /// The centre that handed this kit out.
    #[must_use]
    pub fn centre(&self) -> Option<&Centre> {
        self.pack.as_ref().map(|pack| &pack.centre)
    }

    /// The centre, if only an administrator could have put its number there: what may stand beside the
    /// steps without a word on whose it is.
    #[must_use]
    pub fn protected_centre(&self) -> Option<&Centre> {
        self.centre().filter(|_| self.pack_protected)
    }

    /// Set at a workplace that wants its PCs left on after an observed cut. Step 2 is changed only by a
    /// pack that the operator cannot have put there.
    #[must_use]
    pub fn workplace(&self) -> Option<&Workplace> {
        let pack = self.pack.as_ref().filter(|_| self.pack_protected)?;
        pack.workplace.as_ref().filter(|_| self.line.is_cut())
    }

    /// The person's own name, kept back like the own numbers when it is not what was confirmed.
    #[must_use]
    pub fn person(&self) -> Option<&str> {
        match &self.kept {
            Kept::Store(kept) => kept.person.as_deref(),
            Kept::NoStore => self.settings.person.as_deref().filter(|_| self.numbers_confirmed()),
        }
    }

    /// The own numbers are those that count: kept by an administrator where there is a place for it, otherwise
    /// confirmed.
    #[must_use]
    pub fn numbers_confirmed(&self) -> bool {
        match self.kept.is_store() {
            true => self.kept.holds(&self.settings),
            false => self.numbers_looked_at(),
        }
    }

    /// Somebody looked at the own numbers as they are and confirmed them.
    #[must_use]
    pub fn numbers_looked_at(&self) -> bool {
        self.confirmed.as_ref() == Some(&ContactsFingerprint::of(&self.settings))
    }

    /// Where the memo was exported to.
    #[must_use]
    pub fn exported(&self) -> Option<&str> {
        self.exported.as_deref()
    }

    /// A save dialog is open or the memo is being written.
    #[must_use]
    pub fn is_exporting(&self) -> bool {
        self.exporting
    }

    /// A caregiver's PIN guards the restore.
    #[must_use]
    pub fn pin_set(&self) -> bool {
        self.pin_set
    }

    /// There is a PIN that can open the line: one that is set, and that whoever holds the line knows.
    #[must_use]
    pub fn pin_opens(&self) -> bool {
        self.pin_set && !self.guard_lacks_pin
    }

    /// The text size chosen in the settings.
    #[must_use]
    pub fn text_size(&self) -> TextSize {
        self.settings.text_size
    }

    /// The colours chosen in the settings.
    #[must_use]
    pub fn contrast(&self) -> Contrast {
        self.settings.contrast
    }

    /// True when the window draws in high contrast: chosen, or the system's wish.
    #[must_use]
    pub fn high_contrast(&self) -> bool {
        self.settings.contrast == Contrast::High || self.system_contrast
    }

    /// The family's own numbers that may be shown: only what the caregiver confirmed; where an administrator keeps
    /// them, only those.
    #[must_use]
    pub fn own_contacts(&self) -> VisibleContacts<'_> {
        self.kept.visible_contacts(&self.settings, self.confirmed.as_ref())
    }

    /// Whose words [`Screen::CallScript`] shows; `None` after a restart.
    #[must_use]
    pub fn shown_call(&self) -> Option<CallChoice> {
        self.shown_call
    }

    /// How often the next one to call was asked for on this screen.
    #[must_use]
    pub fn call_turn(&self) -> usize {
        self.call_turn
    }

    /// True when [`Press::Back`] leads somewhere.
    #[must_use]
    pub fn can_go_back(&self) -> bool {
        self.screen != Screen::Home
    }
}
