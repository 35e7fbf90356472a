//! The page of columns in Markdown, from the same lists that the tables are written from.

use std::fmt::Write as _;

use crate::comparison;
use crate::simulation::{outcome_table, series_described};
use crate::table::Definition;

use super::dataset::schema;

const HEAD: &str = "\
# Columns of the tables

Generated from the program's lists of columns.
A study's `dataset/schema.json` and `dataset/statistics.json` say the same of the columns that \
    they have.

`int64` is a signed whole number, `float64` a double, `string` UTF-8, `bool` yes or no; what did \
    not happen is null.
Units stand at the end of a column's name: `_h` hours, `_pm` pM, `_iu` international units, \
    `_mm2` square millimetres.
";

const SERIES: &str = "\
`series.parquet` of a run: a row a record time, replicate and site.
`record.columns` of the scenario chooses columns; the first three are always there.
What the whole animal shares is repeated in the row of each site.
`tumour_N_cells` and `vaccine_N_cells` count from 0 and are there where a scenario has more than \
    one.
";

const OUTCOMES: &str = "\
`outcomes.parquet` of a run: a row a replicate.
Behind `seed` stands a column for each key that animals draw: its name is the key's path, its \
    unit the key's.
";

const DATASET: &str = "\
`dataset` of a study: `outcomes` and `series` are partitioned by arm and begin with the point.
Outcomes have the design's columns behind it, by the names that the study gives them.
Then come the columns of a run.
";

/// The page: a table for each file.
pub fn columns_markdown() -> String {
    let mut page = HEAD.to_owned();
    section(&mut page, "The series", SERIES, series());
    let outcomes = outcome_table(&[]);
    let outcomes = outcomes.iter().map(|column| column.definition.described()).collect();
    section(&mut page, "The outcomes", OUTCOMES, outcomes);
    section(&mut page, "A study's tables", DATASET, vec![schema::arm(), schema::point()]);
    let mut design = vec![schema::arm(), schema::point()];
    design.extend(schema::identities());
    let text = "A row an arm and point; between point and identity stand the design's columns.\n";
    section(&mut page, "design.parquet", text, design);
    for (name, columns) in comparison::described() {
        let keys = if columns.iter().any(|column| column.column.name == "point") {
            "Behind the point stand the design's columns, `design.NAME` where another has the \
             name.\n"
        } else {
            "A row is about a whole arm.\n"
        };
        section(&mut page, &format!("{name}.parquet"), keys, columns);
    }
    page
}

/// The series, lines as `N`.
fn series() -> Vec<Definition> {
    let numbered = |mut column: Definition| {
        for line in ["tumour", "vaccine"] {
            let name = &column.column.name;
            let number = name
                .strip_prefix(line)
                .and_then(|rest| rest.strip_prefix('_'))
                .and_then(|rest| rest.strip_suffix("_cells"))
                .and_then(|number| number.parse::<usize>().ok());
            match number {
                Some(0) => {
                    column.column.name = format!("{line}_N_cells");
                    column.meaning = column.meaning.replace('0', "N");
                }
                Some(_) => return None,
                None => {}
            }
        }
        Some(column)
    };
    series_described().into_iter().filter_map(numbered).collect()
}

fn section(page: &mut String, title: &str, text: &str, columns: Vec<Definition>) {
    let _ = write!(
        page,
        "\n## {title}\n\n{text}\n| column | type | unit | meaning |\n| --- | --- | --- | --- |\n"
    );
    for Definition { column, unit, meaning, .. } in columns {
        let kind = column.kind.type_name();
        let _ = writeln!(
            page,
            "| `{}` | {kind} | {unit} | {} |",
            column.name,
            meaning.replace('|', "\\|")
        );
    }
}
