//! What the rulebook's digests see of a text: its tokens, without comments and blank space.
//!
//! In: WGSL. Out: one token a line: a name or number, or a single other character. Two texts with
//! the same tokens compile to the same program, so mending a comment or breaking a line changes no
//! digest.

/// The tokens of a text, one a line.
pub fn tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
        } else if rest.starts_with("/*") {
            rest = after_block(rest);
        } else if next.is_whitespace() {
            rest = rest.trim_start();
        } else {
            let end = if word(next) {
                rest.find(|c| !word(c)).unwrap_or(rest.len())
            } else {
                next.len_utf8()
            };
            out.push_str(&rest[..end]);
            out.push('\n');
            rest = &rest[end..];
        }
    }
    out
}

/// What follows a block comment; such comments nest.
fn after_block(text: &str) -> &str {
    let mut depth = 0;
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix("/*") {
            depth += 1;
            rest = inner;
        } else if let Some(outer) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = outer;
            if depth == 0 {
                return rest;
            }
        } else {
            rest = &rest[rest.chars().next().map_or(1, char::len_utf8)..];
        }
    }
    rest
}
