//! The cards of the rules: what a biologist reads above each, and what the model's page prints.
//!
//! In: the text of a file of `shaders/rules`. Out: its cards, or what is missing, with the line. A
//! rule is a function; directly above it stands its card:
//!
//! ```text
//! // RULE name   One sentence, which may go on in the next line.
//! //   equation in symbols, one line or more
//! //   keys model.KIND.kill_rate, kill_floor; model.nk.fade
//! //   source: Author Year | assumed: why, range
//! ```
//!
//! A key without a dot has the table of the one before it; KIND, FIELD and DRUG stand for every
//! table that has the key, `keys none` says that nothing can be set. A function that is no rule by
//! itself says `// helper: what it does` (one that follows it without a blank line is one too), and
//! a file without biology says `// No cards: why`. Where cards are asked for, arithmetic goes
//! through named functions: no `>>` and `<<`. Every member of every struct has a comment of its
//! own.

/// The width of a line.
const COLUMNS: usize = 100;

/// What is wrong in a line.
pub type Fault = (usize, String);

/// A rule as a reader sees it.
#[derive(Debug)]
pub struct Card {
    /// Stem of its file.
    pub file: String,
    /// The function below it.
    pub function: String,
    pub name: String,
    pub sentence: String,
    /// Its equation, line by line.
    pub equation: Vec<String>,
    /// Full names; empty where nothing can be set.
    pub keys: Vec<String>,
    /// `source: ...`, `assumed: ...`, or both with a bar between.
    pub source: String,
}

/// The cards of a file.
pub fn of(file: &str, text: &str) -> Result<Vec<Card>, Vec<Fault>> {
    let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".wgsl");
    let exempt = text.lines().any(|line| line.starts_with("// No cards: "));
    let (mut cards, mut faults) = (Vec::new(), form(text));
    let lines: Vec<&str> = text.lines().collect();
    let mut helper_above = false;
    for (at, line) in lines.iter().enumerate().filter(|_| !exempt) {
        let code = line.split("//").next().unwrap_or_default();
        if code.contains(">>") || code.contains("<<") {
            faults.push((at, "a rule shifts no bits: use or write a named function".into()));
        }
        let Some(function) = line.strip_prefix("fn ") else { continue };
        let function = function.split('(').next().unwrap_or_default();
        let above = lines[..at].iter().rposition(|line| !line.starts_with("//"));
        let block = &lines[above.map_or(0, |above| above + 1)..at];
        if block.is_empty() {
            if !(helper_above && above.is_some_and(|above| lines[above].ends_with('}'))) {
                faults.push((at, lacking(function)));
            }
            continue;
        }
        helper_above = block.iter().any(|line| line.starts_with("// helper: "));
        match block.iter().position(|line| line.starts_with("// RULE ")) {
            None if helper_above => {}
            None => faults.push((at, lacking(function))),
            Some(start) => match read(stem, function, &block[start..]) {
                Ok(card) => cards.push(card),
                Err(wrong) => faults.push((at - block.len() + start, wrong)),
            },
        }
    }
    if faults.is_empty() { Ok(cards) } else { Err(faults) }
}

fn lacking(function: &str) -> String {
    format!(
        "`{function}` has no card: `// RULE name   sentence` with equation, keys and source, or \
         `// helper: ...`, directly above it"
    )
}

/// Faults of any shader: lines too wide, members of structs without a word.
pub fn form(text: &str) -> Vec<Fault> {
    let mut faults = members(text);
    let wide = text.lines().enumerate().filter(|(_, line)| line.chars().count() > COLUMNS);
    faults.extend(wide.map(|(at, _)| (at, format!("a line has at most {COLUMNS} columns"))));
    faults
}

/// Faults of structs whose members have no comment of their own.
fn members(text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (mut within, mut commented) = (false, false);
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if line.starts_with("struct ") {
            within = true;
        } else if line.starts_with('}') {
            within = false;
        } else if within && !trimmed.starts_with("//") && !commented {
            faults.push((
                at,
                format!("a member has its meaning, unit and key in a comment above it: {trimmed}"),
            ));
        }
        commented = trimmed.starts_with("//");
    }
    faults
}

/// The part of a card that a line continues.
enum Part {
    Sentence,
    Equation,
    Keys,
    Source,
}

fn read(file: &str, function: &str, lines: &[&str]) -> Result<Card, String> {
    let mut part = Part::Sentence;
    let (mut head, mut equation) = (String::new(), Vec::new());
    let (mut keys, mut source) = (String::new(), String::new());
    for line in lines {
        let line = line.trim_start_matches("//");
        let words = line.trim();
        if line.starts_with("   ") && matches!(part, Part::Sentence) {
            part = Part::Equation;
        }
        let mut words = words;
        if let Some(more) = words.strip_prefix("keys ") {
            part = Part::Keys;
            words = more;
            if !keys.is_empty() {
                keys.push(';');
            }
        }
        if let Some(found) = ["source: ", "assumed: "].iter().filter_map(|m| words.find(m)).min()
            && !matches!(part, Part::Sentence | Part::Equation | Part::Source)
        {
            keys += &format!(" {}", &words[..found]);
            words = &words[found..];
            part = Part::Source;
        } else if words.starts_with("source: ") || words.starts_with("assumed: ") {
            part = Part::Source;
        }
        match part {
            Part::Sentence => head += &format!("{words} "),
            Part::Equation => equation.push(words.to_string()),
            Part::Keys => keys += &format!(" {words}"),
            Part::Source => source += &format!("{words} "),
        }
    }
    let head = head.trim().strip_prefix("RULE ").unwrap_or_default();
    let (name, sentence) =
        head.split_once("   ").ok_or("a card begins `// RULE name   sentence`")?;
    let card = Card {
        file: file.into(),
        function: function.into(),
        name: name.trim().into(),
        sentence: sentence.trim().into(),
        equation,
        keys: full_names(&keys)?,
        source: source.trim().into(),
    };
    for (present, what) in [
        (card.sentence.ends_with('.'), "a sentence that ends with a full stop"),
        (!card.equation.is_empty(), "an equation, indented by three spaces"),
        (!keys.trim().is_empty(), "its keys (`keys none` where nothing can be set)"),
        (card.source.len() > "assumed: ".len(), "`source: ...` or `assumed: ...`"),
    ] {
        if !present {
            return Err(format!("the card of `{}` lacks {what}", card.name));
        }
    }
    Ok(card)
}

/// Keys with their tables.
fn full_names(keys: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for key in keys.split([',', ';']).map(str::trim).filter(|key| !key.is_empty() && *key != "none")
    {
        if key.contains(' ') {
            return Err(format!("`{key}` is no key: keys are parted by commas"));
        }
        match (key.contains('.'), names.last().and_then(|last| last.rsplit_once('.'))) {
            (false, Some((table, _))) => names.push(format!("{table}.{key}")),
            (false, None) => return Err(format!("the key `{key}` has no table")),
            (true, _) => names.push(key.to_string()),
        }
    }
    Ok(names)
}

/// All cards as a Rust slice.
pub fn slice(cards: &[Card]) -> String {
    let mut text = String::from("&[\n");
    for Card { file, function, name, sentence, equation, keys, source } in cards {
        text += &format!(
            "    Card {{ file: {file:?}, function: {function:?}, name: {name:?}, sentence: \
             {sentence:?}, equation: &{equation:?}, keys: &{keys:?}, source: {source:?} }},\n"
        );
    }
    text + "]\n"
}
