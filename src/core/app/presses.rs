//! What each button does.

use super::{App, DEBOUNCE_MS, Door};
use crate::core::effect::Effect;
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

impl App {
    pub(super) fn pressed(&mut self, press: Press, now: Timestamp) -> Vec<Effect> {
        // The cut and the release of a held button are never refused; digits come quickly by nature.
        let always = matches!(
            press,
            Press::CutNow
                | Press::HoldBegan
                | Press::HoldEnded
                | Press::StopRestore
                | Press::PinDigit(_)
                | Press::PinErase
                | Press::Paid(_)
                | Press::Seen(_)
        );
        if !always && (now.millis_since(self.screen_since) < DEBOUNCE_MS || self.just_turned(now)) {
            return Vec::new();
        }
        self.alert.pressed_at = Some(now);
        match press {
            Press::CutNow => self.cut_now(now),
            Press::Popup => self.ask_contact(Door::Popup, now),
            Press::Money => self.ask_contact(Door::Money, now),
            Press::Open(screen) => self.open(screen, now),
            Press::Back => self.back(now),
            Press::Next => self.next(now),
            Press::Answer(answer) => self.answer(answer, now),
            Press::OtherWay => self.other_way(now),
            Press::ToggleStep(step) => self.toggle_step(step, now),
            Press::CountPower => {
                self.power_count_from = Some(now);
                Vec::new()
            }
            Press::Paid(paid) => self.change_memo(|memo| memo.toggle_paid(paid)),
            Press::Seen(seen) => self.change_memo(|memo| memo.toggle_seen(seen)),
            Press::Export(target) => self.export(target, now),
            Press::EndTools => vec![Effect::EndTools],
            Press::PinDigit(digit) => {
                match self.screen {
                    Screen::SetPin => self.pin_setup.push_digit(digit),
                    Screen::AllowTools => self.allow_setup.push_digit(digit),
                    Screen::EnterPin => self.pin_gate.push_digit(digit),
                    _ => self.restore.push_digit(digit),
                }
                Vec::new()
            }
            Press::PinErase => {
                match self.screen {
                    Screen::SetPin => self.pin_setup.erase_digit(),
                    Screen::AllowTools => self.allow_setup.erase_digit(),
                    Screen::EnterPin => self.pin_gate.erase_digit(),
                    _ => self.restore.erase_digit(),
                }
                Vec::new()
            }
            Press::NextTool => {
                self.shown_tool = self.finding_after_shown().map(|finding| finding.tool.clone());
                self.screen_since = now;
                Vec::new()
            }
            Press::AllowPick(row) => self.allow_pick(row),
            Press::AllowFor(length) => self.allow_for(length, now),
            Press::TakeBack(row) => self.take_back(row),
            Press::KeepTool(row) => self.keep_tool_too(row, now),
            Press::ConfirmNumbers => self.confirm_numbers(now),
            Press::HoldBegan => {
                self.restore.hold_began(self.pin_opens(), now);
                Vec::new()
            }
            Press::HoldEnded => {
                self.restore.hold_ended(now);
                Vec::new()
            }
            Press::AskAdministrator => self.ask_administrator(now),
            Press::StopRestore => {
                self.restore.leave();
                self.go(Screen::Caregiver, now)
            }
            Press::CloseIncident => self.close_incident(now),
            Press::TextSize(size) => {
                self.settings.text_size = size;
                vec![Effect::SaveTextSize(size)]
            }
            Press::Contrast(contrast) => {
                self.settings.contrast = contrast;
                vec![Effect::SaveContrast(contrast)]
            }
            Press::Language(tag) => vec![Effect::SetLanguage(tag)],
            Press::SetupSkip => self.setup_skip(now),
            Press::SetupAdd => self.setup_add(),
            Press::SetupRemove(place) => self.setup_remove(place),
            Press::SetupPick(place) => self.setup_pick(place, now),
            Press::DismissNotice => {
                self.notices.pop_front();
                Vec::new()
            }
            Press::ShowCall(choice) => {
                self.shown_call = Some(choice);
                self.go(Screen::CallScript, now)
            }
            Press::NextCall => {
                self.call_turn = self.call_turn.wrapping_add(1);
                // A second click of a trembling hand would pass somebody over.
                self.screen_since = now;
                Vec::new()
            }
            Press::ToggleNumbers => self.toggle_numbers(),
            Press::Print(what) => self.print(what),
            Press::RestoreAnyway => self.restore_anyway(now),
            Press::KeepCut => self.keep_cut(now),
            // The window knows who it is and hands that in.
            Press::Called(..) => Vec::new(),
            Press::Drill => self.begin_drill(now),
            Press::WatchAtLogOn(on) => self.watch_at_log_on(on, now),
            Press::WatchChoice(choice, on) => self.watch_choice(choice, on, now),
            Press::CloseAlert => self.close_alert(),
            Press::CloseBrowsers => self.close_browsers(now),
            Press::PopupGone => self.popup_gone(now),
            Press::NextBrowser => self.next_browser(now),
            Press::ShowToFamily => self.show_to_family(),
            Press::HideAgain => self.hide_again(),
            Press::LetBe => self.let_be(now),
            Press::HelpPick(row) => self.help_pick(row, now),
            Press::EndHelp => self.end_help(now),
            Press::LookAgain => self.look_again(),
        }
    }
}
