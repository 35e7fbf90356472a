//! The adapter under test, the words that rules are tried on, and the comparison of both engines.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use crate::skipped::skipped;
use il2sim::{
    engine::adapter::AdapterChoice,
    engine::device::{DeviceError, Gpu, Kernel, Loops},
    rules,
};

/// Seed of the random words.
pub const SEED: u32 = 1986;

/// Calls of one rule in a comparison.
pub const CALLS: usize = 4096;

/// A rule that can be called on flat words on both engines; `build.rs` writes one for every rule.
pub struct Caller {
    pub name: &'static str,
    pub inputs: usize,
    pub outputs: usize,
    pub call: fn(&[u32], &mut [u32]),
    pub wgsl: &'static str,
}

static GPU: LazyLock<Gpu> = LazyLock::new(|| {
    let wanted = std::env::var("IL2SIM_TEST_GPU").unwrap_or_default();
    quiet_driver();
    let gpu = typed(&wanted).and_then(|choice| Gpu::open(&choice, true)).unwrap_or_else(|error| {
        panic!(
            "no GPU for the tests: {error}\nInstall a Vulkan driver (a software one will do), or \
             leave these tests out: IL2SIM_TEST_GPU=skip"
        )
    });
    eprintln!("GPU tests run on {}, driver {}", gpu.facts, gpu.facts.driver);
    gpu
});

fn typed(wanted: &str) -> Result<AdapterChoice, DeviceError> {
    if wanted.is_empty() { Ok(AdapterChoice::Auto) } else { wanted.parse() }
}

/// The adapter that the person chose for tests.
pub fn choice() -> AdapterChoice {
    typed(&std::env::var("IL2SIM_TEST_GPU").unwrap_or_default())
        .expect("the adapter under test was opened with it")
}

/// Software drivers complain on stderr where there is no run-time directory, which no test needs.
fn quiet_driver() {
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        // SAFETY: called once, under the lock of `GPU`, before any driver is loaded; the tests' own
        // threads read the environment only through the standard library, which locks it.
        unsafe { std::env::set_var("XDG_RUNTIME_DIR", std::env::temp_dir()) };
    }
}

/// The adapter under test; `None`, with a line that says so, where the person typed that GPU tests
/// may be skipped.
pub fn gpu(test: &str) -> Option<&'static Gpu> {
    if skipped(test) { None } else { Some(&*GPU) }
}

/// Input words for so many calls: every pair of extreme words first, then extreme, small, sparse
/// and uniform words mixed. The seed is fixed.
pub fn words(inputs: usize, calls: usize) -> Vec<u32> {
    const EXTREMES: [u32; 16] = [
        0, 1, 2, 3, 30, 31, 32, 33, 63, 64, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001,
        0xFFFF_FFFE, 0xFFFF_FFFF,
    ];
    let mut words = Vec::with_capacity(inputs * calls);
    for call in 0..calls {
        for place in 0..inputs {
            let block = <[u32; 4]>::from(rules::random_block(
                [call as u32, place as u32, 0, 0],
                [SEED, 0, 0, 0],
            ));
            let extreme = EXTREMES[(block[1] % 16) as usize];
            words.push(match block[0] % 4 {
                _ if call < 256 && place < 2 => EXTREMES[(call >> (4 * place)) % 16],
                0 => extreme,
                1 => block[2] % 64,
                2 => block[2] >> (block[3] % 32),
                _ => block[2],
            });
        }
    }
    words
}

/// Calls a rule on the CPU, once for each group of input words.
///
/// # Errors
/// The arguments on which the translated rule panicked.
pub fn on_cpu(caller: &Caller, input: &[u32], calls: usize) -> Result<Vec<u32>, String> {
    let mut output = vec![0; caller.outputs * calls];
    for (call, out) in output.chunks_exact_mut(caller.outputs).enumerate() {
        let arguments = &input[call * caller.inputs..][..caller.inputs];
        catch_unwind(AssertUnwindSafe(|| (caller.call)(arguments, out)))
            .map_err(|_| format!("{} panicked on {arguments:x?}", caller.name))?;
    }
    Ok(output)
}

/// Calls a rule on the GPU, once for each group of input words.
///
/// # Errors
/// What the GPU reported.
pub fn on_gpu(
    gpu: &Gpu,
    rules: &str,
    caller: &Caller,
    input: &[u32],
    calls: usize,
    loops: Loops,
) -> Result<Vec<u32>, String> {
    let text = format!("{rules}\n{}", caller.wgsl);
    let kernel = Kernel { text: &text, entry: "call_rule", loops };
    let invocations = u32::try_from(calls).expect("a test makes few calls");
    gpu.call(&kernel, input, caller.outputs * calls, invocations)
        .map_err(|error| format!("{}: {error}", caller.name))
}

/// The first call on which two engines gave other words.
///
/// # Errors
/// The arguments and both results.
pub fn equal(caller: &Caller, input: &[u32], cpu: &[u32], gpu: &[u32]) -> Result<(), String> {
    assert_eq!(cpu.len(), gpu.len(), "{}", caller.name);
    assert!(!cpu.is_empty(), "{}: nothing was compared", caller.name);
    let calls = cpu.chunks_exact(caller.outputs).zip(gpu.chunks_exact(caller.outputs));
    for (call, (on_cpu, on_gpu)) in calls.enumerate() {
        if on_cpu != on_gpu {
            let arguments = &input[call * caller.inputs..][..caller.inputs];
            return Err(format!(
                "{} on {arguments:x?} (call {call} of seed {SEED}): CPU {on_cpu:x?}, GPU {on_gpu:x?}",
                caller.name
            ));
        }
    }
    Ok(())
}

/// Runs every rule of a table on both engines and collects what differs.
pub fn compare(gpu: &Gpu, rules: &str, callers: &[Caller], loops: Loops) -> Vec<String> {
    assert!(!callers.is_empty());
    let mut differences = Vec::new();
    for caller in callers {
        let input = words(caller.inputs, CALLS);
        let both = on_cpu(caller, &input, CALLS)
            .and_then(|cpu| Ok((cpu, on_gpu(gpu, rules, caller, &input, CALLS, loops)?)));
        if let Err(difference) = both.and_then(|(cpu, gpu)| equal(caller, &input, &cpu, &gpu)) {
            differences.push(difference);
        }
    }
    differences
}
