//! Whose hands are on the mouse and the keyboard: the person's at this PC, or those of somebody who sends input
//! from elsewhere. The cut takes any; what would help the operator takes a hand that is known to be real, or
//! the family's PIN.

mod judge;

pub use judge::{Act, Device, FRESH_MS, InputKind, InputRecord, Judge, RECORDS_MAX, SETTLE_MS};

use super::event::{Event, Press};
use super::screen::Screen;

/// Where a press came from, as far as this system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hand {
    /// The mouse, the keyboard or the touch screen of this PC, down and up.
    Real,
    /// Somebody or something else.
    Remote(RemoteSign),
    /// Nobody can say. Counts as somebody else's.
    Unknown(WhyUnknown),
}

/// What gives a hand away that is not at this PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemoteSign {
    /// The system says that a program sent the input.
    Injected,
    /// It came as an action of the accessibility interface, which every program may ask for.
    Accessibility,
    /// The whole session is worked on from another PC.
    Session,
}

/// Why nobody can say whose hand it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyUnknown {
    /// This kind of desktop tells no program where its input comes from.
    SystemCannotTell,
    /// It could, and the look at it broke down.
    NotObserved,
    /// No mouse and no keyboard moved when the press came.
    NothingSeen,
    /// A device that may pass on what others send.
    OddDevice,
    /// More input than a hand makes: what came before was forgotten.
    TooMuch,
    /// No hand moved the pointer there before it was pressed.
    NotAimed,
    /// The window had just appeared, moved, or come to the front: the press was meant for something else.
    JustMoved,
    /// A key, on something that no hand chose on this screen.
    NotChosen,
}

impl Hand {
    /// Known to be at this PC.
    #[must_use]
    pub fn is_real(self) -> bool {
        self == Self::Real
    }
}

/// What an event asks of the hand that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandNeed {
    /// Any hand will do.
    Any,
    /// Any hand may write; one that is known to be real may also delete what was written before.
    RealToDelete,
    /// One that is known to be real, or any where the system never tells: harmless, and needed there.
    RealWhereTold,
    /// One that is known to be real.
    Real,
}

impl Press {
    /// What this press asks of the hand, on this screen. Never anything of what cuts, leads through the steps,
    /// calls somebody or makes things safer.
    #[must_use]
    pub fn needs_hand(self, screen: Screen) -> HandNeed {
        match self {
            // The way back.
            Self::HoldBegan | Self::RestoreAnyway | Self::CloseIncident => HandNeed::Real,
            // What the family trusts and set up.
            Self::AllowPick(_)
            | Self::AllowFor(_)
            | Self::ConfirmNumbers
            | Self::KeepTool(_)
            | Self::SetupAdd
            | Self::SetupSkip
            | Self::SetupRemove(_)
            | Self::SetupPick(_)
            // Whether anybody watches.
            | Self::WatchAtLogOn(_)
            | Self::WatchChoice(..)
            // Letting somebody in, or calling the cut off.
            | Self::HelpPick(_)
            | Self::LetBe => HandNeed::Real,
            Self::Next if screen.is_setup() || matches!(screen, Screen::SetPin | Screen::Keep) => {
                HandNeed::Real
            }
            // The operator could see again.
            Self::ShowToFamily => HandNeed::Real,
            Self::TextSize(_) | Self::Contrast(_) | Self::Language(_) => HandNeed::RealWhereTold,
            // What the bank and the police will read.
            Self::Paid(_) | Self::Seen(_) => HandNeed::RealToDelete,
            // What helps the person, or harms nobody. The list is whole, so that a new press is thought about.
            Self::CutNow
            | Self::Popup
            | Self::Money
            | Self::Open(_)
            | Self::Back
            | Self::Next
            | Self::Answer(_)
            | Self::OtherWay
            | Self::ToggleStep(_)
            | Self::CountPower
            | Self::Export(_)
            | Self::EndTools
            | Self::PinDigit(_)
            | Self::PinErase
            | Self::NextTool
            | Self::TakeBack(_)
            | Self::HoldEnded
            | Self::AskAdministrator
            | Self::StopRestore
            | Self::DismissNotice
            | Self::ToggleNumbers
            | Self::Print(_)
            | Self::ShowCall(_)
            | Self::NextCall
            | Self::KeepCut
            | Self::Called(..)
            | Self::Drill
            | Self::CloseAlert
            | Self::CloseBrowsers
            | Self::PopupGone
            | Self::NextBrowser
            | Self::HideAgain
            | Self::EndHelp
            | Self::LookAgain => HandNeed::Any,
        }
    }
}

