//! The translator: each construct alone on both engines, and what `build.rs` refuses.

use il2sim::engine::device::Loops;
use naga::valid::{Capabilities, ValidationFlags, Validator};

use crate::support::{Caller, compare, gpu};

#[path = "../../build/guard.rs"]
mod guard;

const TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/snippets.wgsl"));

#[allow(
    clippy::all,
    clippy::allow_attributes_without_reason,
    clippy::undocumented_unsafe_blocks,
    unreachable_pub,
    unused,
    reason = "generated code"
)]
mod snippets {
    use il2sim::rules::bits::ScalarBits as _;
    include!(concat!(env!("OUT_DIR"), "/snippets.rs"));
}

#[allow(clippy::all, reason = "generated code")]
const SNIPPETS: &[Caller] = {
    use self::snippets as rules;
    include!(concat!(env!("OUT_DIR"), "/snippets_table.rs"))
};

#[test]
fn every_construct_gives_the_same_words_on_both_engines() {
    let Some(gpu) = gpu("every_construct_gives_the_same_words_on_both_engines") else { return };
    let differences = compare(gpu, TEXT, SNIPPETS, Loops::AsWritten);
    assert!(
        differences.is_empty(),
        "{} of {} constructs differ:\n{}",
        differences.len(),
        SNIPPETS.len(),
        differences.join("\n")
    );
}

