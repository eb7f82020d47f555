//! The sheet beside the PC: five steps in their order, whom to call, room to write. One A4 page, always.
//!
//! Nothing on it helps a caller who has it read aloud: no PIN, no way back to the internet. Those stand on
//! the family's page.

use super::PaperError;
use super::face::{Faces, Weight};
use super::family_page::family_page;
use super::page::{FULL, Item, Look, Page, Span};
use super::pdf::{Title, write};
use crate::content::contacts::hours_lines;
use crate::content::{Arg, Contacts, Texts};
use crate::core::drawing::Picture;
use crate::core::opening_hours::OpeningTime;
use crate::core::own_contacts::{OwnContact, VisibleContacts};
use crate::core::pack::Pack;

/// Banks and cards on the sheet; whoever has more finds the others on card and passbook.
const BANKS_MAX: usize = 6;
/// Family members on the sheet.
const FAMILY_MAX: usize = 2;
/// Space between a picture and the words beside it.
const BESIDE: f32 = 12.0;

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// The sheet alone.
    Sheet,
    /// The sheet and, on a second page, what only the family may see.
    WithFamilyPage,
    /// A sheet without anybody's numbers, to be handed out.
    Leaflet,
}

/// A centre that hands the sheet out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Centre<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its number.
    pub phone: &'a str,
    /// When it is open.
    pub hours: &'a [OpeningTime],
    /// One line of its own, on the leaflet only.
    pub leaflet: Option<&'a str>,
}

impl<'a> Centre<'a> {
    /// The centre that issued `pack`.
    #[must_use]
    pub fn of(pack: &'a Pack) -> Self {
        let centre = &pack.centre;
        Self {
            name: centre.name(),
            phone: centre.phone(),
            hours: centre.hours(),
            leaflet: pack.texts.leaflet.as_deref(),
        }
    }
}

/// What a sheet is made from.
#[derive(Debug, Clone, Copy)]
pub struct SheetPaper<'a> {
    /// What is printed.
    pub kind: SheetKind,
    /// The words.
    pub texts: &'a Texts,
    /// The numbers everyone may call.
    pub contacts: &'a Contacts,
    /// The family's own numbers; only confirmed ones are printed. A leaflet ignores them.
    pub own: VisibleContacts<'a>,
    /// Whose centre it comes from.
    pub centre: Option<Centre<'a>>,
}

/// How tightly the page is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Distance of lines.
    line: f32,
    /// Space between steps.
    gap: f32,
    /// Height of a row to write on.
    writing: f32,
    /// Width and height of a step's picture.
    picture: f32,
    /// Width and height of the pictures of the hand ways.
    small_picture: f32,
    /// Long names are cut to one line.
    short_names: bool,
}

/// From airy to tight; the first that fits is taken.
const SETTINGS: [Setting; 11] = [
    Setting { line: 1.40, gap: 14.0, writing: 34.0, picture: 50.0, small_picture: 32.0, short_names: false },
    Setting { line: 1.36, gap: 12.0, writing: 32.0, picture: 50.0, small_picture: 30.0, short_names: false },
    Setting { line: 1.33, gap: 10.0, writing: 30.0, picture: 50.0, small_picture: 30.0, short_names: false },
    Setting { line: 1.30, gap: 8.0, writing: 28.0, picture: 48.0, small_picture: 30.0, short_names: false },
    Setting { line: 1.26, gap: 6.0, writing: 26.0, picture: 46.0, small_picture: 28.0, short_names: false },
    Setting { line: 1.20, gap: 5.0, writing: 24.0, picture: 42.0, small_picture: 26.0, short_names: false },
    Setting { line: 1.14, gap: 3.0, writing: 22.0, picture: 38.0, small_picture: 22.0, short_names: false },
    Setting { line: 1.20, gap: 5.0, writing: 24.0, picture: 42.0, small_picture: 26.0, short_names: true },
    Setting { line: 1.17, gap: 4.0, writing: 23.0, picture: 40.0, small_picture: 24.0, short_names: true },
    Setting { line: 1.14, gap: 3.0, writing: 22.0, picture: 38.0, small_picture: 22.0, short_names: true },
    Setting { line: 1.10, gap: 2.0, writing: 20.0, picture: 36.0, small_picture: 20.0, short_names: true },
];

impl Setting {
    /// Body text: 14 points, readable at arm's length.
    pub(super) fn body(self) -> Look {
        Look { weight: Weight::Regular, size: 14.0, line: self.line }
    }

    pub(super) fn strong(self) -> Look {
        Look { weight: Weight::Bold, ..self.body() }
    }

