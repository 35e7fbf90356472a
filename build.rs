//! Joins, checks and translates the rulebook.
//!
//! In: `shaders/rules/*.wgsl` (pure integer functions, joined in the order of their names, after
//! what the table `kinds.toml` beside them says) and
//! `shaders/kernels/*.wgsl` (one entry point a file, named like the file; those of `shared/` go
//! before each). Out, in `OUT_DIR`: `rules.wgsl` (the joined text that
//! the GPU runs), `rules.code` (its tokens, of which the digest is taken, without those of paint),
//! `cards.rs` (what stands above the rules), `rules.rs` (its translation that the CPU runs),
//! `kernels.rs` with one text a kernel, `rule_table.rs` (a caller for every rule, for the tests
//! that compare both), `kinds.rs` (the table of kinds for Rust), `effector_keys.rs` (the keys of
//! each), and `params_layout.rs` (asserts that the kernels' `Params` lies in memory as Rust's). A
//! broken shader
//! fails the build with file, line, column and the offending text.

#![allow(unreachable_pub, reason = "a program of its own")]

use std::{
    env, fs,
    ops::Range,
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    process::{Command, exit},
};

use naga::{
    Module, Span,
    valid::{Capabilities, ModuleInfo, ValidationFlags, Validator},
};
use naga_rust_back::{Config, Effect, Inline, Rule};

#[path = "build/cards.rs"]
mod cards;
#[path = "build/code.rs"]
mod code;
#[path = "build/guard.rs"]
mod guard;
#[path = "build/kinds.rs"]
mod kinds;
#[path = "build/labels.rs"]
mod labels;
#[path = "build/table.rs"]
mod table;

/// Storage buffers that every WebGPU adapter grants to one kernel.
const STORAGE_BUFFERS: usize = 8;

/// Rule files that only say how things look: what they paint has digests of its own
/// (`picture::proof`).
const PAINT: [&str; 3] = ["80_paint.wgsl", "85_volume.wgsl", PAINT_OF_KINDS];

/// The table of kinds, and what is made of it for the rules of state and of paint.
const KINDS: &str = "shaders/rules/kinds.toml";
const RULES_OF_KINDS: &str = "shaders/rules/kinds.toml: numbers";
const PAINT_OF_KINDS: &str = "shaders/rules/kinds.toml: paint";

/// Text joined from files, which knows where each part came from.
#[derive(Clone, Default)]
struct Joined {
    text: String,
    parts: Vec<(String, Range<usize>)>,
    /// What to name when a complaint has no place.
    whole: String,
}

impl Joined {
    fn push(&mut self, name: &str, text: &str) {
        let start = self.text.len();
        self.text.push_str(&text.replace("\r\n", "\n"));
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.parts.push((name.to_owned(), start..self.text.len()));
        self.whole = name.to_owned();
    }

    /// The tokens of the parts that are wanted.
    fn code(&self, wanted: impl Fn(&str) -> bool) -> String {
        let parts = self.parts.iter().filter(|(name, _)| wanted(name));
        parts.map(|(_, range)| code::tokens(&self.text[range.clone()])).collect()
    }

    /// The rules, before them what the table of kinds says.
    fn rules(folder: &str, kinds: &kinds::Kinds) -> Joined {
        let mut joined = Joined::default();
        joined.push(RULES_OF_KINDS, &kinds.rules());
        joined.push(PAINT_OF_KINDS, &kinds.paint());
        for path in wgsl_files(folder) {
            let name = path.to_string_lossy().replace('\\', "/");
            joined.push(&name, &read(&path));
        }
        joined.whole = folder.to_owned();
        joined
    }

    /// `FILE:LINE:COL: message: text`, counted in the file that the span lies in.
    fn complaint(&self, span: Option<Span>, message: &str) -> String {
        let message = message.trim().replace('\n', " ");
        let Some(range) = span.and_then(|span| span.to_range()) else {
            return format!("{}: {message}", self.whole);
        };
        let part = self.parts.iter().rev().find(|part| part.1.start <= range.start);
        let (name, part_start) =
            part.map_or(("shaders", 0), |part| (part.0.as_str(), part.1.start));
        let before = &self.text[part_start..range.start];
        let line = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(part_start, |at| part_start + at + 1);
        let column = self.text[line_start..range.start].chars().count() + 1;
        let whole_line = self.text[line_start..].lines().next().unwrap_or_default().trim();
        let offending = self.text[range].lines().next().unwrap_or_default().trim();
        if offending.is_empty() || offending == whole_line {
            format!("{name}:{line}:{column}: {message}: {whole_line}")
        } else {
            format!("{name}:{line}:{column}: {message}: `{offending}` in: {whole_line}")
        }
    }

