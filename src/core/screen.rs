//! The screens, and the number each bears so that someone on a telephone can ask "which number do you see?".

use serde::{Deserialize, Serialize};

/// A screen of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Screen {
    /// Four doors and the status strip.
    Home,
    /// What the live check found, and why we think so.
    Details,
    /// 「電話しましたか / 何か 入れましたか」 before the pop-up's way out.
    AskContact,
    /// How to get rid of a mere pop-up.
    PopupEscape,
    /// Everyone to call.
    Contacts,
    /// Language and text size.
    Settings,
    /// The five steps at a glance, to tick, undo and revisit.
    Steps,
    /// The cut's answer: cut, still connected, connected again. Also its progress.
    #[default]
    CutResult,
    /// The hand's second way: the power button, when cable and Wi-Fi key did not help.
    HandPower,
    /// The hand's last way: the router.
    HandRouter,
    /// 「銀行を 開いた・カード番号を 言いましたか」
    AskBank,
    /// 「スマホにも アプリを 入れましたか」
    AskPhone,
    /// Use another telephone.
    OtherTelephone,
    /// One big-type page with steps 3 to 5 to photograph before the PC goes off.
    HandOver,
    /// Step 2.
    PowerOff,
    /// Step 3.
    CallBank,
    /// Step 4.
    StayOff,
    /// Step 5, first page: when and which number.
    MemoCall,
    /// Step 5, second page: money.
    MemoMoney,
    /// Step 5, third page: what was seen and said.
    MemoScreen,
    /// Step 5, last page: save it as a file.
    MemoSave,
    /// For the family: what is there.
    Caregiver,
    /// 「電話の 相手に 言われて いませんか?」 before a restore.
    RestoreAsk,
    /// The caller wants it: hang up.
    RestoreRefused,
    /// The PIN, hold, and 30 seconds.
    Restore,
    /// What became of the restore.
    RestoreResult,
    /// The family's own numbers, to be confirmed.
    ConfirmNumbers,
    /// Choose the PIN that guards the restore.
    SetPin,
    /// The tools that the family trusts, each until a date.
    AllowTools,
    /// The page to copy by hand, when no telephone can photograph it.
    HandOverCopy,
    /// The page as a code that another telephone reads.
    HandOverQr,
    /// Set-up: the person's name.
    SetupPerson,
    /// Set-up: family members.
    SetupFamily,
    /// Set-up: banks.
    SetupBank,
    /// Set-up: card companies.
    SetupCard,
    /// Set-up: banks or card companies to choose from.
    SetupPick,
    /// Set-up: the PIN.
    SetupPin,
    /// Set-up: the size of the words.
    SetupLook,
    /// Set-up: tools that the family trusts.
    SetupTools,
    /// Set-up: whether the watcher starts at log-on.
    SetupWatch,
    /// Set-up: what is set, to be confirmed.
    SetupDone,
    /// What to say to one of those to call.
    CallScript,
    /// How to end the stranger's call.
    EndCall,
    /// The sheet with the five steps, to be printed.
    Print,
    /// What a drill does, before it begins.
    DrillExplain,
    /// The drill runs.
    DrillRunning,
    /// What became of the drill, way by way.
    DrillReport,
    /// Why there is no drill now.
    DrillRefused,
    /// The tools that still run, before a restore.
    RestoreTools,
    /// The ways back that need no window.
    WaysBack,
    /// At log-on: the internet is off on purpose.
    CutNotice,
    /// The PIN, before something of the set-up is changed.
    EnterPin,
    /// An administrator keeps what is set up.
    Keep,
    /// What the watcher does while no window is open.
    WatchSettings,
    /// Whether it works on this PC, and how to mend it.
    SelfCheck,
    /// Somebody may control this PC now: opened by the watcher.
    Alert,
    /// The keys that close the warning.
    EscapeAltF4,
    /// The key that leaves the full screen.
    EscapeEsc,
    /// The keys that always work.
    EscapeCtrlAltDel,
    /// The browsers are being closed, and what became of them.
    EscapeResult,
    /// How a site's leave to notify is taken back.
    EscapePermission,
    /// Somebody of the family helps: one tool, two hours.
    FamilyHelp,
}

impl Screen {
    /// Every screen, in the order of its number.
    pub const ALL: [Self; 62] = [
        Self::Home,
        Self::Details,
        Self::AskContact,
        Self::PopupEscape,
        Self::Contacts,
        Self::Settings,
        Self::Steps,
        Self::CutResult,
        Self::HandPower,
        Self::HandRouter,
        Self::AskBank,
        Self::AskPhone,
        Self::OtherTelephone,
        Self::HandOver,
        Self::PowerOff,
        Self::CallBank,
        Self::HandOverCopy,
        Self::HandOverQr,
        Self::StayOff,
        Self::MemoCall,
        Self::MemoMoney,
        Self::MemoScreen,
        Self::MemoSave,
        Self::Print,
        Self::CallScript,
        Self::EndCall,
        Self::Alert,
        Self::Caregiver,
        Self::RestoreAsk,
        Self::RestoreRefused,
        Self::Restore,
        Self::RestoreResult,
        Self::ConfirmNumbers,
        Self::SetPin,
        Self::AllowTools,
        Self::WatchSettings,
        Self::SelfCheck,
        Self::SetupWatch,
        Self::SetupPerson,
        Self::SetupFamily,
        Self::SetupBank,
        Self::SetupCard,
        Self::SetupPick,
        Self::SetupPin,
        Self::SetupLook,
        Self::SetupTools,
        Self::SetupDone,
        Self::DrillExplain,
        Self::DrillRunning,
        Self::DrillReport,
        Self::DrillRefused,
        Self::RestoreTools,
        Self::WaysBack,
        Self::CutNotice,
        Self::EnterPin,
        Self::Keep,
        Self::EscapeAltF4,
        Self::EscapeEsc,
        Self::EscapeCtrlAltDel,
        Self::EscapeResult,
        Self::EscapePermission,
        Self::FamilyHelp,
    ];

