//! What a device refuses, and how it says so.

use il2sim::engine::{
    adapter::{self, AdapterChoice},
    device::{DeviceError, Gpu, Kernel, Loops},
};
use il2sim::remedy::{Remedied, Remedy};
use wgpu::BufferUsages;

use crate::support::gpu;

const DOUBLE: &str = "
@group(0) @binding(0) var<storage, read> input: array<u32>;
@group(0) @binding(1) var<storage, read_write> output: array<u32>;
@compute @workgroup_size(64)
fn double(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x < arrayLength(&input) { output[id.x] = 2u * input[id.x]; }
}";

fn double(gpu: &Gpu) -> Result<Vec<u32>, DeviceError> {
    gpu.call(
        &Kernel { text: DOUBLE, entry: "double", loops: Loops::AsWritten },
        &[1, 2, 0x8000_0003],
        4,
        3,
    )
}

#[test]
fn a_kernel_reads_its_words_and_the_rest_of_the_output_stays_rubbish() {
    let Some(gpu) = gpu("a_kernel_reads_its_words_and_the_rest_of_the_output_stays_rubbish") else {
        return;
    };
    assert_eq!(double(gpu).unwrap(), [2, 4, 6, 0xA5A5_5A5A]);
}

#[test]
fn the_opened_adapter_stands_in_the_listing_under_its_index() {
    let Some(gpu) = gpu("the_opened_adapter_stands_in_the_listing_under_its_index") else { return };
    let listing = adapter::list();
    let index = listing.iter().position(|facts| *facts == gpu.facts).unwrap();
    assert_eq!(adapter::choose(&listing, &AdapterChoice::Index(index), true).unwrap(), index);
    assert!(gpu.facts.details().iter().any(|line| line.contains("MiB")));
}

#[test]
fn the_device_grants_what_its_adapter_offers() {
    let Some(gpu) = gpu("the_device_grants_what_its_adapter_offers") else { return };
    let (granted, offered) = (gpu.device.limits(), &gpu.facts.limits);
    assert_eq!(granted.max_buffer_size, offered.max_buffer_size);
    assert_eq!(granted.max_storage_buffer_binding_size, offered.max_storage_buffer_binding_size);
    assert_eq!(
        granted.max_storage_buffers_per_shader_stage,
        offered.max_storage_buffers_per_shader_stage
    );
}

#[test]
fn a_broken_module_is_an_error_that_quotes_it() {
    let Some(gpu) = gpu("a_broken_module_is_an_error_that_quotes_it") else { return };
    let error =
        gpu.module("broken", "fn f() -> u32 { return missing; }", Loops::AsWritten).unwrap_err();
    assert!(
        matches!(error, DeviceError::Refused { .. }) && error.to_string().contains("missing"),
        "{error}"
    );
    assert_eq!(error.remedy(), Remedy::None);
    assert!(double(gpu).is_ok(), "the device goes on");
}

#[test]
fn a_buffer_above_the_limit_says_how_large_it_may_be() {
    let Some(gpu) = gpu("a_buffer_above_the_limit_says_how_large_it_may_be") else { return };
    let largest = gpu
        .device
        .limits()
        .max_storage_buffer_binding_size
        .min(gpu.device.limits().max_buffer_size);
    let error = gpu.buffer("the field", largest + 4, BufferUsages::STORAGE).unwrap_err();
    assert!(
        error.to_string().contains(&format!("{largest} in one buffer"))
            || error.to_string().contains(&largest.to_string()),
        "{error}"
    );
    assert_eq!(error.remedy(), Remedy::Input);
}

#[test]
fn a_lost_device_is_an_error_at_every_later_call() {
    if gpu("a_lost_device_is_an_error_at_every_later_call").is_none() {
        return;
    }
    let own = Gpu::open(&AdapterChoice::Auto, true).unwrap();
    assert!(double(&own).is_ok());
    own.device.destroy();
    for _ in 0..2 {
        let error = double(&own).unwrap_err();
        assert!(matches!(error, DeviceError::Lost { .. }), "{error:?}");
        assert_eq!(error.remedy(), Remedy::Retry);
    }
}
