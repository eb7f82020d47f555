//! What is printed: the sheet with the five steps, the leaflet, the report. Pure: words in, bytes out, the
//! same bytes for the same words.

mod face;
mod family_page;
mod page;
mod pdf;
mod report;
mod setting;
mod sheet;

pub use face::Faces;
pub use report::{ReportPaper, report};
pub use sheet::{Centre, SheetKind, SheetPaper, sheet};

/// Why there is no paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// It does not fit on its page, however tightly it is set.
    #[error("the sheet does not fit on its page")]
    DoesNotFit,
    /// The bundled typeface cannot be read.
    #[error("the typeface cannot be read")]
    Typeface,
    /// The PDF library refused.
    #[error("no PDF: {0}")]
    Pdf(String),
}