    /// What a centre says of itself: as body text, and smaller where the page is full.
    fn aside(self) -> Look {
        Look { size: if self.short_names { 11.0 } else { 14.0 }, ..self.body() }
    }

    fn title(self) -> Look {
        Look { weight: Weight::Bold, size: 22.0, line: self.line.min(1.3) }
    }

    fn number(self) -> Look {
        Look { weight: Weight::Bold, size: 16.0, line: self.line }
    }
}

/// The sheet as a PDF. The same words give the same bytes.
///
/// # Errors
/// [`PaperError::DoesNotFit`] when even the tightest setting leaves the page; the others when the
/// typeface or the PDF library refuses.
pub fn sheet(paper: SheetPaper<'_>) -> Result<Vec<u8>, PaperError> {
    let faces = Faces::bundled()?;
    let first = SETTINGS.iter().find_map(|setting| first_page(paper, *setting, &faces));
    let mut pages = vec![first.ok_or(PaperError::DoesNotFit)?];
    if paper.kind == SheetKind::WithFamilyPage {
        pages.push(family_page(paper, &faces).ok_or(PaperError::DoesNotFit)?);
    }
    let texts = paper.texts;
    let title = Title { title: &texts.get("sheet-title"), language: texts.locale().tag() };
    write(&pages, &title, &faces)
}

/// Most room that is added to a row of the memo.
const MEMO_ROW_GROWS: f32 = 12.0;
/// Rows of the memo.
const MEMO_ROWS: f32 = 4.0;

fn first_page(paper: SheetPaper<'_>, setting: Setting, faces: &Faces) -> Option<Vec<Item>> {
    let set = |memo_row| {
        let mut on = Sheet { page: Page::new(faces), paper, setting, memo_row };
        on.heading();
        on.cut();
        on.power_off();
        on.call();
        on.stay_off();
        on.write_down();
        Some(on.page).filter(Page::fits)
    };
    let page = set(setting.writing)?;
    // What is left over is room to write on.
    let wider = (page.left_over() / MEMO_ROWS).min(MEMO_ROW_GROWS);
    Some(set(setting.writing + wider).unwrap_or(page).into_items())
}

struct Sheet<'a> {
    page: Page<'a>,
    paper: SheetPaper<'a>,
    setting: Setting,
    memo_row: f32,
}

impl<'a> Sheet<'a> {
    fn words(&self, id: &str) -> String {
        self.paper.texts.get(id)
    }