#[test]
fn bounding_the_loops_changes_no_word() {
    let Some(gpu) = gpu("bounding_the_loops_changes_no_word") else { return };
    let differences = compare(gpu, TEXT, SNIPPETS, Loops::Bounded);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What the guard says of a text: the complaints with the words of the text that each points at.
fn complaints(text: &str) -> Vec<(String, String)> {
    let module = naga::front::wgsl::parse_str(text)
        .unwrap_or_else(|error| panic!("{}", error.emit_to_string(text)));
    let info =
        Validator::new(ValidationFlags::all(), Capabilities::empty()).validate(&module).unwrap();
    let place =
        |span: naga::Span| span.to_range().map(|range| text[range].to_owned()).unwrap_or_default();
    guard::rules(&module, &info).into_iter().map(|(span, message)| (place(span), message)).collect()
}

#[test]
fn the_guard_refuses_what_goes_wrong_in_translation() {
    let cases = [
        (
            "fn f(a: u32) -> u32 { var s = 0u; loop { switch a { case 1u: { break; } default: { \
             s++; } } if s > 9u { break; } } return s; }",
            "`break` in a `switch`",
        ),
        (
            "fn f(a: u32) -> u32 { switch a { case 1u: { if a > 0u { break; } return 3u; } \
             default: { } } return 1u; }",
            "`break` in a `switch`",
        ),
        (
            "fn f(a: u32) -> u32 { switch a { default: { return 1u; } case 3u: { return 2u; } } }",
            "`default` must be the last case",
        ),
        (
            "fn f(a: u32) -> u32 { switch a { case 1u: { return 1u; } case 2u, default: { return \
             3u; } case 3u: { return 2u; } } }",
            "`default` must be the last case",
        ),
        ("fn f(a: u32, n: u32) -> u32 { return a << n; }", "a shift by 32 or more"),
        ("fn f(a: u32, n: u32) -> u32 { return a >> (n & 63u); }", "a shift by 32 or more"),
        ("fn f(a: u32, n: u32) -> u32 { return (a >> (32u - n)); }", "a shift by 32 or more"),
        (
            "fn f(a: vec2<u32>, n: u32) -> vec2<u32> { return a << vec2(n); }",
            "a shift by 32 or more",
        ),
        ("fn f(a: u32, n: u32) -> u32 { var x = a; x <<= n; return x; }", "a shift by 32 or more"),
        ("fn f(a: u32, n: u32) -> u32 { return a % n; }", "`%` by a divisor that may be zero"),
        (
            "fn f(a: u32, n: u32) -> u32 { return a % max(n, 0u); }",
            "`%` by a divisor that may be zero",
        ),
        (
            "fn f(a: vec2<u32>, n: vec2<u32>) -> vec2<u32> { return a % n; }",
            "`%` by a divisor that may be zero",
        ),
        ("fn f(a: u32, n: u32) -> u32 { return clamp(a, n, 7u); }", "clamp with a low bound"),
        ("fn f(a: u32) -> u32 { return clamp(a, 8u, 7u); }", "clamp with a low bound"),
        ("fn rule6(a: u32) -> u32 { return a; }", "`rule6` ends in a digit"),
        (
            "const LIMIT_2 = 3u; fn f(a: u32) -> u32 { return a + LIMIT_2; }",
            "`LIMIT_2` ends in a digit",
        ),
        (
            "struct Rate1 { a: u32 } fn f(a: u32) -> u32 { return Rate1(a).a; }",
            "`Rate1` ends in a digit",
        ),
        ("fn v_rule(a: u32) -> u32 { return a; }", "begins with `v_`"),
        ("fn f(a: u32) -> u32 { return u32(f32(a) * 2f); }", "floating point"),
        ("fn f(a: f32) -> f32 { return a; }", "floating point"),
        ("struct Rate { a: f32 } fn f(a: u32) -> u32 { return a; }", "floating point"),
        ("fn f(a: i32) -> u32 { return bitcast<u32>(a); }", "bitcast"),
        ("fn f(a: u32) -> bool { return bool(a); }", "bool(x)"),
        ("fn f(a: array<u32, 4>) -> u32 { return a[0]; }", "is an array"),
        ("fn f(a: u32) -> array<u32, 2> { return array(a, a); }", "is an array"),
        ("struct Box { a: array<u32, 4> } fn f(a: u32) -> u32 { return a; }", "is an array"),
        ("struct Box { a: vec3<u32> } fn f(a: u32) -> u32 { return a; }", "vec3"),
        ("fn f(a: ptr<function, u32>) -> u32 { return *a; }", "is a pointer"),
        ("var<private> state: u32; fn f(a: u32) -> u32 { return a; }", "pure function"),
        (
            "struct Pair { a: u32, b: u32 } const P = Pair(1u, 2u); fn f(a: u32) -> u32 { return \
             a + P.a; }",
            "constant of a struct type",
        ),
        ("@compute @workgroup_size(1) fn f() { }", "no entry point"),
    ];
    for (text, message) in cases {
        let found = complaints(text);
        assert!(
            found.iter().any(|(_, said)| said.contains(message)),
            "{text}\nexpected: {message}\nsaid: {found:?}"
        );
    }
}

#[test]
fn the_guard_points_at_the_offending_words() {
    let many = |count: u32| {
        let arguments: String = (0..count).map(|n| format!("a{n}: u32, ")).collect();
        complaints(&format!("fn f({arguments}) -> u32 {{ return a0; }}"))
    };
    assert!(many(6).is_empty());
    assert!(many(7)[0].1.contains("takes 7 arguments"));
    let [(place, _)] =
        complaints("fn f(a: u32, n: u32) -> u32 { let b = a + 1u; return (b << n) + a; }")
            .try_into()
            .unwrap();
    assert_eq!(place, "b << n");
    let [(place, _)] =
        complaints("fn f(a: u32, n: u32) -> u32 { return (a % 3u) + (a % (n + 1u)); }")
            .try_into()
            .unwrap();
    assert_eq!(place, "a % (n + 1u)");
}

#[test]
fn the_guard_lets_safe_forms_pass() {
    for text in [
        TEXT,
        il2sim::rules::WGSL,
        "fn f(a: u32, n: u32) -> u32 { let m = n & 31u; return (a << m) | (a >> min(n, 31u)) | (a \
         << 31u) | (a % max(n, 1u)); }",
        "fn f(a: u32) -> u32 { switch a { case 1u, 2u: { return 1u; } case 7u, default, 9u: { \
         return 3u; } } }",
        "fn f(a: u32) -> u32 { var s = 0u; for (var i = 0u; i < 9u; i++) { switch a { case 1u: { \
         for (;;) { break; } } default: { s++; } } } return s; }",
    ] {
        assert_eq!(complaints(text), [], "{text}");
    }
}
