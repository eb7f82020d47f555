//! Whether this window is kept out of pictures of the screen, said as the system says it, and the switch for a
//! family member who helps from elsewhere.

use super::{Button, ButtonKind, Source, StepBadge};
use crate::core::capture::Hiding;
use crate::core::event::Press;

/// The small line beside the alarm; nothing where nothing can be done, or nothing is to be hidden.
fn line(source: Source<'_>) -> Option<String> {
    let id = match source.app.hiding() {
        _ if source.app.is_shown_to_family() => "hiding-shown",
        Hiding::Hidden => "hiding-hidden",
        Hiding::Asked => "hiding-asked",
        Hiding::Seen => "hiding-seen",
        Hiding::Off | Hiding::Unavailable => return None,
    };
    Some(source.texts.get(id))
}

/// The same for the bar beside the screen's number, where it is left out when there is no room.
pub(super) fn badge(source: Source<'_>) -> Option<StepBadge> {
    line(source).map(|label| StepBadge { label, dots: Vec::new() })
}

/// The same for the family's page, which also says what this system cannot do.
pub(super) fn family_line(source: Source<'_>) -> Option<String> {
    let unavailable = source.app.hiding() == Hiding::Unavailable && !source.app.is_shown_to_family();
    if unavailable { Some(source.texts.get("hiding-unavailable")) } else { line(source) }
}

/// 「家族に 見せる」, or its way back; nothing while nothing is hidden.
pub(super) fn switch(source: Source<'_>, kind: ButtonKind) -> Option<Button> {
    let hidden = matches!(source.app.hiding(), Hiding::Hidden | Hiding::Asked);
    let (id, press) = match source.app.is_shown_to_family() {
        true => ("hiding-again", Press::HideAgain),
        false if hidden => ("hiding-show", Press::ShowToFamily),
        false => return None,
    };
    Some(Button::new(source.texts, id, press, kind))
}