    /// The number in the corner: 1–9 around the home screen, 10–19 the cut, 20, 30, 40, 50 the steps,
    /// 31 and 32 what is handed over before the PC goes off, 66–69 the alert, 70–88 the family's part,
    /// 89–99 the set-up, 100–104 the drill, 113–119 the PIN before a change and what an administrator keeps,
    /// 120–128 the way out of a fake alert, 130–135 the family's help.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Home => 1,
            Self::Details => 2,
            Self::AskContact => 3,
            Self::PopupEscape => 4,
            Self::Contacts => 5,
            Self::Settings => 6,
            Self::Steps => 7,
            Self::CutResult => 10,
            Self::HandPower => 11,
            Self::HandRouter => 12,
            Self::AskBank => 13,
            Self::AskPhone => 14,
            Self::OtherTelephone => 15,
            Self::HandOver => 16,
            Self::PowerOff => 20,
            Self::CallBank => 30,
            Self::StayOff => 40,
            Self::MemoCall => 50,
            Self::MemoMoney => 51,
            Self::MemoScreen => 52,
            Self::MemoSave => 53,
            Self::Print => 54,
            Self::CallScript => 55,
            Self::EndCall => 56,
            Self::Caregiver => 70,
            Self::RestoreAsk => 71,
            Self::RestoreRefused => 72,
            Self::Restore => 73,
            Self::RestoreResult => 74,
            Self::ConfirmNumbers => 75,
            Self::SetPin => 76,
            Self::AllowTools => 80,
            Self::HandOverCopy => 31,
            Self::HandOverQr => 32,
            Self::SetupPerson => 90,
            Self::SetupFamily => 91,
            Self::SetupBank => 92,
            Self::SetupCard => 93,
            Self::SetupPick => 94,
            Self::SetupPin => 95,
            Self::SetupLook => 96,
            Self::SetupTools => 97,
            Self::SetupDone => 98,
            Self::DrillExplain => 100,
            Self::DrillRunning => 101,
            Self::DrillReport => 102,
            Self::DrillRefused => 103,
            Self::RestoreTools => 105,
            Self::WaysBack => 109,
            Self::CutNotice => 110,
            Self::EnterPin => 113,
            Self::Keep => 114,
            Self::WatchSettings => 87,
            Self::SelfCheck => 88,
            Self::SetupWatch => 89,
            Self::Alert => 66,
            Self::EscapeAltF4 => 120,
            Self::EscapeEsc => 121,
            Self::EscapeCtrlAltDel => 122,
            Self::EscapeResult => 123,
            Self::EscapePermission => 124,
            Self::FamilyHelp => 130,
        }
    }

    /// True for the pages of the set-up, which are closed while anyone may be in need.
    #[must_use]
    pub fn is_setup(self) -> bool {
        (89..99).contains(&self.number())
    }

    /// True for the pages of the drill.
    #[must_use]
    pub fn is_drill(self) -> bool {
        (100..105).contains(&self.number())
    }

    /// True for the way out of a fake alert.
    #[must_use]
    pub fn is_escape(self) -> bool {
        self == Self::PopupEscape || (120..126).contains(&self.number())
    }

    /// True for what is handed over before the PC goes off, after an observed cut only.
    #[must_use]
    pub fn is_hand_over(self) -> bool {
        matches!(self, Self::HandOver | Self::HandOverCopy | Self::HandOverQr)
    }

    /// True where a build for development may say that it is one: not where somebody needs help now.
    #[must_use]
    pub fn says_build(self) -> bool {
        let needs_help = matches!(self, Self::Alert | Self::AskContact | Self::CutNotice);
        !(needs_help || self.is_emergency() || self.is_escape())
    }

    /// True for the screens of the emergency path: they never scroll, and the person returns to them
    /// after a restart.
    #[must_use]
    pub fn is_emergency(self) -> bool {
        (10..60).contains(&self.number()) && self != Self::Print
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_has_its_own_number_in_ascending_order() {
        let numbers: Vec<u8> = Screen::ALL.iter().map(|screen| screen.number()).collect();
        assert!(numbers.windows(2).all(|pair| matches!(pair, [a, b] if a < b)), "{numbers:?}");
    }
}