    /// Parses and validates, or lists what is wrong.
    fn module(&self) -> Result<(Module, ModuleInfo), Vec<String>> {
        let module = naga::front::wgsl::parse_str(&self.text).map_err(|error| {
            let mut message = error.message().to_owned();
            let mut labels = error.labels();
            let first = labels.next();
            for (_, label) in first.into_iter().chain(labels).filter(|(_, label)| !label.is_empty())
            {
                message = format!("{message} ({label})");
            }
            for note in error.notes() {
                message = format!("{message}; {note}");
            }
            vec![self.complaint(first.map(|(span, _)| span), &message)]
        })?;
        let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
        let info = validator.validate(&module).map_err(|error| {
            let span = error.spans().last().map(|(span, _)| *span).filter(Span::is_defined);
            let mut message = error.as_inner().to_string();
            let mut source = std::error::Error::source(error.as_inner());
            while let Some(inner) = source {
                message = format!("{message}: {inner}");
                source = inner.source();
            }
            vec![self.complaint(span, &message)]
        })?;
        Ok((module, info))
    }

    fn located(&self, complaints: Vec<guard::Complaint>) -> Vec<String> {
        complaints.into_iter().map(|(span, message)| self.complaint(Some(span), &message)).collect()
    }
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for path in ["build", "shaders", "tests/engines/snippets.wgsl"] {
        if Path::new(path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    println!("cargo::rustc-env=IL2SIM_COMMIT={}", commit());
    if let Err(errors) = build(Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"))) {
        for error in errors {
            println!("cargo::error={error}");
        }
        exit(1);
    }
}

fn build(out: &Path) -> Result<(), Vec<String>> {
    let of_table = |complaints: Vec<String>| {
        complaints.iter().map(|complaint| format!("{KINDS}: {complaint}")).collect::<Vec<_>>()
    };
    let kinds = kinds::Kinds::read(&read(Path::new(KINDS))).map_err(of_table)?;
    write(out, "kinds.rs", &kinds.rust());
    write(out, "effector_keys.rs", &kinds.keys());
    let rules = Joined::rules("shaders/rules", &kinds);
    let missing = kinds.missing_in(&rules.text);
    if !missing.is_empty() {
        return Err(of_table(missing));
    }
    write(out, "rules.wgsl", &rules.text);
    write(out, "cards.rs", &cards_of(&rules)?);
    let paint = |name: &str| PAINT.iter().any(|file| name.ends_with(file));
    write(out, "rules.code", &rules.code(|name| !paint(name)));
    translate(out, "rules", &rules)?;

    // The translator's test-suite: constructs of which the compiled crate holds none, so only the
    // tests include them.
    let mut snippets = Joined::default();
    let path = Path::new("tests/engines/snippets.wgsl");
    if path.exists() {
        snippets.push("tests/engines/snippets.wgsl", &read(path));
    }
    write(out, "snippets.wgsl", &snippets.text);
    translate(out, "snippets", &snippets)?;

    kernels(out, &rules)
}

/// Checks rules and writes `NAME.rs` (their translation), `NAME_constants.rs` (plain numbers) and
/// `NAME_table.rs` (a caller for each).
fn translate(out: &Path, name: &str, rules: &Joined) -> Result<(), Vec<String>> {
    let (module, info) = rules.module()?;
    let complaints = guard::rules(&module, &info);
    if !complaints.is_empty() {
        return Err(rules.located(complaints));
    }
    let config = Config::default()
        .public_items(true)
        .rule(Rule::from(Effect::Inline(Inline::Always)))
        .rule(Rule::from(Effect::Derive("Default".into())));
    // The translator panics on constructs that it does not know; its message is enough, its trace
    // is noise.
    std::panic::set_hook(Box::new(|_| {}));
    let translated = std::panic::catch_unwind(AssertUnwindSafe(|| {
        naga_rust_back::write_string(&module, &info, config)
    }));
    drop(std::panic::take_hook());
    let failed = |message: &str| {
        vec![rules.complaint(None, &format!("the translation to Rust failed: {message}"))]
    };
    let code = match translated {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => return Err(failed(&error.to_string())),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            return Err(failed(text.unwrap_or("it panicked")));
        }
    };
    write(
        out,
        &format!("{name}.rs"),
        &format!("{}\n{}", labels::distinct(&code), table::plain_structs(&module)),
    );
    write(out, &format!("{name}_constants.rs"), &table::constants(&module));
    write(out, &format!("{name}_table.rs"), &table::callers(&module));
    Ok(())
}

/// The cards of all rules, or what they lack. The form of kernels is looked at too.
fn cards_of(rules: &Joined) -> Result<String, Vec<String>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    let located = |name: &str, faults: Vec<cards::Fault>| {
        let place = |(line, what)| format!("{name}:{}:1: {what}", line + 1);
        faults.into_iter().map(place).collect::<Vec<String>>()
    };
    for (name, range) in rules.parts.iter().filter(|(name, _)| name.ends_with(".wgsl")) {
        match cards::of(name, &rules.text[range.clone()]) {
            Ok(cards) => found.extend(cards),
            Err(faults) => errors.extend(located(name, faults)),
        }
    }
    let shared = wgsl_files("shaders/kernels/shared");
    for path in wgsl_files("shaders/kernels").into_iter().chain(shared) {
        errors.extend(located(&path.to_string_lossy(), cards::form(&read(&path))));
    }
    if errors.is_empty() { Ok(cards::slice(&found)) } else { Err(errors) }
}

