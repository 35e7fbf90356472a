//! The crate as modules, and the arrows between its files: who names what of whom.
//!
//! An arrow goes to the file that defines what is named, through any number of `use` lines on the
//! way: a name that a parent re-exports from its child is the child's. `mod`, a parent's `pub use`
//! of what its children define (unless the parent uses it too), and the naming of a module alone
//! make no arrow. Items for tests alone are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{Token, tokens, without_tests};

/// A name used in `file` on `line` that `to` defines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub line: usize,
    /// As written, with `use` lines followed.
    pub name: String,
}

/// A path named in a module.
#[derive(Clone, Debug)]
struct Named {
    path: Vec<String>,
    line: usize,
    /// By a `pub use`.
    re_exported: bool,
}

#[derive(Clone, Debug, Default)]
struct Module {
    file: String,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    defines: BTreeSet<String>,
    /// Names that `use` lines bring, and where from.
    brought: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    named: Vec<Named>,
    /// Words outside `use` lines that may be such a name, and where.
    words: BTreeMap<String, usize>,
}

impl Module {
    /// Names that this module passes on and uses itself.
    fn used_re_exports(&self) -> Vec<Named> {
        let passed_on = self.named.iter().filter(|named| named.re_exported);
        let used = passed_on.filter_map(|named| {
            let alias = self.brought.iter().find(|(_, path)| **path == named.path)?.0;
            let line = *self.words.get(alias)?;
            Some(Named { path: named.path.clone(), line, re_exported: false })
        });
        used.collect()
    }
}

/// All modules of a crate.
pub struct Tree {
    modules: Vec<Module>,
}

impl Tree {
    /// Reads a crate from its root file, with the folder against which files are named.
    pub fn read(root: &Path, file: &str) -> Tree {
        Tree::from(file, &|path: &str| fs::read_to_string(root.join(path)).ok())
    }

    /// A crate from its texts.
    pub fn from(file: &str, text: &dyn Fn(&str) -> Option<String>) -> Tree {
        let mut tree = Tree { modules: Vec::new() };
        let folder = Path::new(file).parent().expect("a file in a folder").to_owned();
        tree.add_file(None, file, &folder, text);
        tree
    }

    fn add_file(
        &mut self,
        parent: Option<usize>,
        file: &str,
        folder: &Path,
        text: &dyn Fn(&str) -> Option<String>,
    ) -> usize {
        let id = self.modules.len();
        self.modules.push(Module { file: file.to_owned(), parent, ..Module::default() });
        let source = text(file).unwrap_or_else(|| panic!("{file}: no such file"));
        let (tokens, _) = without_tests(&tokens(&source));
        let files = Reader { tree: self, tokens: &tokens, at: 0 }.module(id);
        for (module, inner, name) in files {
            let folder: PathBuf = inner.iter().fold(folder.to_owned(), |at, name| at.join(name));
            let file = folder.join(format!("{name}.rs")).to_string_lossy().into_owned();
            let child = self.add_file(Some(module), &file, &folder.join(&name), text);
            self.modules[module].children.insert(name, child);
        }
        id
    }

    /// The modules directly under the crate's root.
    pub fn rooms(&self) -> BTreeSet<&str> {
        self.modules[0].children.keys().map(String::as_str).collect()
    }

    /// All arrows between different files.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = BTreeMap::new();
        for (id, module) in self.modules.iter().enumerate() {
            let folder = format!("{}/", module.file.trim_end_matches(".rs"));
            for named in module.named.iter().chain(&module.used_re_exports()) {
                let Some(to) = self.resolve(id, &named.path, 0) else { continue };
                let passed_on = named.re_exported && to.starts_with(&folder);
                if to != module.file && !passed_on {
                    let name = named.path.join("::");
                    let key = (module.file.clone(), to.to_owned());
                    arrows.entry(key).or_insert((named.line, name));
                }
            }
        }
        let arrow = |((from, to), (line, name))| Arrow { from, to, line, name };
        arrows.into_iter().map(arrow).collect()
    }

    /// The file that defines what a path names; none for a module alone and for other crates.
    fn resolve(&self, module: usize, path: &[String], depth: usize) -> Option<&str> {
        if depth > 20 {
            return None;
        }
        let mut at = module;
        for (n, name) in path.iter().enumerate() {
            let here = &self.modules[at];
            let rest = &path[n + 1..];
            match name.as_str() {
                "crate" if n == 0 => at = 0,
                "self" if n == 0 => {}
                "super" => at = here.parent?,
                "*" => return Some(&here.file),
                _ => {
                    let brought = here.brought.get(name);
                    let child = here.children.get(name);
                    if let (Some(child), true) = (child, !rest.is_empty() || brought.is_none()) {
                        at = *child;
                    } else if let Some(from) = brought {
                        // Inside the `use` line itself, a name may be that of another crate.
                        let whole: Vec<String> = from.iter().chain(rest).cloned().collect();
                        return self.resolve_use(at, &whole, depth + 1);
                    } else {
                        return self.defining(at, name, depth, n);
                    }
                }
            }
        }
        None
    }

    /// A path of a `use` line: its first word is a keyword, a child, or another crate.
    fn resolve_use(&self, module: usize, path: &[String], depth: usize) -> Option<&str> {
        let first = path.first()?.as_str();
        let known = ["crate", "self", "super"].contains(&first)
            || self.modules[module].children.contains_key(first)
            || self.modules[module].defines.contains(first);
        if known { self.resolve(module, path, depth) } else { None }
    }

    fn defining(&self, module: usize, name: &str, depth: usize, n: usize) -> Option<&str> {
        let here = &self.modules[module];
        if here.defines.contains(name) {
            return Some(&here.file);
        }
        for glob in &here.globs {
            let inner: Vec<String> =
                glob.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>();
            let found = self.resolve_use(module, &inner, depth + 1);
            if found.is_some() {
                return found;
            }
        }
        // What a macro or `include!` defines is the module's own, if the path led into a module.
        (n > 0 && depth == 0).then_some(here.file.as_str())
    }
}

