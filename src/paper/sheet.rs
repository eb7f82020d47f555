//! The sheet beside the PC: five steps in their order, whom to call, room to write. One A4 page, always.
//!
//! Nothing on it helps a caller who has it read aloud: no PIN, no way back to the internet. Those stand on
//! the family's page.

use super::PaperError;
use super::face::{Faces, Weight};
use super::family_page::family_page;
use super::page::{FULL, Item, Look, Page, Span};
use super::pdf::{Title, write};
use super::setting::{SETTINGS, Setting};
use crate::content::contacts::{OwnNumber, hours_lines, is_old};
use crate::content::{Arg, Contacts, Texts};
use crate::core::Timestamp;
use crate::core::drawing::Picture;
use crate::core::number_order::{Turn, turns};
use crate::core::opening_hours::OpeningTime;
use crate::core::own_contacts::{OwnContact, VisibleContacts};
use crate::core::pack::Pack;

/// Banks and cards on the sheet; whoever has more finds the others on card and passbook.
const BANKS_MAX: usize = 6;
/// The public numbers on the sheet.
const PUBLIC: [&str; 3] = [EMERGENCY, POLICE, CONSUMER];
const EMERGENCY: &str = "police-emergency";
const POLICE: &str = "police-advice";
const CONSUMER: &str = "consumer-hotline";
/// Family members on the sheet.
const FAMILY_MAX: usize = 2;
/// Space between a name and who vouches for its number.
const NAME_TO_MARK: f32 = 8.0;
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
    /// Only an administrator can have put it there. Otherwise the leaflet says whose word it is.
    pub protected: bool,
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
            protected: false,
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
    /// The person's own name, if it is confirmed. A leaflet ignores it.
    pub person: Option<&'a str>,
    /// When it is printed: numbers that are old by then say so.
    pub now: Timestamp,
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

