use super::*;
use crate::simulation::{outcome_columns, outcome_table};
use crate::table::unit_in_name;

/// Units of counts, which a name need not say.
const COUNTED: [&str; 2] = ["", "cells"];

fn all() -> Vec<Definition> {
    let outcomes = outcome_table(&[]);
    let outcomes = outcomes.iter().map(|column| column.definition.described());
    series_described().into_iter().chain(outcomes).collect()
}

#[test]
fn every_column_has_a_meaning() {
    let all = all();
    assert!(all.len() > 190, "{}", all.len());
    for of in all {
        let words = of.meaning.split_whitespace().count();
        assert!(words > 1 || of.column.name == "animals", "{} means nothing", of.column.name);
    }
}

#[test]
fn a_name_stands_once() {
    let mut names: Vec<String> = series_described().into_iter().map(|of| of.column.name).collect();
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn a_unit_stands_at_the_end_of_the_name_and_nowhere_else() {
    let units: Vec<String> = all().into_iter().map(|of| of.unit).collect();
    for of in all() {
        let name = &of.column.name;
        if !COUNTED.contains(&of.unit.as_str()) {
            let ending = format!("_{}", unit_in_name(&of.unit));
            assert!(name.ends_with(&ending), "{name} is in {}", of.unit);
            continue;
        }
        let named = units
            .iter()
            .filter(|unit| !COUNTED.contains(&unit.as_str()))
            .find(|unit| name.ends_with(&format!("_{}", unit_in_name(unit))));
        assert_eq!(named, None, "{name} has the ending of a unit");
    }
}

#[test]
fn times_have_flags_among_the_columns() {
    let columns = outcome_columns(&[]);
    let table = outcome_table(&[]);
    let mut times = 0;
    for column in &table {
        if let crate::simulation::Counting::Time { flag, .. } = column.counting {
            assert!(columns.iter().any(|known| known.name == flag), "{flag}");
            times += 1;
        }
    }
    assert_eq!(times, 3);
    assert_eq!(table.iter().filter(|column| column.in_summary).count(), 10);
}

/// Name, kind and unit of the columns of some shipped scenarios and of one with several tumours and
/// vaccines: what others read must not change unseen.
#[test]
fn the_columns_are_those_that_readers_know() {
    let line = |of: &Definition| {
        format!("{} {} {}", of.column.name, of.column.kind.type_name(), of.unit)
            .trim_end()
            .to_owned()
    };
    let lines = |tumours, vaccines| -> Vec<String> {
        definitions(tumours, vaccines).iter().map(|of| line(&of.described())).collect()
    };
    let most = lines(3, 2);
    for name in ["allogeneic", "vaccine", "lak", "metastases"] {
        let shipped = crate::scenario::list().iter().find(|of| of.name == name);
        let text = shipped.unwrap_or_else(|| panic!("{name} is shipped")).text;
        let scenario = Scenario::parse(text, name, &[]).unwrap_or_else(|error| panic!("{error}"));
        let (tumours, vaccines) = (scenario.tumours.len(), scenario.vaccines.len());
        let own = lines(tumours, vaccines);
        let columns = series_columns(&scenario);
        assert!(
            own.iter()
                .zip(&columns)
                .all(|(own, column)| own.split(' ').next() == Some(&column.name))
        );
        let lines_of_one = |line: &String| {
            let numbered = |what: &str, lines: usize| {
                let number = line.strip_prefix(what).and_then(|rest| rest.split('_').next());
                number
                    .and_then(|number| number.parse::<usize>().ok())
                    .is_some_and(|number| lines < 2 || number >= lines)
            };
            numbered("tumour_", tumours) || numbered("vaccine_", vaccines)
        };
        let wanted: Vec<&String> = most.iter().filter(|line| !lines_of_one(line)).collect();
        assert_eq!(own.iter().collect::<Vec<_>>(), wanted, "{name}");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("columns_of_the_series", most.join("\n"));
    });
}

#[test]
fn the_columns_of_before_are_the_present_ones_and_five_more() {
    let scenario = Scenario::parse(
        "schema = 1\n[host]\nspecies = \"mouse\"\n[[site]]\nname = \"flank\"\nsize = [\"1 mm\", \"1 \
         mm\"]\n[[tumour]]\ncells = 60\n[run]\nuntil = \"day 1\"\n",
        "small",
        &[],
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let Layout { columns, earlier } = series_layout(&scenario);
    assert_eq!(earlier.iter().filter(|column| is_left_out(&column.name)).count(), 5);
    let kept: Vec<&Column> = earlier.iter().filter(|column| !is_left_out(&column.name)).collect();
    let founding: Vec<&Column> = columns.iter().filter(|of| !is_later(&of.name)).collect();
    assert_eq!(kept, founding);
}