/// What `event` asks of the hand that made it, on this screen.
#[must_use]
pub fn needs_hand(event: &Event, screen: Screen) -> HandNeed {
    match event {
        Event::Pressed(press) => press.needs_hand(screen),
        Event::SetupTyped(..) => HandNeed::Real,
        Event::MemoTyped(..) => HandNeed::RealToDelete,
        _ => HandNeed::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::detection::allow_list::AllowFor;
    use crate::core::event::{AfterCall, CallChoice, ExportTarget, PrintWhat, SetupField};
    use crate::core::incident::{Answer, MemoField, Paid, SeenOnScreen, Step};
    use crate::core::settings::TextSize;
    use crate::core::watch::WatchChoice;

    #[test]
    fn what_helps_the_person_takes_any_hand_on_every_screen() {
        let free = [
            Press::CutNow,
            Press::Popup,
            Press::Money,
            Press::Open(Screen::Home),
            Press::Back,
            Press::Answer(Answer::Yes),
            Press::OtherWay,
            Press::ToggleStep(Step::PowerOff),
            Press::CountPower,
            Press::Export(ExportTarget::Documents),
            Press::EndTools,
            Press::TakeBack(0),
            Press::HoldEnded,
            Press::AskAdministrator,
            Press::StopRestore,
            Press::DismissNotice,
            Press::Print(PrintWhat::Sheet),
            Press::ShowCall(CallChoice::BankOnPassbook),
            Press::NextCall,
            Press::Called(CallChoice::BankOnPassbook, AfterCall::Next),
            Press::HideAgain,
            Press::CloseAlert,
            Press::EndHelp,
            Press::LookAgain,
            // The PIN is what its digits prove; it is looked at seldom.
            Press::PinDigit(1),
            Press::PinErase,
        ];
        for screen in Screen::ALL {
            for press in free {
                assert_eq!(press.needs_hand(screen), HandNeed::Any, "{press:?} on {screen:?}");
            }
            let emergency = screen.is_emergency().then_some(Press::Next);
            assert!(emergency.is_none_or(|press| press.needs_hand(screen) == HandNeed::Any), "{screen:?}");
            for written in [
                Event::MemoTyped(MemoField::CalledNumber, "1".into()),
                Event::Pressed(Press::Paid(Paid::GiftCard)),
                Event::Pressed(Press::Seen(SeenOnScreen::MouseMoved)),
            ] {
                assert_eq!(needs_hand(&written, screen), HandNeed::RealToDelete, "{written:?}");
            }
        }
    }

    #[test]
    fn what_would_help_the_operator_takes_a_real_hand_on_every_screen() {
        let kept = [
            Press::HoldBegan,
            Press::RestoreAnyway,
            Press::CloseIncident,
            Press::AllowPick(0),
            Press::AllowFor(AllowFor::Month),
            Press::ConfirmNumbers,
            Press::KeepTool(0),
            Press::SetupAdd,
            Press::SetupSkip,
            Press::SetupRemove(0),
            Press::SetupPick(0),
            Press::WatchAtLogOn(false),
            Press::WatchAtLogOn(true),
            Press::WatchChoice(WatchChoice::AutomaticCut, false),
            Press::WatchChoice(WatchChoice::SosButton, false),
            Press::ShowToFamily,
            Press::LetBe,
            Press::HelpPick(0),
        ];
        for screen in Screen::ALL {
            for press in kept {
                assert_eq!(press.needs_hand(screen), HandNeed::Real, "{press:?} on {screen:?}");
            }
            for press in [Press::TextSize(TextSize::Large), Press::Language("en")] {
                assert_eq!(press.needs_hand(screen), HandNeed::RealWhereTold);
            }
            assert_eq!(needs_hand(&Event::SetupTyped(SetupField::Phone, "1".into()), screen), HandNeed::Real);
        }
        for screen in [Screen::SetupPerson, Screen::SetupDone, Screen::SetPin, Screen::Keep] {
            assert_eq!(Press::Next.needs_hand(screen), HandNeed::Real);
        }
    }
}
