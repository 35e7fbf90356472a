//! Tables of a study's page.
//!
//! In: heads and rows of cells. Out: HTML: the first cell of a row is its head; beyond a number of
//! rows a sentence says how many there are and where they lie.

use crate::report::html::escape;

/// Most rows of the table of all arms and points.
pub(super) const ROWS: usize = 500;
/// Most rows of the other tables.
pub(super) const FEW: usize = 200;
/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    html: String,
    /// What it is sorted by, where that is not its text.
    value: Option<f64>,
}

impl Cell {
    /// A text.
    pub(super) fn text(text: &str) -> Cell {
        Cell { html: escape(text), value: None }
    }

    /// A text that is sorted as this number.
    pub(super) fn number(text: &str, value: f64) -> Cell {
        Cell { html: escape(text), value: Some(value).filter(|value| value.is_finite()) }
    }

    /// Nothing.
    pub(super) fn none() -> Cell {
        Cell::text("–")
    }

    /// HTML that is escaped already.
    pub(super) fn html(html: String) -> Cell {
        Cell { html, value: None }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StudySheet {
    name: String,
    heads: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// All rows, those that are not shown among them.
    all: usize,
    /// Where all rows are.
    rest: String,
    sorting: bool,
}

impl StudySheet {
    /// A table of the first `most` of these rows; `rest` says where all of them are.
    pub(super) fn new(
        name: &str,
        heads: &[impl AsRef<str>],
        rows: impl ExactSizeIterator<Item = Vec<Cell>>,
        most: usize,
        rest: &str,
    ) -> StudySheet {
        let all = rows.len();
        let heads = heads.iter().map(|head| head.as_ref().to_owned()).collect();
        StudySheet {
            name: name.to_owned(),
            heads,
            rows: rows.take(most).collect(),
            all,
            rest: rest.to_owned(),
            sorting: false,
        }
    }

    /// The same, with heads that sort its rows.
    pub(super) fn sorting(self) -> StudySheet {
        StudySheet { sorting: true, ..self }
    }

    /// Its text.
    pub(super) fn html(&self) -> String {
        let heads: String = self
            .heads
            .iter()
            .map(|head| format!("<th scope=\"col\">{}</th>", escape(head)))
            .collect();
        let row = |cells: &Vec<Cell>| {
            let cell = |(number, cell): (usize, &Cell)| {
                let value =
                    cell.value.map_or(String::new(), |value| format!(" data-v=\"{value}\""));
                let html = &cell.html;
                if number == 0 {
                    format!("<th scope=\"row\"{value}>{html}</th>")
                } else {
                    format!("<td{value}>{html}</td>")
                }
            };
            format!("<tr>{}</tr>\n", cells.iter().enumerate().map(cell).collect::<String>())
        };
        let rest = if self.all > self.rows.len() {
            format!(
                "<p class=\"hint\">The first {} of {} rows; all of them are in {}.</p>\n",
                self.rows.len(),
                self.all,
                escape(&self.rest)
            )
        } else {
            String::new()
        };
        format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" \
             aria-label=\"{}\"><table{}><thead><tr>{heads}</tr></thead><tbody>\n{}</tbody></\
             table></div>\n{rest}",
            escape(&self.name),
            if self.sorting { " class=\"sorting\"" } else { " class=\"plain\"" },
            self.rows.iter().map(row).collect::<String>()
        )
    }
}