/// Checks every kernel with the rules before it, and writes `kernels.rs`: a slice of (stem, text).
fn kernels(out: &Path, rules: &Joined) -> Result<(), Vec<String>> {
    let mut prefix = rules.clone();
    for path in wgsl_files("shaders/kernels/shared") {
        prefix.push(&path.to_string_lossy().replace('\\', "/"), &read(&path));
    }
    let mut errors = Vec::new();
    let mut list = String::from("&[\n");
    let mut layout = String::new();
    for path in wgsl_files("shaders/kernels") {
        let stem = path.file_stem().expect("a file has a stem").to_string_lossy().into_owned();
        let mut kernel = prefix.clone();
        kernel.push(&path.to_string_lossy().replace('\\', "/"), &read(&path));
        let mut used = Vec::new();
        match kernel.module() {
            Err(complaints) => errors.extend(complaints),
            Ok((module, info)) => {
                errors.extend(kernel.located(guard::arguments(&module)));
                errors.extend(kernel.located(guard::floats(&module, &info)));
                layout = table::layout(&module, "Params");
                match kernel_form(&stem, &module, &info) {
                    Ok(buffers) => used = buffers,
                    Err(complaint) => errors.push(kernel.complaint(None, &complaint)),
                }
            }
        }
        let file = format!("kernel_{stem}.wgsl");
        write(out, &file, &kernel.text);
        let code_file = format!("kernel_{stem}.code");
        write(out, &code_file, &kernel.code(|name| name.starts_with("shaders/kernels/")));
        list.push_str(&format!(
            "    Shader {{ name: {stem:?}, text: include_str!(concat!(env!(\"OUT_DIR\"), \
             \"/{file}\")), code: include_str!(concat!(env!(\"OUT_DIR\"), \"/{code_file}\")), \
             buffers: &{used:?} }},\n"
        ));
    }
    list.push_str("]\n");
    write(out, "kernels.rs", &list);
    write(out, "params_layout.rs", &layout);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// A kernel file holds one compute entry point with the file's name and binds no more storage
/// buffers than every adapter grants. Gives the storage buffers that it uses: name, binding, and
/// whether it may only read them.
fn kernel_form(
    stem: &str,
    module: &Module,
    info: &ModuleInfo,
) -> Result<Vec<(String, u32, bool)>, String> {
    let [entry] = module.entry_points.as_slice() else {
        return Err(format!(
            "a kernel file holds exactly one entry point; this one holds {}",
            module.entry_points.len()
        ));
    };
    if entry.name != stem || entry.stage != naga::ShaderStage::Compute {
        return Err(format!(
            "the entry point must be a compute shader named `{stem}` like its file, not `{}`",
            entry.name
        ));
    }
    let uses = info.get_entry_point(0);
    let mut used = Vec::new();
    for (handle, variable) in module.global_variables.iter() {
        let naga::AddressSpace::Storage { access } = variable.space else { continue };
        if uses[handle].is_empty() {
            continue;
        }
        let (Some(name), Some(binding)) = (&variable.name, &variable.binding) else {
            return Err("a storage buffer has no name or binding".into());
        };
        used.push((name.clone(), binding.binding, !access.contains(naga::StorageAccess::STORE)));
    }
    if used.len() > STORAGE_BUFFERS {
        return Err(format!(
            "{} storage buffers are used; every adapter grants {STORAGE_BUFFERS}: pack them",
            used.len()
        ));
    }
    Ok(used)
}

/// The commit that a release build was made of, "unknown" without git. Other profiles do not ask:
/// they would be rebuilt at each commit.
fn commit() -> String {
    println!("cargo::rerun-if-env-changed=PROFILE");
    if env::var("PROFILE").as_deref() != Ok("release") {
        return "unknown".into();
    }
    // A build without a checkout, such as that of an image, is told.
    println!("cargo::rerun-if-env-changed=IL2SIM_COMMIT");
    if let Ok(given) = env::var("IL2SIM_COMMIT") {
        return given;
    }
    // `cargo package` writes it down; around a crate that was unpacked lies another repository.
    if let Ok(packaged) = fs::read_to_string(".cargo_vcs_info.json") {
        let digits = packaged.split('"').find(|word| word.len() == 40);
        return digits.map_or_else(|| "unknown".into(), str::to_owned);
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(arguments)
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    if let Some(head) =
        git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|head| Path::new(head).exists())
    {
        println!("cargo::rerun-if-changed={head}");
    }
    git(&["rev-parse", "HEAD"]).unwrap_or_else(|| "unknown".into())
}

fn wgsl_files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "wgsl"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(out: &Path, name: &str, text: &str) {
    fs::write(out.join(name), text)
        .unwrap_or_else(|error| panic!("{}: {error}", out.join(name).display()));
}