/// The family's numbers that go on the sheet.
#[derive(Debug, Clone, Copy, Default)]
struct Own<'a> {
    family: &'a [OwnContact],
    banks: &'a [OwnContact],
    cards: &'a [OwnContact],
    protected: bool,
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
        if let Some(name) = self.person() {
            let row = self.paper.texts.with("sheet-person", &[("name", Arg::Text(name))]);
            self.page.text(FULL, self.setting.name(), &row);
        }
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
                let mark = if centre.protected { String::new() } else { self.words("pack-number-short") };
                self.contact(&format!("{label}: {}", centre.name), centre.phone, &mark);
                let hours = hours_lines(centre.hours, self.paper.texts).join(" / ");
                self.page.text(FULL, self.setting.name(), &hours);
                if let Some(words) = centre.leaflet.filter(|_| self.paper.kind == SheetKind::Leaflet) {
                    let look = Look { weight: Weight::Bold, ..self.setting.name() };
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
        self.companies();
        let words = self.words("script-bank");
        let say = self.paper.texts.with("sheet-say", &[("words", Arg::Text(&words))]);
        self.lead(&say);
        let telephone = self.words("sheet-telephone");
        self.lead(&telephone);
        let phone_too = self.words("sheet-phone-too");
        self.lead(&phone_too);
        let relief = self.words("sheet-relief");
        self.lead(&relief);
        let gift_card = self.words("sheet-gift-card");
        self.lead(&gift_card);
        let numbers = [
            ("emergency", Arg::Text(self.public(EMERGENCY))),
            ("police", Arg::Text(self.public(POLICE))),
            ("consumer", Arg::Text(self.public(CONSUMER))),
        ];
        let mut advice = self.paper.texts.with("sheet-money-now", &numbers);
        if self.public_are_old() {
            advice = format!("{advice} {}", self.words("contacts-check-number"));
        }
        self.page.text(FULL, self.setting.strong(), &advice);
    }

    /// The numbers of banks and card companies, and what is printed on card and passbook, in the order in
    /// which they are called.
    fn companies(&mut self) {
        let Own { banks, cards, protected, .. } = self.own();
        let own: Vec<&OwnContact> = banks.iter().chain(cards).collect();
        if own.is_empty() {
            self.unknown("sheet-number-unknown");
            if self.paper.kind == SheetKind::Leaflet && self.setting.names >= 14.0 {
                self.unknown("sheet-number-unknown");
            }
            return;
        }
        let SheetPaper { contacts, texts, now, .. } = self.paper;
        let numbers: Vec<_> = own.iter().map(|own| OwnNumber::new(own, contacts, texts, now)).collect();
        let mut left = BANKS_MAX;
        for turn in turns(numbers.iter().map(OwnNumber::origin), protected) {
            match turn {
                Turn::OnPaper => self.strong(FULL, "sheet-number-first"),
                Turn::Own(place) if left > 0 => {
                    left -= 1;
                    if let Some(number) = numbers.get(place) {
                        self.contact(number.name(), number.phone(), &number.mark());
                    }
                }
                Turn::Own(_) => {}
            }
        }
        if own.len() > BANKS_MAX {
            self.body(FULL, "sheet-and-more");
        }
    }

    fn public_are_old(&self) -> bool {
        let SheetPaper { contacts, now, .. } = self.paper;
        PUBLIC.iter().filter_map(|id| contacts.find(id)).any(|contact| is_old(Some(&contact.checked_on), now))
    }

    fn stay_off(&mut self) {
        let (span, top) = self.step("step-4", Some(Picture::StayOff));
        let consumer = [("consumer", Arg::Text(self.public(CONSUMER)))];
        let words = self.paper.texts.with("sheet-stay-off", &consumer);
        self.page.text(span, self.setting.body(), &words);
        self.below_picture(top);
        let Own { family, .. } = self.own();
        let label = self.words("sheet-family");
        for own in family.iter().take(FAMILY_MAX) {
            let SheetPaper { contacts, texts, now, .. } = self.paper;
            let number = OwnNumber::new(own, contacts, texts, now);
            self.contact(&format!("{label}: {}", number.name()), number.phone(), &number.mark());
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

    /// A number of the family: the name and who vouches for it on the left, the number large on the right.
    /// A long name takes more lines; the number ends the last one.
    fn contact(&mut self, name: &str, phone: &str, mark: &str) {
        let (look, small, figures) = (self.setting.name(), self.setting.mark(), self.setting.number());
        let room = FULL.width() - self.page.width_of(figures, phone) - BESIDE;
        let left = Span { left: FULL.left, right: FULL.left + room };
        let name_lines = self.page.lines(left, look, name);
        let mark_width = self.page.width_of(small, mark);
        let last = name_lines.last().map_or(0.0, |line| self.page.width_of(look, line));
        let mut rows: Vec<Vec<(f32, Look, String)>> =
            name_lines.into_iter().map(|line| vec![(0.0, look, line)]).collect();
        match rows.last_mut().filter(|_| last + NAME_TO_MARK + mark_width <= room) {
            Some(row) => row.push((last + NAME_TO_MARK, small, mark.to_owned())),
            None => rows
                .extend(self.page.lines(left, small, mark).into_iter().map(|line| vec![(0.0, small, line)])),
        }
        let end = rows.pop().unwrap_or_default();
        for row in rows {
            let height = row.iter().map(|(_, look, _)| look.line_height()).fold(0.0, f32::max);
            for (from, look, text) in row {
                self.page.line_beside(left.indented(from), look, height, &text);
            }
            self.page.gap(height);
        }
        // Dots lead the eye to the number.
        let from =
            end.iter().map(|(from, look, text)| from + self.page.width_of(*look, text)).fold(0.0, f32::max);
        let dots = Span { left: FULL.left + from + 8.0, right: left.right + 4.0 };
        if dots.width() > 20.0 {
            self.page.dots(dots, figures.line_height() * 0.72);
        }
        for (from, look, text) in end {
            self.page.line_beside(left.indented(from), look, figures.line_height(), &text);
        }
        self.page.line_right(FULL, figures, phone);
        self.page.gap(figures.line_height());
    }

    fn unknown(&mut self, id: &str) {
        let label = self.words(id);
        self.blank(FULL, &label);
        self.page.gap(self.setting.writing);
    }

    fn own(&self) -> Own<'a> {
        match self.paper.own {
            VisibleContacts::Shown { family, banks, cards, protected }
                if self.paper.kind != SheetKind::Leaflet =>
            {
                Own { family, banks, cards, protected }
            }
            _ => Own::default(),
        }
    }

    fn person(&self) -> Option<&'a str> {
        self.paper.person.filter(|_| self.paper.kind != SheetKind::Leaflet)
    }

    fn has_replaced_characters(&self) -> bool {
        let Own { family, banks, cards, .. } = self.own();
        let names = family.iter().take(FAMILY_MAX).chain(banks.iter().chain(cards).take(BANKS_MAX));
        let centre =
            self.paper.centre.into_iter().flat_map(|centre| [centre.name, centre.leaflet.unwrap_or("")]);
        names
            .map(OwnContact::name)
            .chain(centre)
            .chain(self.person())
            .any(|name| self.page.printable(name).contains(super::face::MISSING))
    }
}
