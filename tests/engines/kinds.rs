//! The table of kinds: the build refuses what does not fit, and names it.

#[path = "../../build/kinds.rs"]
#[allow(unreachable_pub, dead_code, reason = "a part of the build script")]
mod build_kinds;

const TABLE: &str = include_str!("../../shaders/rules/kinds.toml");

/// What the build says of a table; empty when it takes it.
fn refused(table: &str) -> Vec<String> {
    build_kinds::Kinds::read(table).err().unwrap_or_default()
}

/// The table with one thing changed, where it stands first.
fn with(old: &str, new: &str) -> String {
    assert!(TABLE.contains(old), "{old}");
    TABLE.replacen(old, new, 1)
}

/// The first free code.
fn free_code() -> usize {
    TABLE.lines().filter(|line| line.starts_with("code = ")).count()
}

fn effectors() -> usize {
    TABLE.matches("[[effector]]").count()
}

fn killers() -> usize {
    TABLE.matches("kills = true").count()
}

/// The table with so many more effector kinds, `extra_0` and on.
fn with_kinds(more: usize, kills: bool) -> String {
    let shape = |edge: usize| format!("{:?}", vec!["#".repeat(edge); edge]);
    let row = |n: usize| {
        format!(
            "[[effector]]\nname = \"extra_{n}\"\ncode = {}\nlabel = \"extra {n}\"\n\
             sentence = \"One more.\"\ncolour = [\"112233\", \"112233\"]\n\
             curve = [\"112233\", \"112233\"]\nrecognition = \"stress\"\nantigens = false\n\
             kills = {kills}\ngraft = false\ndivides = false\ninflux = \"none\"\n\
             depletion = \"none\"\nlater = true\nshape_4 = {}\nshape_5 = {}\nshape_6 = {}\n\
             shape_8 = {}\n",
            free_code() + n,
            shape(4),
            shape(5),
            shape(6),
            shape(8),
        )
    };
    (0..more).fold(TABLE.to_owned(), |table, n| table + &row(n))
}

#[test]
fn the_table_and_more_kinds_that_fit_are_taken() {
    assert_eq!(refused(TABLE), [""; 0]);
    assert_eq!(refused(&with_kinds(5 - killers(), true)), [""; 0]);
    assert_eq!(refused(&with_kinds(15 - effectors(), false)), [""; 0]);
}

#[test]
fn a_sixteenth_kind_and_a_sixth_killer_are_refused() {
    let kinds = refused(&with_kinds(16 - effectors(), false));
    assert_eq!(kinds, ["16 kinds of effector: at most 15 fit four bits of an effector word"]);
    let killers = refused(&with_kinds(6 - killers(), true));
    assert_eq!(
        killers,
        ["6 kinds that kill: at most 5 fit the word of hits, which has 6 bits for each"]
    );
}

#[test]
fn more_fields_tissues_lines_antigens_and_grafts_than_fit_are_refused() {
    let field = "[[field]]\nname = \"fifth\"\nconstant = \"FIFTH\"\nlabel = \"fifth\"\n";
    let fields = refused(&format!("{TABLE}{field}"));
    assert!(fields[0].starts_with("5 fields: at most 4 fit the vectors"), "{fields:?}");
    let more: String = (0..3).map(|n| format!("[[tissue]]\nname = \"more_{n}\"\n")).collect();
    let tissues = refused(&format!("{TABLE}{more}"));
    assert!(tissues[0].starts_with("9 kinds of tissue: at most 8 fit three bits"), "{tissues:?}");
    let lines = refused(&with("lines = 8", "lines = 9"));
    assert!(lines[0].starts_with("9 lines: at most 8 fit"), "{lines:?}");
    let antigens = refused(&with("antigens = 8", "antigens = 16"));
    assert!(antigens[0].starts_with("16 antigens: at most 15 fit"), "{antigens:?}");
    let grafts = refused(&with("grafts = 3", "grafts = 4"));
    assert!(grafts[0].starts_with("4 origins of grafts: at most 3 fit"), "{grafts:?}");
}

