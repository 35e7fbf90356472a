// The census: what is present in each lattice, summed in the workgroup and then into the lattice's
// counts.

@compute @workgroup_size(GROUP)
fn count(call: Invocation) {
    let at = here(call, task.cells);
    if at.inside {
        let i = at.lattice * task.cells + at.index;
        count_tissue(at, tissues[i], amounts_at(at.lattice, INTERLEUKIN));
        let effector = effectors[i];
        if !effector_idle(effector.x) {
            let counted = effector_counts(effector.x, effector.y);
            tally(counted.kind, 1u);
            tally(counted.engaged, 1u);
            tally(counted.graft, 1u);
            tally(COUNT_ACTIVATION, counted.activation);
        }
        if at.index < task.field_cells {
            for (var field = 0u; field < FIELDS; field++) {
                let start = amounts_at(at.lattice, field);
                tally(COUNT_AMOUNTS + field, amounts[start + at.index]);
            }
        }
    }
    workgroupBarrier();
    if call.local < COUNTS {
        let sum = tallied(call.local);
        if (sum.x | sum.y) != 0u { add_count(at.lattice, call.local, sum.x, sum.y); }
    }
}

// `start`: where the amounts of interleukin-2 lie.
fn count_tissue(at: Here, cell: u32, start: u32) {
    if !is_mass(cell) { return; }
    let p = position_of(at.index, lattice_size());
    let line = params[at.lattice].lines[tissue_line(cell)];
    let counted = tissue_counts(cell, line, p, lattice_size());
    tally(counted.living, 1u);
    tally(counted.other, 1u);
    tally(counted.positive, 1u);
    tally(counted.edge, 1u);
    if counted.interleukin != NO_COUNT {
        tally(counted.interleukin, amounts[start + field_site(at.index)]);
    }
    if counted.sums != NO_COUNT {
        tally(counted.sums, p.x);
        tally(counted.sums + 1u, p.y);
        tally(counted.sums + 2u, p.z);
    }
}

fn add_count(lattice: u32, number: u32, low: u32, high: u32) {
    let at = (lattice * COUNTS + number) * 2u;
    let before = atomicAdd(&counts[at], low);
    var upper = high;
    if before + low < before { upper += 1u; }
    if upper != 0u { atomicAdd(&counts[at + 1u], upper); }
}
