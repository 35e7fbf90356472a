//! Distinct names for the loop labels of translated code.
//!
//! In: Rust text in which every loop carries the labels `'naga_break` and `'naga_continue`, so that
//! nested loops shadow each other, of which the compiler warns and no lint silences it. Out: the
//! same text with a number behind each label, one for each place that declares it. A use
//! means the innermost block that declares the label, as before.

const LABELS: [&str; 2] = ["'naga_break", "'naga_continue"];

/// The text with a number behind every label.
pub fn distinct(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    // The label that each open brace declares, if any.
    let mut open: Vec<Option<(usize, usize)>> = Vec::new();
    let mut declared = None;
    let mut count = 0;
    let mut rest = code;
    while let Some(next) = rest.chars().next() {
        let label = LABELS.iter().position(|label| rest.starts_with(label));
        let length = label.map_or(next.len_utf8(), |label| LABELS[label].len());
        let (text, after) = rest.split_at(length);
        out.push_str(text);
        rest = after;
        match (label, next) {
            (Some(label), _) if rest.starts_with(':') => {
                count += 1;
                declared = Some((label, count));
                out.push_str(&count.to_string());
            }
            (Some(label), _) => {
                let innermost = open.iter().rev().flatten().find(|declared| declared.0 == label);
                out.push_str(&innermost.map(|declared| declared.1.to_string()).unwrap_or_default());
            }
            (None, '{') => open.push(declared.take()),
            (None, '}') => drop(open.pop()),
            _ => {}
        }
    }
    out
}