#[test]
fn more_counts_and_codes_than_fit_are_refused() {
    let row = |n: usize| format!("    [\"MORE_{n}\", \"lines\", \"More.\"],\n");
    let rows: String = (0..4).map(row).collect();
    let counts = refused(&with("counts = [\n", &format!("counts = [\n{rows}")));
    assert!(counts[0].contains("counts: at most 64 fit a workgroup"), "{counts:?}");
    let scene = |code: usize| {
        format!(
            "[[scene]]\ncode = {code}\nconstant = \"MORE_{code}\"\nname = \"more {code}\"\n\
             label = \"more\"\nsentence = \"More.\"\ncolour = [\"112233\", \"112233\"]\n\
             body = \"bead\"\nrank = 1\nlegend = \"never\"\n"
        )
    };
    let with_codes =
        |all: usize| (free_code()..all).fold(TABLE.to_owned(), |table, code| table + &scene(code));
    assert_eq!(refused(&with_codes(27)), [""; 0], "thirteen codes after the first 14");
    let codes = refused(&with_codes(28));
    assert_eq!(
        codes,
        ["14 codes after the first 14: at most 13 fit the spare colours of the palette"]
    );
    let codes = refused(&with_codes(65));
    assert_eq!(codes[0], "65 codes: at most 64 fit a page");
}

#[test]
fn a_code_that_leaves_a_gap_and_a_name_that_is_taken_or_no_word_are_refused() {
    let codes = refused(&with("code = 12\n", "code = 99\n"));
    assert_eq!(codes, ["`outside` has the code 13: the next free one is 12"]);
    for (name, why) in [
        ("nk", "two rows have the name `nk`"),
        ("stroma", "two rows have the name `stroma`"),
        ("chemo", "two rows have the name `chemo`"),
        ("T-reg", "`T-reg`: a name is small letters, digits and _"),
        ("2nd", "`2nd`: a name is small letters, digits and _"),
    ] {
        assert_eq!(refused(&with("name = \"treg\"", &format!("name = {name:?}"))), [why]);
    }
}

#[test]
fn what_a_picture_would_show_as_something_else_is_refused() {
    let shows = refused(&with("tissue = \"stroma\"", "tissue = \"bone\""));
    assert_eq!(
        shows,
        ["`stroma` shows `bone`, which is no kind of tissue", "no scene shows the tissue `stroma`"]
    );
    let vessel = refused(&with("constant = \"VESSEL\"", "constant = \"ROAD\""));
    assert_eq!(vessel, ["no scene has the constant VESSEL, which the rules need"]);
    let colour = refused(&with("colour = [\"0EA173\", ", "colour = [\"green\", "));
    assert_eq!(colour, ["`helper`: a colour is six hexadecimal digits"]);
    let curve = refused(&with("curve = [\"00724d\", ", "curve = [\"#0724d\", "));
    assert_eq!(curve, ["`helper`: a colour of a curve is six hexadecimal digits"]);
    let shape =
        refused(&with("\".##.\", \"####\", \"####\", \".##.\"", "\".##\", \"\", \"\", \"x\""));
    assert_eq!(shape, ["`ctl`: shape_4 is rows of 4 # or ."]);
}

#[test]
fn rows_that_contradict_themselves_or_the_rules_are_refused() {
    let ctl = "recognition = \"peptide\"";
    let blind = refused(&with(ctl, "recognition = \"nothing\""));
    assert_eq!(blind, ["`ctl` kills and recognises nothing"]);
    let order = with("depletion = \"ctl\"\n", "depletion = \"ctl\"\nlater = true\n");
    assert_eq!(refused(&order), ["kinds that joined later come last"]);
    let unknown = refused(&with("depletion = \"treg\"", "depletion = \"everything\""));
    assert!(unknown[0].contains("everything"), "{unknown:?}");
    let dead = build_kinds::Kinds::read(&with(ctl, "recognition = \"death\"")).ok();
    let missing = dead.expect("the words of the rules are theirs").missing_in(il2sim::rules::WGSL);
    assert_eq!(missing, ["`ctl` recognises by `death`, but the rules have no RECOGNISES_DEATH"]);
    let own = build_kinds::Kinds::read(TABLE).map(|own| own.missing_in(il2sim::rules::WGSL));
    assert_eq!(own.ok(), Some(Vec::new()));
}
