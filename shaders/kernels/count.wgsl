// The census: what is present in each lattice, summed in the workgroup and then into the lattice's
// counts.

@compute @workgroup_size(GROUP)
fn count(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if at.inside {
        let i = at.lattice * task.cells + at.index;
        let done = done_of(at.lattice);
        let cell = tissues[i];
        if is_living_tumour(cell) {
            let size = lattice_size();
            let p = position_of(at.index, size);
            tally(COUNT_LIVING + tissue_line(cell), 1u);
            if mhc_level(cell) >= MHC_POSITIVE { tally(COUNT_MHC_POSITIVE, 1u); }
            let rim = p.x == 0u || p.x + 1u == size.x || p.y == 0u || p.y + 1u == size.y;
            if rim || (size.z > 1u && (p.z == 0u || p.z + 1u == size.z)) { tally(COUNT_AT_EDGE, 1u); }
            tally(COUNT_SUMS, p.x);
            tally(COUNT_SUMS + 1u, p.y);
            tally(COUNT_SUMS + 2u, p.z);
            tally(COUNT_AT_TUMOUR, amounts[amounts_from(at.lattice, INTERLEUKIN, done, 0u) + field_site(at.index)]);
        } else if tissue_kind(cell) != FREE {
            tally(COUNT_OTHER + tissue_kind(cell) - VACCINE, 1u);
            if is_alive(cell) {
                tally(COUNT_LIVING + tissue_line(cell), 1u);
                tally(COUNT_AT_VACCINE, amounts[amounts_from(at.lattice, INTERLEUKIN, done, 0u) + field_site(at.index)]);
            }
        }
        let x = effectors[i].x;
        let kind = effector_kind(x);
        if kind != 0u {
            tally(COUNT_EFFECTORS + kind - 1u, 1u);
            if engaged_direction(x) != NOT_ENGAGED { tally(COUNT_ENGAGED, 1u); }
            if kind == NK { tally(COUNT_ACTIVATION, activation_of(x)); }
            if kind == LAK { tally(COUNT_ACTIVATION, LAST_ACTIVATION); }
            let origin = origin_of(effectors[i].y);
            if origin != 0u { tally(COUNT_GRAFTS + origin - 1u, 1u); }
        }
        if at.index < task.field_cells {
            for (var field = 0u; field < FIELDS; field++) {
                tally(COUNT_AMOUNTS + field, amounts[amounts_from(at.lattice, field, done, 0u) + at.index]);
            }
        }
    }
    workgroupBarrier();
    if local < COUNTS {
        let sum = tallied(local);
        if (sum.x | sum.y) != 0u { add_count(at.lattice, local, sum.x, sum.y); }
    }
}

fn add_count(lattice: u32, number: u32, low: u32, high: u32) {
    let at = (lattice * COUNTS + number) * 2u;
    let before = atomicAdd(&counts[at], low);
    var upper = high;
    if before + low < before { upper += 1u; }
    if upper != 0u { atomicAdd(&counts[at + 1u], upper); }
}
