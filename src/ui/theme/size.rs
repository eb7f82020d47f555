//! Sizes in logical pixels at 標準. 76 of them are 20 mm at 96 dpi.

/// Headline.
pub const HEADLINE: f32 = 44.0;
/// The first line of a result: 「電話を 切ってください」.
pub const FIRST_LINE: f32 = 40.0;
/// Body text.
pub const BODY: f32 = 28.0;
/// Words on a large button.
pub const BUTTON_TEXT: f32 = 32.0;
/// Words on a small button and in strips.
pub const SMALL: f32 = 22.0;
/// A telephone number.
pub const NUMERAL: f32 = 64.0;
/// Text never shrinks below this.
pub const TEXT_FLOOR: f32 = 20.0;
/// Height of the main button: 20 mm.
pub const PRIMARY_HEIGHT: f32 = 76.0;
/// The main button never shrinks below this.
pub const PRIMARY_FLOOR: f32 = 56.0;
/// A key of the keypad grows no wider.
pub const KEY_MAX_WIDTH: f32 = 200.0;
/// A key of the keypad grows no taller.
pub const KEY_MAX_HEIGHT: f32 = 96.0;
/// Height of another button.
pub const OTHER_HEIGHT: f32 = 64.0;
/// Other buttons never shrink below this.
pub const OTHER_FLOOR: f32 = 48.0;
/// Height of the bar at the top.
pub const TOP_BAR: f32 = 52.0;
/// Height of the bar at the top of a small window.
pub const TOP_BAR_SMALL: f32 = 44.0;
/// Above and below the bar at the top.
pub const LID_EDGE: f32 = 12.0;
/// The same in a low window.
pub const LID_EDGE_LOW: f32 = 6.0;
/// Space between two targets.
pub const GAP: f32 = 16.0;
/// Space between a headline and its reason.
pub const GAP_SMALL: f32 = 8.0;
/// Everything is promised from this window size on, in logical pixels.
pub const PROMISED: [f32; 2] = [683.0, 384.0];
/// In a window smaller than promised, headlines and numerals shrink to this part of their size.
pub const TINY_FLOOR: f32 = 0.5;
/// A window narrower or lower than this is a small one: little room at its edges.
pub const SMALL_WINDOW: [f32; 2] = [900.0, 560.0];
/// Narrower cards put everything in one column.
pub const TWO_COLUMNS_FROM: f32 = 420.0;
/// The button that opens what to say is this wide.
pub const OPEN_WIDTH: f32 = 190.0;
/// From this width on the helpers' card stands beside the words.
pub const BESIDE_FROM: f32 = 860.0;
/// The drawn dialog is no wider than this: it must not look like a part of the window.
pub const DIALOG_MAX_WIDTH: f32 = 640.0;
/// A window lower than this is a low one: things stand side by side.
pub const LOW_WINDOW: f32 = 520.0;
/// Space to the window's edge.
pub const MARGIN: f32 = 24.0;
/// Space to the window's edge in a small window.
pub const MARGIN_SMALL: f32 = 8.0;
/// The text column never grows wider than this.
pub const CONTENT_MAX_WIDTH: f32 = 1120.0;
/// Smallest edge of a picture worth showing.
pub const PICTURE_MIN: f32 = 110.0;
/// So far below the bar a screen's first words stand, where there is room.
pub const TITLE_DROP: f32 = 56.0;
/// Largest edge of a picture.
pub const PICTURE_MAX: f32 = 340.0;
/// Height of the bar that grows while a button is held, with the space below it.
pub const HOLD_BAR: f32 = 12.0;
/// Corner of a button.
pub const RADIUS_BUTTON: u8 = 14;
/// Corner of a card.
pub const RADIUS_CARD: u8 = 4;
/// Corner of a field.
pub const RADIUS_FIELD: u8 = 8;
/// Edge of what can be pressed or typed into.
pub const BORDER: f32 = 2.0;
/// Edge of a card.
pub const HAIRLINE: f32 = 1.0;
/// The ring around what the keyboard will press.
pub const FOCUS_RING: f32 = 5.0;
/// Line height as a multiple of the text size.
pub const LINE_HEIGHT: f32 = 1.35;
/// Window size when it is not maximised.
pub const WINDOW: [f32; 2] = [960.0, 640.0];
/// Window size in a corner of the screen, beside what else is to be pressed.
pub const WINDOW_CORNER: [f32; 2] = [720.0, 600.0];
/// Smallest window.
pub const WINDOW_MIN: [f32; 2] = [480.0, 360.0];
/// A button beside others in a low window is no narrower.
pub const OTHER_MIN_WIDTH: f32 = 150.0;
/// The way to the part before, beside the main button.
pub const BEFORE_WIDTH: f32 = 110.0;
/// The band that says that a list goes on, and takes one on.
pub const MORE: f32 = 48.0;
/// The same in a low window.
pub const MORE_LOW: f32 = 36.0;
