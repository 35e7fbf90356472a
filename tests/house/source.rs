//! A source file as tokens: words, punctuation, lines; without comments, texts and what is for
//! tests alone.

/// A word or a mark of the source, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

impl Token {
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// The tokens of a source text. `::` is one token, every other mark is one character, a literal is
/// the token `"`.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    let peek = |at: usize| chars.get(at).copied().unwrap_or('\0');
    while at < chars.len() {
        let start = at;
        let text = match chars[at] {
            '/' if peek(at + 1) == '/' => {
                at += chars[at..].iter().take_while(|c| **c != '\n').count();
                None
            }
            '/' if peek(at + 1) == '*' => {
                at = after_comment(&chars, at);
                None
            }
            '"' => {
                at = after_text(&chars, at);
                Some("\"".to_owned())
            }
            '\'' => {
                at = after_quote(&chars, at);
                Some("\"".to_owned())
            }
            'r' | 'b' | 'c' if starts_raw_text(&chars, at) => {
                at = after_raw_text(&chars, at);
                Some("\"".to_owned())
            }
            ':' if peek(at + 1) == ':' => {
                at += 2;
                Some("::".to_owned())
            }
            c if c.is_alphanumeric() || c == '_' => {
                at += chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
                Some(chars[start..at].iter().collect())
            }
            c => {
                at += 1;
                (!c.is_whitespace()).then(|| c.to_string())
            }
        };
        tokens.extend(text.map(|text| Token { text, line }));
        line += chars[start..at].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

fn after_comment(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => depth += 1,
            ('*', Some('/')) => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            break;
        }
    }
    at
}

fn after_text(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Past a character literal or a lifetime.
fn after_quote(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        return at + 3 + chars[at + 3..].iter().take_while(|c| **c != '\'').count() + 1;
    }
    if chars.get(at + 2) == Some(&'\'') { at + 3 } else { at + 1 }
}

fn starts_raw_text(chars: &[char], at: usize) -> bool {
    let prefix: String = chars[at..].iter().take(3).collect();
    ["r\"", "r#\"", "r##", "br\"", "br#"].iter().any(|start| prefix.starts_with(start))
}

fn after_raw_text(chars: &[char], mut at: usize) -> usize {
    at += chars[at..].iter().take_while(|c| c.is_alphabetic()).count();
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    at += hashes + 1;
    while at < chars.len() {
        let closes = chars[at] == '"' && chars[at + 1..].iter().take(hashes).all(|c| *c == '#');
        at += 1;
        if closes {
            return at + hashes;
        }
    }
    at
}

/// The tokens without items under `#[cfg(test)]` and without other attributes; the names of modules
/// in files of their own that are for tests alone.
pub fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    let (mut kept, mut test_modules) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].text != "#" {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let (end, is_test) = attribute(tokens, at);
        at = end;
        if !is_test {
            continue;
        }
        while tokens.get(at).is_some_and(|t| t.text == "#") {
            at = attribute(tokens, at).0;
        }
        let end = after_item(tokens, at);
        let item = &tokens[at..end];
        if let Some(name) = item.windows(3).find(|w| w[0].text == "mod" && w[2].text == ";") {
            test_modules.push(name[1].text.clone());
        }
        at = end;
    }
    (kept, test_modules)
}

/// Where an attribute ends, and whether it is `#[cfg(test)]`.
fn attribute(tokens: &[Token], mut at: usize) -> (usize, bool) {
    let start = at;
    let mut depth = 0;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 && tokens[at - 1].text == "]" {
            break;
        }
    }
    let words: Vec<&str> = tokens[start..at].iter().map(|t| t.text.as_str()).collect();
    (at, words == ["#", "[", "cfg", "(", "test", ")", "]"])
}

fn after_item(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0;
    while at < tokens.len() {
        let text = tokens[at].text.as_str();
        at += 1;
        match text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && (text == ";" || text == "}") {
            break;
        }
    }
    at
}