/// Reads the tokens of one file into modules.
struct Reader<'a> {
    tree: &'a mut Tree,
    tokens: &'a [Token],
    at: usize,
}

/// A module in a file of its own: the module that declares it, the inline modules around the
/// declaration, its name.
type InFile = (usize, Vec<String>, String);

impl Reader<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.text.as_str())
    }

    fn module(mut self, id: usize) -> Vec<InFile> {
        let mut files = Vec::new();
        // The module, and the depth of braces at which it ends.
        let mut inside: Vec<(usize, usize, String)> = vec![(id, 0, String::new())];
        let mut depth = 0;
        while self.at < self.tokens.len() {
            let (module, base, _) = inside.last().expect("the file's module").clone();
            match self.text(self.at) {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if inside.len() > 1 && depth == base - 1 {
                        inside.pop();
                    }
                }
                "mod" if self.tokens[self.at + 1].is_word() && self.text(self.at + 2) == ";" => {
                    let inner = inside[1..].iter().map(|(_, _, name)| name.clone()).collect();
                    files.push((module, inner, self.text(self.at + 1).to_owned()));
                    self.at += 2;
                }
                "mod" if self.tokens[self.at + 1].is_word() && self.text(self.at + 2) == "{" => {
                    let name = self.text(self.at + 1).to_owned();
                    let child = self.tree.modules.len();
                    let file = self.tree.modules[module].file.clone();
                    let parent = Some(module);
                    self.tree.modules.push(Module { file, parent, ..Module::default() });
                    self.tree.modules[module].children.insert(name.clone(), child);
                    depth += 1;
                    inside.push((child, depth, name));
                    self.at += 2;
                }
                "use" if self.text(self.at + 1) != "<" => self.use_line(module),
                _ => self.word(module, depth == base),
            }
            self.at += 1;
        }
        files
    }

    fn use_line(&mut self, module: usize) {
        let before = if self.at == 0 { "" } else { self.text(self.at - 1) };
        let re_exported = before == "pub" || before == ")";
        self.at += 1;
        let mut found = Vec::new();
        self.use_tree(&mut Vec::new(), &mut found);
        for (path, alias, line) in found {
            let target = &mut self.tree.modules[module];
            if path.last().is_some_and(|last| last == "*") {
                target.globs.push(path[..path.len() - 1].to_vec());
            } else {
                target.brought.insert(alias, path.clone());
            }
            target.named.push(Named { path, line, re_exported });
        }
    }

    fn use_tree(
        &mut self,
        before: &mut Vec<String>,
        found: &mut Vec<(Vec<String>, String, usize)>,
    ) {
        let length = before.len();
        loop {
            let Token { text, line } = self.tokens[self.at].clone();
            match text.as_str() {
                "{" => {
                    while self.text(self.at) != "}" {
                        self.at += 1;
                        if self.text(self.at) != "}" {
                            self.use_tree(before, found);
                        }
                    }
                    self.at += 1;
                    break;
                }
                "::" => self.at += 1,
                _ => {
                    self.at += 1;
                    if text != "self" || before.is_empty() {
                        before.push(text);
                    }
                    if self.text(self.at) == "::" {
                        continue;
                    }
                    let mut alias = before.last().cloned().unwrap_or_default();
                    if self.text(self.at) == "as" {
                        alias = self.text(self.at + 1).to_owned();
                        self.at += 2;
                    }
                    found.push((before.clone(), alias, line));
                    break;
                }
            }
        }
        before.truncate(length);
    }

    /// A definition, or a path that is named outside a `use` line.
    fn word(&mut self, module: usize, at_top: bool) {
        let token = self.tokens[self.at].clone();
        if !token.is_word() {
            return;
        }
        let before = if self.at == 0 { "" } else { self.text(self.at - 1) }.to_owned();
        let before = before.as_str();
        const DEFINING: [&str; 9] =
            ["fn", "struct", "enum", "trait", "type", "const", "static", "union", "macro_rules"];
        if at_top && (DEFINING.contains(&before) || before == "!") {
            self.tree.modules[module].defines.insert(token.text.clone());
        }
        if before == "::" || before == "." || before == "in" {
            return;
        }
        let after = self.text(self.at + 1);
        let is_type = token.text.starts_with(char::is_uppercase);
        if before != "fn" && (is_type || after == "(") {
            self.tree.modules[module].words.entry(token.text.clone()).or_insert(token.line);
        }
        if self.text(self.at + 1) != "::" {
            return;
        }
        let mut path = vec![token.text];
        while self.text(self.at + 1) == "::"
            && self.tokens.get(self.at + 2).is_some_and(Token::is_word)
        {
            path.push(self.text(self.at + 2).to_owned());
            self.at += 2;
        }
        self.tree.modules[module].named.push(Named { path, line: token.line, re_exported: false });
    }
}