    /// The public number `id`, or its absence: no number is better than a wrong one.
    fn public(&self, id: &str) -> &'a str {
        self.paper.contacts.find(id).map_or("", |contact| contact.number.as_str())
    }

    fn body(&mut self, span: Span, id: &str) {
        let words = self.words(id);
        self.page.text(span, self.setting.body(), &words);
    }

    fn strong(&mut self, span: Span, id: &str) {
        let words = self.words(id);
        self.page.text(span, self.setting.strong(), &words);
    }

    /// A sentence whose beginning, up to a colon or an arrow, is bold.
    fn lead(&mut self, words: &str) {
        let end = words.find([':', '\u{2192}']).unwrap_or(0);
        let lead = words.get(..end).unwrap_or("");
        self.page.text_with_lead(FULL, self.setting.body(), lead, words);
    }

    fn heading(&mut self) {
        let look = Look { size: 26.0, line: 1.2, weight: Weight::Bold };
        let title = self.words("sheet-title");
        self.page.text(FULL, look, &title);
        let name = self.words("app-title");
        self.page.line_right(FULL, self.setting.body(), &name);
        self.body(FULL, "sheet-order");
        if let Some(centre) = self.paper.centre {
            self.centre_row(Some(centre));
        } else if self.paper.kind == SheetKind::Leaflet {
            self.centre_row(None);
        }
        self.page.gap(self.setting.gap / 2.0);
    }

    /// Who hands the sheet out, or room for a stamp.
    fn centre_row(&mut self, centre: Option<Centre<'_>>) {
        let (label, telephone) = (self.words("sheet-centre"), self.words("sheet-centre-telephone"));
        match centre {
            Some(centre) => {
                // A name that is cut off leads to somebody else.
                self.contact(&format!("{label}: {}", centre.name), centre.phone, false);
                let hours = hours_lines(centre.hours, self.paper.texts).join(" / ");
                self.page.text(FULL, self.setting.aside(), &hours);
                if let Some(words) = centre.leaflet.filter(|_| self.paper.kind == SheetKind::Leaflet) {
                    let look = Look { weight: Weight::Bold, ..self.setting.aside() };
                    self.page.text(FULL, look, words);
                }
            }
            None => {
                let middle = FULL.left + FULL.width() * 0.58;
                self.blank(Span { left: FULL.left, right: middle - 12.0 }, &label);
                self.blank(Span { left: middle, right: FULL.right }, &telephone);
                self.page.gap(self.setting.writing);
            }
        }
    }

    /// A label and a line to write on beside it, without moving on.
    fn blank(&mut self, span: Span, label: &str) {
        self.blank_in(span, label, self.setting.writing);
    }

    /// As [`Self::blank`], in a row of `height`.
    fn blank_in(&mut self, span: Span, label: &str, height: f32) {
        let look = self.setting.body();
        let top = self.page.top;
        self.page.gap((height - look.line_height()).max(0.0));
        self.page.line(span, look, label);
        let from = self.page.width_of(look, label) + 8.0;
        self.page.writing_line(span.indented(from), look.line_height() * 0.92);
        self.page.top = top;
    }

    /// Rule, title and picture of a step; the rest goes into the span that is returned.
    fn step(&mut self, title: &str, picture: Option<Picture>) -> (Span, f32) {
        self.page.gap(self.setting.gap / 2.0);
        self.page.rule(FULL, 1.4, None);
        self.page.gap(self.setting.gap / 2.0 + 1.0);
        let top = self.page.top;
        let span = match picture {
            Some(picture) => {
                let edge = self.setting.picture;
                self.page.picture((FULL.left, top + 3.0), edge, picture);
                FULL.indented(edge + BESIDE)
            }
            None => FULL,
        };
        let words = self.words(title);
        self.page.text(span, self.setting.title(), &words);
        (span, top)
    }

    /// Not above the lower edge of the step's picture.
    fn below_picture(&mut self, top: f32) {
        self.page.top = self.page.top.max(top + self.setting.picture + 4.0);
    }

    fn cut(&mut self) {
        let (span, _) = self.step("step-1", None);
        self.body(span, "sheet-red");
        for (id, picture) in [
            ("sheet-cable", Picture::Cable),
            ("sheet-power", Picture::Power),
            ("sheet-router", Picture::Router),
        ] {
            self.hand_way(id, picture);
        }
        self.strong(span, "sheet-frozen");
        self.body(span, "sheet-rescue");
        let words = self.words("sheet-hang-up");
        self.page.text(span, self.setting.number(), &words);
    }

    fn hand_way(&mut self, id: &str, picture: Picture) {
        let edge = self.setting.small_picture;
        let span = FULL.indented(edge + BESIDE);
        let words = self.words(id);
        let look = self.setting.body();
        let height = self.page.height_of(span, look, &words);
        let row = height.max(edge + 2.0);
        let top = self.page.top;
        self.page.picture((FULL.left, top + (row - edge) / 2.0), edge, picture);
        self.page.gap((row - height) / 2.0);
        self.page.text(span, look, &words);
        self.page.top = top + row;
    }

    fn power_off(&mut self) {
        let (span, top) = self.step("step-2", Some(Picture::Power));
        self.body(span, "sheet-off");
        self.below_picture(top);
    }

    fn call(&mut self) {
        let (span, top) = self.step("step-3", Some(Picture::Telephone));
        self.strong(span, "sheet-bank-first");
        self.below_picture(top);
        let (banks, cards) = match self.own() {
            Some((_, banks, cards)) => (banks, cards),
            None => (&[][..], &[][..]),
        };
        let all: Vec<&OwnContact> = banks.iter().chain(cards).collect();
        for own in all.iter().take(BANKS_MAX) {
            self.contact(own.name(), own.phone(), self.setting.short_names);
        }
        if all.is_empty() {
            self.unknown("sheet-number-unknown");
            if self.paper.kind == SheetKind::Leaflet && !self.setting.short_names {
                self.unknown("sheet-number-unknown");
            }
        } else if all.len() > BANKS_MAX {
            self.body(FULL, "sheet-and-more");
        }
        let words = self.words("script-bank");
        let say = self.paper.texts.with("sheet-say", &[("words", Arg::Text(&words))]);
        self.lead(&say);
        let telephone = self.words("sheet-telephone");
        self.lead(&telephone);
        let phone_too = self.words("sheet-phone-too");
        self.lead(&phone_too);
        let numbers = [
            ("emergency", Arg::Text(self.public("police-emergency"))),
            ("police", Arg::Text(self.public("police-advice"))),
            ("consumer", Arg::Text(self.public("consumer-hotline"))),
        ];
        let advice = self.paper.texts.with("sheet-money-now", &numbers);
        self.page.text(FULL, self.setting.strong(), &advice);
    }

    fn stay_off(&mut self) {
        let (span, top) = self.step("step-4", Some(Picture::StayOff));
        let consumer = [("consumer", Arg::Text(self.public("consumer-hotline")))];
        let words = self.paper.texts.with("sheet-stay-off", &consumer);
        self.page.text(span, self.setting.body(), &words);
        self.below_picture(top);
        let family = self.own().map_or(&[][..], |(family, ..)| family);
        let label = self.words("sheet-family");
        for own in family.iter().take(FAMILY_MAX) {
            let name = format!("{label}: {}", own.name());
            self.contact(&name, own.phone(), self.setting.short_names);
        }
        if family.is_empty() {
            self.unknown("sheet-family");
        }
    }

    fn write_down(&mut self) {
        let (_, top) = self.step("step-5", Some(Picture::Memo));
        let middle = FULL.left + FULL.width() * 0.5;
        let right = Span { left: middle + 6.0, right: FULL.right };
        let left = Span { left: FULL.left, right: middle - 6.0 };
        let beside = left.indented(self.setting.picture + BESIDE);
        let row = |sheet: &mut Self, fields: &[(Span, &str)]| {
            for (span, id) in fields {
                let label = sheet.words(id);
                sheet.blank_in(*span, &label, sheet.memo_row);
            }
            sheet.page.gap(sheet.memo_row);
        };
        row(self, &[(beside, "sheet-memo-time"), (right, "sheet-memo-number")]);
        self.below_picture(top);
        row(self, &[(left, "sheet-memo-name"), (right, "sheet-memo-money")]);
        row(self, &[(FULL, "sheet-memo-done")]);
        self.page.writing_line(FULL, self.memo_row - 2.0);
        self.page.gap(self.memo_row);
        if self.has_replaced_characters() {
            self.body(FULL, "sheet-replaced");
        }
    }

    /// A number: the name on the left, cut to one line if it may be `short`, the number large on the right.
    fn contact(&mut self, name: &str, phone: &str, short: bool) {
        let (look, number) = (self.setting.body(), self.setting.number());
        let taken = self.page.width_of(number, phone) + 14.0;
        let room = FULL.width() - taken;
        if short || self.page.width_of(look, name) <= room {
            let name = self.page.shortened(room, look, name);
            self.page.line(FULL, look, &name);
            // Dots lead the eye from the name to its number.
            let from = FULL.left + self.page.width_of(look, &name) + 8.0;
            let dots = Span { left: from, right: FULL.left + room + 4.0 };
            if dots.width() > 20.0 {
                self.page.dots(dots, number.line_height() * 0.72);
            }
            self.page.line_right(FULL, number, phone);
            self.page.gap(number.line_height());
            return;
        }
        // The name over all its lines; the number ends the last one or stands below it.
        let lines = self.page.lines(FULL, look, name);
        let last = lines.last().map_or(0.0, |line| self.page.width_of(look, line));
        for (index, line) in lines.iter().enumerate() {
            self.page.line(FULL, look, line);
            if index + 1 < lines.len() || last > room {
                self.page.gap(look.line_height());
            }
        }
        self.page.line_right(FULL, number, phone);
        self.page.gap(number.line_height());
    }

    fn unknown(&mut self, id: &str) {
        let label = self.words(id);
        self.blank(FULL, &label);
        self.page.gap(self.setting.writing);
    }

    fn own(&self) -> Option<(&'a [OwnContact], &'a [OwnContact], &'a [OwnContact])> {
        match self.paper.own {
            VisibleContacts::Shown { family, banks, cards } if self.paper.kind != SheetKind::Leaflet => {
                Some((family, banks, cards))
            }
            _ => None,
        }
    }

    fn has_replaced_characters(&self) -> bool {
        let names = self.own().into_iter().flat_map(|(family, banks, cards)| {
            family.iter().take(FAMILY_MAX).chain(banks.iter().chain(cards).take(BANKS_MAX))
        });
        let centre =
            self.paper.centre.into_iter().flat_map(|centre| [centre.name, centre.leaflet.unwrap_or("")]);
        names
            .map(OwnContact::name)
            .chain(centre)
            .any(|name| self.page.printable(name).contains(super::face::MISSING))
    }
}

/// The setting of pages that hold little.
pub(super) const AIRY: Setting =
    Setting { line: 1.45, gap: 14.0, writing: 34.0, picture: 50.0, small_picture: 32.0, short_names: false };
