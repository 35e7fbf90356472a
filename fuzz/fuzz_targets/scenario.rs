#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    il2sim::fuzzing::scenario(bytes);
});
