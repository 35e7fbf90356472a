//! Every rule of the rulebook on random and extreme arguments: translated Rust against the driver.
//! A new rule is tried without a word here.

use il2sim::{engine::device::Loops, rules};

use crate::support::{CALLS, Caller, compare, equal, gpu, on_cpu, on_gpu, words};

#[allow(clippy::all, reason = "generated code")]
const RULES: &[Caller] = include!(concat!(env!("OUT_DIR"), "/rules_table.rs"));

#[test]
fn every_rule_gives_the_same_words_on_both_engines() {
    let Some(gpu) = gpu("every_rule_gives_the_same_words_on_both_engines") else { return };
    let differences = compare(gpu, rules::WGSL, RULES, Loops::AsWritten);
    assert!(
        differences.is_empty(),
        "{} of {} rules differ:\n{}",
        differences.len(),
        RULES.len(),
        differences.join("\n")
    );
}

#[test]
fn the_comparison_sees_one_flipped_bit() {
    let Some(gpu) = gpu("the_comparison_sees_one_flipped_bit") else { return };
    let caller = RULES.iter().find(|caller| caller.name == "random_block").unwrap();
    let input = words(caller.inputs, CALLS);
    let on_gpu = on_gpu(gpu, rules::WGSL, caller, &input, CALLS, Loops::AsWritten).unwrap();
    let mut on_cpu = on_cpu(caller, &input, CALLS).unwrap();
    assert_eq!(equal(caller, &input, &on_cpu, &on_gpu), Ok(()));
    on_cpu[4 * CALLS - 3] ^= 1 << 17;
    assert!(equal(caller, &input, &on_cpu, &on_gpu).is_err());
}

#[test]
fn the_driver_gives_the_published_random_words() {
    let Some(gpu) = gpu("the_driver_gives_the_published_random_words") else { return };
    let caller = RULES.iter().find(|caller| caller.name == "random_block").unwrap();
    let words = on_gpu(gpu, rules::WGSL, caller, &[0; 8], 1, Loops::AsWritten).unwrap();
    assert_eq!(words, [0x9c6c_a96a, 0xe17e_ae66, 0xfc10_ecd4, 0x5256_a7d8]);
}
