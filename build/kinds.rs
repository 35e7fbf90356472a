//! The table of kinds (`shaders/rules/kinds.toml`): checked, and written out as constants and
//! arrays of the rulebook and of Rust.
//!
//! In: the table's text. Out: WGSL for the rules of state ([`Kinds::rules`]) and for the rules of
//! paint ([`Kinds::paint`]), Rust for `src/kinds.rs` ([`Kinds::rust`]), or what does not fit.

use std::fmt::Write;

use serde::Deserialize;

/// Numbers of effector kinds that four bits of a word tell apart, less that of no cell.
const MOST_EFFECTORS: usize = 15;
/// Bits of a lane of the word of hits: no more hits of a kind come to a cell in a step than there
/// are sites in its reach, 27 with its own.
const HIT_BITS: usize = 6;
/// Killers that the word of hits has lanes for; the bit above them marks contact.
const LANES: usize = 5;
/// Invocations in a workgroup, each of which adds up one count.
const MOST_COUNTS: usize = 64;
/// Numbers that a picture code's byte leaves, less that of a line of a box.
const MOST_CODES: usize = 64;
/// Codes that have their places in the palette by the paint rules; later ones get spare indices.
const PLACED_CODES: usize = 14;
/// Indices of the palette that the paint rules leave: between parts, the page's spare colours, and
/// the lit shades of stroma, which a volume looks through.
const SPARE: [usize; 13] = [184, 185, 186, 187, 188, 189, 190, 191, 94, 95, 157, 158, 159];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    limits: Limits,
    field: Vec<Field>,
    tissue: Vec<Tissue>,
    effector: Vec<Effector>,
    scene: Vec<Scene>,
    accounts: Accounts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    lines: usize,
    antigens: usize,
    grafts: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    constant: String,
    label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tissue {
    name: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Influx {
    Ctl,
    Helper,
    Nk,
    Lak,
    Treg,
    Resident,
    None,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Depletion {
    Ctl,
    Helper,
    Nk,
    Treg,
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Effector {
    name: String,
    code: usize,
    label: String,
    sentence: String,
    colour: [String; 2],
    curve: [String; 2],
    recognition: String,
    antigens: bool,
    kills: bool,
    graft: bool,
    divides: bool,
    influx: Influx,
    depletion: Depletion,
    #[serde(default)]
    later: bool,
    shape_4: [String; 4],
    shape_5: [String; 5],
    shape_6: [String; 6],
    shape_8: [String; 8],
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Body {
    Cell,
    Shrunken,
    Cloud,
    Bead,
    Glass,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Legend {
    Always,
    Never,
    WithVaccine,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Mhc {
    Positive,
    Negative,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    code: usize,
    constant: String,
    name: String,
    label: String,
    sentence: String,
    colour: [String; 2],
    tissue: Option<String>,
    mhc: Option<Mhc>,
    body: Body,
    rank: u8,
    legend: Legend,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accounts {
    totals: Vec<(String, Extent, String)>,
    counts: Vec<(String, Extent, String)>,
}

/// How many words an account takes.
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Extent {
    One,
    Lines,
    Effectors,
    Killers,
    Groups,
    Ledger,
    Grafts,
    Fields,
    Tissues,
    Axes,
}

/// Entries of a field's ledger.
const LEDGER: [&str; 6] = ["made", "entered", "decayed", "taken", "returned", "lost"];

/// What one code looks like, whatever it stands for.
struct Look<'a> {
    constant: String,
    name: &'a str,
    label: &'a str,
    sentence: &'a str,
    colour: [u32; 2],
    /// Place among the effectors.
    effector: Option<usize>,
    /// Number of the tissue kind.
    tissue: Option<usize>,
    mhc: Option<Mhc>,
    body: Body,
    rank: u8,
    legend: Legend,
}

/// A group of effectors that enter together.
struct Group {
    kind: usize,
    antigen: usize,
    /// 0 the host's own, else 1 + the graft.
    origin: usize,
}

/// The table, checked.
pub struct Kinds {
    table: Table,
    groups: Vec<Group>,
}

impl Kinds {
    /// Reads the table.
    pub fn read(text: &str) -> Result<Kinds, Vec<String>> {
        let table: Table = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let groups = groups(&table);
        let kinds = Kinds { table, groups };
        let complaints = kinds.complaints();
        if complaints.is_empty() { Ok(kinds) } else { Err(complaints) }
    }

    fn complaints(&self) -> Vec<String> {
        [self.too_many(), self.codes(), self.names(), self.shown(), self.effectors()].concat()
    }

    /// What is more than words, vectors and pictures hold.
    fn too_many(&self) -> Vec<String> {
        let Table { limits, field, tissue, effector, scene, accounts } = &self.table;
        let mut wrong = Vec::new();
        let mut most = |what: &str, found: usize, most: usize, why: &str| {
            if found > most {
                wrong.push(format!("{found} {what}: at most {most} fit {why}"));
            }
        };
        let lanes = format!("the word of hits, which has {HIT_BITS} bits for each");
        most("fields", field.len(), 4, "the vectors that hold a site's amounts");
        most("kinds of tissue", tissue.len(), 8, "three bits of a tissue word");
        most("kinds of effector", effector.len(), MOST_EFFECTORS, "four bits of an effector word");
        most("kinds that kill", self.killers().len(), LANES, &lanes);
        most("lines", limits.lines, 8, "three bits of a tissue word");
        most("antigens", limits.antigens, 15, "four bits, one number is the host's own");
        most("origins of grafts", limits.grafts, 3, "two bits of an effector word");
        most("counts", self.offsets(&accounts.counts).1, MOST_COUNTS, "a workgroup");
        most("codes", effector.len() + scene.len(), MOST_CODES, "a page");
        let later = (effector.len() + scene.len()).saturating_sub(PLACED_CODES);
        most("codes after the first 14", later, SPARE.len(), "the spare colours of the palette");
        wrong
    }

    /// Codes leave no gap.
    fn codes(&self) -> Vec<String> {
        let Table { effector, scene, .. } = &self.table;
        let effectors = effector.iter().map(|kind| (kind.code, &kind.name));
        let mut codes: Vec<(usize, &String)> =
            effectors.chain(scene.iter().map(|scene| (scene.code, &scene.name))).collect();
        codes.sort_unstable();
        let wrong = codes.iter().enumerate().find(|(next, (code, _))| next != code);
        wrong
            .map(|(next, (code, name))| {
                format!("`{name}` has the code {code}: the next free one is {next}")
            })
            .into_iter()
            .collect()
    }

    /// A name is one of a kind, and a word of keys, columns and constants.
    fn names(&self) -> Vec<String> {
        let Table { field, tissue, effector, .. } = &self.table;
        let mut wrong = Vec::new();
        let kinds = effector.iter().map(|kind| &kind.name).chain(tissue.iter().map(|t| &t.name));
        for name in kinds.clone().chain(field.iter().map(|field| &field.name)) {
            let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(letter) {
                wrong.push(format!("`{name}`: a name is small letters, digits and _"));
            }
        }
        let constants = kinds.map(|name| name.to_uppercase());
        let mut constants: Vec<String> =
            constants.chain(field.iter().map(|field| field.constant.clone())).collect();
        constants.sort_unstable();
        for pair in constants.windows(2).filter(|pair| pair[0] == pair[1]) {
            wrong.push(format!("two rows have the name `{}`", pair[0].to_lowercase()));
        }
        wrong
    }

    /// Every tissue has a code of its own, every colour is one.
    fn shown(&self) -> Vec<String> {
        let Table { tissue, effector, scene, .. } = &self.table;
        let mut wrong = Vec::new();
        for scene in scene {
            if let Some(name) = scene.tissue.as_ref().filter(|name| self.tissue(name).is_none()) {
                wrong.push(format!("`{}` shows `{name}`, which is no kind of tissue", scene.name));
            }
        }
        for tissue in tissue {
            if !scene.iter().any(|scene| scene.tissue.as_ref() == Some(&tissue.name)) {
                wrong.push(format!("no scene shows the tissue `{}`", tissue.name));
            }
        }
        for needed in ["FREE", "VESSEL", "OUTSIDE"] {
            if !scene.iter().any(|scene| scene.constant == needed) {
                wrong.push(format!("no scene has the constant {needed}, which the rules need"));
            }
        }
        let effectors = effector.iter().flat_map(|kind| {
            [(&kind.name, &kind.colour, "colour"), (&kind.name, &kind.curve, "colour of a curve")]
        });
        let scenes = scene.iter().map(|scene| (&scene.name, &scene.colour, "colour"));
        for (name, colour, what) in effectors.chain(scenes) {
            if colour.iter().any(|hex| hex.len() != 6 || u32::from_str_radix(hex, 16).is_err()) {
                wrong.push(format!("`{name}`: a {what} is six hexadecimal digits"));
            }
        }
        wrong
    }

    /// What an effector's row says fits together.
    fn effectors(&self) -> Vec<String> {
        let effector = &self.table.effector;
        let mut wrong = Vec::new();
        if effector.windows(2).any(|pair| pair[0].later && !pair[1].later) {
            wrong.push("kinds that joined later come last".into());
        }
        for kind in effector {
            let name = &kind.name;
            if kind.kills && kind.recognition == "nothing" {
                wrong.push(format!("`{name}` kills and recognises nothing"));
            }
            let grids: [(usize, &[String]); 4] =
                [(4, &kind.shape_4), (5, &kind.shape_5), (6, &kind.shape_6), (8, &kind.shape_8)];
            for (edge, rows) in grids {
                let dots = |row: &String| {
                    row.len() == edge && row.chars().all(|dot| dot == '#' || dot == '.')
                };
                if !rows.iter().all(dots) {
                    wrong.push(format!("`{name}`: shape_{edge} is rows of {edge} # or ."));
                }
            }
        }
        wrong
    }

    /// What the table takes for granted of the rules.
    pub fn missing_in(&self, rules: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        for Effector { name, recognition, .. } in &self.table.effector {
            let constant = format!("RECOGNISES_{}", recognition.to_uppercase());
            if !rules.contains(&format!("const {constant}:")) {
                wrong.push(format!(
                    "`{name}` recognises by `{recognition}`, but the rules have no {constant}"
                ));
            }
        }
        wrong
    }

    fn tissue(&self, name: &str) -> Option<usize> {
        self.table.tissue.iter().position(|tissue| tissue.name == name)
    }

    fn killers(&self) -> Vec<usize> {
        (0..self.table.effector.len()).filter(|kind| self.table.effector[*kind].kills).collect()
    }

    /// Words of an account.
    fn extent(&self, of: Extent) -> usize {
        let Table { limits, field, tissue, effector, .. } = &self.table;
        match of {
            Extent::One => 1,
            Extent::Lines => limits.lines,
            Extent::Effectors => effector.len(),
            Extent::Killers => self.killers().len() * limits.lines,
            Extent::Groups => self.groups.len(),
            Extent::Ledger => field.len() * LEDGER.len(),
            Extent::Grafts => limits.grafts,
            Extent::Fields => field.len(),
            Extent::Tissues => tissue.len().saturating_sub(2),
            Extent::Axes => 3,
        }
    }

    /// Where each account begins, and the number of all words.
    fn offsets(&self, accounts: &[(String, Extent, String)]) -> (Vec<usize>, usize) {
        let mut next = 0;
        let mut offsets = Vec::new();
        for (_, of, _) in accounts {
            offsets.push(next);
            next += self.extent(*of);
        }
        (offsets, next)
    }

    /// The kind that each word of an account is of, if it is of one.
    fn kinds_of(&self, of: Extent) -> Vec<Option<usize>> {
        let kinds = 0..self.table.effector.len();
        match of {
            Extent::Effectors => kinds.map(Some).collect(),
            Extent::Killers => self
                .killers()
                .into_iter()
                .flat_map(|kind| vec![Some(kind); self.table.limits.lines])
                .collect(),
            Extent::Groups => self.groups.iter().map(|group| Some(group.kind)).collect(),
            other => vec![None; self.extent(other)],
        }
    }

    /// The totals in the order in which a state is saved, and how many of them stand there always:
    /// the words of kinds that joined later come last, kind by kind.
    fn saved(&self) -> (Vec<usize>, usize) {
        let kinds: Vec<Option<usize>> =
            self.table.accounts.totals.iter().flat_map(|(_, of, _)| self.kinds_of(*of)).collect();
        let later = |kind: Option<usize>| kind.filter(|kind| self.table.effector[*kind].later);
        let mut order: Vec<usize> = (0..kinds.len()).collect();
        order.sort_by_key(|word| later(kinds[*word]).map_or(0, |kind| kind + 1));
        let always = kinds.iter().filter(|kind| later(**kind).is_none()).count();
        (order, always)
    }

    /// What each code looks like.
    fn looks(&self) -> Vec<Look<'_>> {
        let number = |colour: &[String; 2]| {
            colour.each_ref().map(|hex| u32::from_str_radix(hex, 16).unwrap_or_default())
        };
        let effectors = self.table.effector.iter().enumerate().map(|(place, kind)| {
            let look = Look {
                constant: kind.name.to_uppercase(),
                name: &kind.label,
                label: &kind.label,
                sentence: kind.sentence.trim(),
                colour: number(&kind.colour),
                effector: Some(place),
                tissue: None,
                mhc: None,
                body: Body::Bead,
                rank: 0,
                legend: Legend::Always,
            };
            (kind.code, look)
        });
        let scenes = self.table.scene.iter().map(|scene| {
            let look = Look {
                constant: scene.constant.clone(),
                name: &scene.name,
                label: &scene.label,
                sentence: scene.sentence.trim(),
                colour: number(&scene.colour),
                effector: None,
                tissue: scene.tissue.as_ref().and_then(|name| self.tissue(name)),
                mhc: scene.mhc,
                body: scene.body,
                rank: scene.rank,
                legend: scene.legend,
            };
            (scene.code, look)
        });
        let mut looks: Vec<(usize, Look)> = effectors.chain(scenes).collect();
        looks.sort_by_key(|(code, _)| *code);
        looks.into_iter().map(|(_, look)| look).collect()
    }

    /// Numbers, names and accounts of the rules of state.
    pub fn rules(&self) -> String {
        let Table { limits, field, tissue, effector, accounts, .. } = &self.table;
        let mut text = String::new();
        let mut number = |name: &str, value: usize| constant(&mut text, name, value);
        number("FIELDS", field.len());
        for (place, field) in field.iter().enumerate() {
            number(&field.constant, place);
        }
        for (place, tissue) in tissue.iter().enumerate() {
            number(&tissue.name.to_uppercase(), place);
        }
        for (place, kind) in effector.iter().enumerate() {
            number(&kind.name.to_uppercase(), place + 1);
        }
        number("TISSUES", tissue.len());
        number("LINES", limits.lines);
        number("ANTIGENS", limits.antigens);
        number("GRAFTS", limits.grafts);
        number("KINDS", effector.len() + 1);
        number("ORIGINS", limits.grafts + 1);
        number("LEDGER_WORDS", LEDGER.len());
        number("GROUPS", self.groups.len());
        let killers = self.killers();
        number("KILLERS", killers.len());
        number("HIT_LANES", LANES);
        number("HIT_BITS", HIT_BITS);
        number("HIT_MOST", (1 << HIT_BITS) - 1);
        for (prefix, accounts, all) in
            [("TOTAL", &accounts.totals, "TOTALS"), ("COUNT", &accounts.counts, "COUNTS")]
        {
            let (offsets, words) = self.offsets(accounts);
            for ((name, ..), offset) in accounts.iter().zip(offsets) {
                number(&format!("{prefix}_{name}"), offset);
            }
            number(all, words);
        }
        let lane = |kind: usize| killers.iter().position(|killer| killer + 1 == kind);
        // By every number that an effector's word can hold: what no kind has hits nothing.
        let hit = |kind: usize| lane(kind).map_or(0, |lane| 1 << (HIT_BITS * lane));
        array(&mut text, "HIT_OF", (0..MOST_EFFECTORS + 1).map(hit));
        let words = self
            .groups
            .iter()
            .map(|group| kind_bits(group.kind + 1) | group.antigen << 3 | group.origin << 7);
        array(&mut text, "GROUP_WORD", words);
        let looks = self.looks();
        let code = |wanted: &dyn Fn(&Look) -> bool| looks.iter().position(wanted).unwrap_or(0);
        let of_tissue = |kind: usize, mhc: Mhc| {
            code(&|look| look.tissue == Some(kind) && look.mhc.is_none_or(|own| own == mhc))
        };
        array(&mut text, "CODE_OF_TISSUE", (0..tissue.len()).map(|k| of_tissue(k, Mhc::Negative)));
        array(&mut text, "CODE_WITH_MHC", (0..tissue.len()).map(|k| of_tissue(k, Mhc::Positive)));
        let of_kind = |k: usize| {
            let own = looks.iter().position(|look| look.effector.is_some_and(|e| e + 1 == k));
            own.unwrap_or(at(&looks, "OUTSIDE"))
        };
        array(&mut text, "CODE_OF_EFFECTOR", (0..MOST_EFFECTORS + 1).map(of_kind));
        constant(&mut text, "CODE_VESSEL", code(&|look| look.constant == "VESSEL"));
        text
    }

    /// Codes, colours and places in the palette, of the rules of paint.
    pub fn paint(&self) -> String {
        let looks = self.looks();
        let mut text = String::new();
        constant(&mut text, "CODES", looks.len());
        constant(&mut text, "CODE_OUTSIDE", at(&looks, "OUTSIDE"));
        array(&mut text, "PAINT_KIND", looks.iter().map(|look| look.colour[0] as usize));
        array(&mut text, "PAINT_KIND_LIGHT", looks.iter().map(|look| look.colour[1] as usize));
        let tissue = |look: &Look| look.tissue.is_some() || look.constant == "VESSEL";
        // The first codes: tissue with eight tints of IL-2 and two shades of distance, effectors
        // with one colour, and all with eight shades of light.
        let (mut flat, mut tints, mut far, mut lit) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut effectors = 0;
        let later = looks.len().saturating_sub(PLACED_CODES).max(1);
        let shades = [8, 4, 2, 1].into_iter().find(|n| n * later <= SPARE.len()).unwrap_or(1);
        let mut spare = Vec::new();
        for (code, look) in looks.iter().enumerate() {
            if code >= PLACED_CODES {
                let own = &SPARE[(code - PLACED_CODES) * shades..][..shades];
                let of = |wanted: usize| own[wanted * shades / 8];
                // Shade 5 is the colour itself.
                let shown = match shades {
                    8 => [0, 1, 2, 3, 4, 5, 6, 7].as_slice(),
                    4 => &[1, 3, 5, 7],
                    2 => &[2, 5],
                    _ => &[5],
                };
                spare.extend(own.iter().zip(shown).map(|(index, n)| index << 16 | code << 8 | n));
                flat.push(of(5));
                tints.push(1);
                far.extend(if look.effector.is_some() { [0, 0] } else { [of(5), of(2)] });
                lit.extend((0..8).map(of));
                continue;
            }
            let kind = code.saturating_sub(1);
            match () {
                () if look.constant == "FREE" => {
                    flat.push(1);
                    tints.push(16);
                }
                () if tissue(look) => {
                    flat.push(17 + 8 * kind);
                    tints.push(8);
                }
                () if look.effector.is_some() => {
                    flat.push(73 + effectors);
                    tints.push(1);
                    effectors += 1;
                }
                () => {
                    flat.push(78);
                    tints.push(1);
                }
            }
            far.extend(if tissue(look) && look.constant != "FREE" {
                [79 + 2 * kind, 80 + 2 * kind]
            } else {
                [0, 0]
            });
            let lights = look.body != Body::Glass;
            lit.extend((0..8).map(|shade| if lights { 160 + 8 * kind + shade } else { 0 }));
        }
        if spare.is_empty() {
            spare.push(0xFFFF_FFFF);
        }
        constant(&mut text, "PAINT_SPARES", spare.len());
        array(&mut text, "PAINT_FLAT", flat.into_iter());
        array(&mut text, "PAINT_TINTS", tints.into_iter());
        array(&mut text, "PAINT_AWAY", far.into_iter());
        array(&mut text, "PAINT_SHADES", lit.into_iter());
        array(&mut text, "PAINT_SPARE", spare.into_iter());
        array(
            &mut text,
            "PAINT_SHOWS_MHC",
            looks.iter().map(|look| usize::from(look.mhc.is_some())),
        );
        let solid = |look: &Look| matches!(look.body, Body::Cell | Body::Shrunken | Body::Cloud);
        array(&mut text, "VOLUME_SOLID", looks.iter().map(|look| usize::from(solid(look))));
        // What a sample takes of the light, of 256, and how far from the cell's middle: the square
        // in 1/256 of a cell.
        let takes = |look: &Look| match look.body {
            Body::Cell => (96, 26_896),
            Body::Shrunken => (96, 19_600),
            Body::Cloud => (56, 0xFFFF_FFFF),
            Body::Bead => (256, 10_816),
            Body::Glass => (0, 0),
        };
        array(&mut text, "VOLUME_TAKES", looks.iter().map(|look| takes(look).0));
        array(&mut text, "VOLUME_REACH", looks.iter().map(|look| takes(look).1));
        text
    }

    /// The keys of every kind, for `src/keys/effectors.rs`, which has a module for each.
    pub fn keys(&self) -> String {
        let kinds = &self.table.effector;
        let list = |of: &str, what: &str| {
            let each: Vec<String> =
                kinds.iter().map(|kind| format!("{of}{}::{what}", kind.name)).collect();
            each.join(", ")
        };
        format!(
            "/// All kinds, in the order of their numbers.\n\
             pub static EFFECTORS: [&EffectorKeys; {n}] = [{}];\n\
             /// Their rows, kind by kind.\n\
             pub(super) static TABLES: [&[&crate::input::KeyDef]; {n}] = [{}];\n",
            list("&", "EFFECTOR"),
            list("", "ROWS"),
            n = kinds.len(),
        )
    }

    /// The same for Rust: rows of every table, and the accounts.
    pub fn rust(&self) -> String {
        let Table { limits, field, tissue, effector, accounts, .. } = &self.table;
        let looks = self.looks();
        let killers = self.killers();
        let mut text = String::new();
        let mut put = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        let numbers = [
            ("EFFECTORS", effector.len(), "Kinds of effector."),
            ("CODES", looks.len(), "Codes of a frame."),
            ("TISSUES", tissue.len(), "Kinds of tissue cell, free sites included."),
            ("LINES", limits.lines, "Lines (tumours, then vaccines) that the accounts tell apart."),
            (
                "ANTIGENS",
                limits.antigens,
                "Antigens that T cells tell apart: those of the tumour \
             lines first, in the order in which the scenario names them.",
            ),
            ("GRAFTS", limits.grafts, "Origins of transferred effectors that tissue tells apart."),
            (
                "GROUPS",
                self.groups.len(),
                "Groups of one kind, antigen and origin in which \
             effectors enter tissue: of the host, then of each graft.",
            ),
            ("KILLER_KINDS", killers.len(), "Kinds that kill."),
            (
                "FOUNDING",
                effector.iter().filter(|kind| !kind.later).count(),
                "Kinds of version 0.1.0, whose words stand in every saved state.",
            ),
            ("FIELDS", field.len(), "Fields."),
        ];
        for (name, value, doc) in numbers {
            put(format!("/// {doc}\npub const {name}: usize = {value};"));
        }
        put("/// The kinds of effector, in the order of their numbers.".into());
        put("pub const KINDS: [KindRow; EFFECTORS] = [".into());
        for kind in effector {
            put(kind.rust());
        }
        put("];\nimpl EffectorKind {".into());
        for (place, kind) in effector.iter().enumerate() {
            let (name, label) = (kind.name.to_uppercase(), &kind.label);
            put(format!(
                "    /// {label}.\n    pub const {name}: EffectorKind = EffectorKind({place});"
            ));
        }
        put("}\nimpl TissueKind {".into());
        for (place, tissue) in tissue.iter().enumerate() {
            let name = tissue.name.to_uppercase();
            put(format!(
                "    /// {}.\n    pub const {name}: TissueKind = TissueKind({place});",
                tissue.name
            ));
        }
        put("}\nimpl Code {".into());
        for (code, look) in looks.iter().enumerate() {
            put(format!(
                "    /// {}.\n    pub const {}: Code = Code({code});",
                look.name, look.constant
            ));
        }
        put("}".into());
        let names: Vec<&str> = tissue.iter().map(|tissue| tissue.name.as_str()).collect();
        put(format!(
            "/// Names of the kinds of tissue cell.\npub const TISSUE_NAMES: [&str; TISSUES] = \
             {names:?};"
        ));
        put("/// The codes of a frame, in order.\npub const LOOKS: [CodeRow; CODES] = [".into());
        for look in &looks {
            put(look.rust());
        }
        put("];".into());
        let list = |kinds: &[usize]| {
            kinds.iter().map(|kind| format!("EffectorKind({kind})")).collect::<Vec<_>>().join(", ")
        };
        put(format!(
            "/// Kinds that kill, in the order of their lanes.\npub const KILLERS: [EffectorKind; \
             KILLER_KINDS] = [{}];",
            list(&killers)
        ));
        let words = |of: fn(&Field) -> &str| field.iter().map(of).collect::<Vec<&str>>();
        put(format!(
            "/// Words of the fields in their keys and columns.\npub const FIELD_KEYS: [&str; \
             FIELDS] = {:?};",
            words(|field| &field.name)
        ));
        put(format!(
            "/// Names of the fields for a reader.\npub const FIELD_LABELS: [&str; FIELDS] = {:?};",
            words(|field| &field.label)
        ));
        put("/// Groups of effectors that enter together.".into());
        put("pub const GROUP_TABLE: [ArrivalGroup; GROUPS] = [".into());
        for Group { kind, antigen, origin } in &self.groups {
            put(format!(
                "    ArrivalGroup {{ kind: EffectorKind({kind}), antigen: {antigen}, origin: {origin} }},"
            ));
        }
        put("];\n/// Where each account of events begins (`engine::counters`).".into());
        put("pub mod accounts {".into());
        let (offsets, all) = self.offsets(&accounts.totals);
        for ((name, _, doc), offset) in accounts.totals.iter().zip(offsets) {
            put(format!("    /// {doc}\n    pub const {name}: usize = {offset};"));
        }
        put(format!("    /// All words.\n    pub const TOTAL: usize = {all};"));
        put(format!(
            "    /// Entries of one field in the ledger.\n    pub const LEDGER_ENTRIES: [&str; {}] \
             = {LEDGER:?};",
            LEDGER.len()
        ));
        let (order, always) = self.saved();
        put(format!(
            "    /// The words in the order in which a state is saved.\n    pub const SAVED: \
             [usize; TOTAL] = {order:?};\n    /// How many of them stand in every saved state.\n    \
             pub const SAVED_ALWAYS: usize = {always};"
        ));
        put("}".into());
        text
    }
}

/// The groups in which effectors enter: the host's, of a kind that knows antigens one for each;
/// then the kinds of each graft.
fn groups(table: &Table) -> Vec<Group> {
    let mut groups = Vec::new();
    for (kind, row) in table.effector.iter().enumerate() {
        let antigens = if row.antigens { table.limits.antigens } else { 1 };
        groups.extend((0..antigens).map(|antigen| Group { kind, antigen, origin: 0 }));
    }
    for origin in 1..=table.limits.grafts {
        for (kind, _) in table.effector.iter().enumerate().filter(|(_, row)| row.graft) {
            groups.push(Group { kind, antigen: 0, origin });
        }
    }
    groups
}

/// The number of a kind as it stands in an effector's word.
fn kind_bits(number: usize) -> usize {
    (number & 7) | (number >> 3) << 30
}

fn at(looks: &[Look], constant: &str) -> usize {
    looks.iter().position(|look| look.constant == constant).unwrap_or(0)
}

fn constant(text: &mut String, name: &str, value: usize) {
    writeln!(text, "const {name}: u32 = {value}u;").expect("writing to a String cannot fail");
}

fn array(text: &mut String, name: &str, values: impl ExactSizeIterator<Item = usize>) {
    let length = values.len();
    let list: Vec<String> = values.map(|value| format!("{value}u")).collect();
    writeln!(
        text,
        "const {name}: array<u32, {length}> = array<u32, {length}>({});",
        list.join(", ")
    )
    .expect("writing to a String cannot fail");
}

impl Effector {
    fn rust(&self) -> String {
        let recognition = self.recognition.to_uppercase();
        let bits = |rows: &[String]| {
            let row = |row: &String| {
                row.chars().fold(0u8, |bits, dot| bits << 1 | u8::from(dot == '#')).to_string()
            };
            format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(", "))
        };
        format!(
            "    KindRow {{ name: {:?}, label: {:?}, sentence: {:?}, code: Code({}), \
             recognition: crate::rules::RECOGNISES_{recognition}, antigens: {}, kills: {}, \
             graft: {}, divides: {}, influx: Entry::{:?}, \
             depletion: Depletion::{:?}, later: {}, curve: [{:?}, {:?}], \
             shape_4: {}, shape_5: {}, shape_6: {}, shape_8: {} }},",
            self.name,
            self.label,
            self.sentence.trim(),
            self.code,
            self.antigens,
            self.kills,
            self.graft,
            self.divides,
            self.influx,
            self.depletion,
            self.later,
            self.curve[0],
            self.curve[1],
            bits(&self.shape_4),
            bits(&self.shape_5),
            bits(&self.shape_6),
            bits(&self.shape_8),
        )
    }
}

impl Look<'_> {
    fn rust(&self) -> String {
        let effector =
            self.effector.map_or("None".into(), |kind| format!("Some(EffectorKind({kind}))"));
        let tissue = self.tissue.map_or("None".into(), |kind| format!("Some(TissueKind({kind}))"));
        format!(
            "    CodeRow {{ word: {:?}, name: {:?}, label: {:?}, sentence: {:?}, effector: {effector}, \
             tissue: {tissue}, glass: {}, rank: {}, legend: Legend::{:?} }},",
            self.constant.to_lowercase(),
            self.name,
            self.label,
            self.sentence,
            self.body == Body::Glass,
            self.rank,
            self.legend,
        )
    }
}
