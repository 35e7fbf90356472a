// One sub-step of one or several fields: what neighbours give arrives, what is given leaves, then the site's reaction; the ledger's sums of the workgroup.

@compute @workgroup_size(GROUP)
fn diffuse(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let at = here(group, grid, local, task.field_cells);
    let field = nth_field(task.fields, at.lot);
    if at.inside && running(at.lattice) {
        let law = params[at.lattice].laws[field];
        let now = now_of(at.lattice);
        let moment = now * law.substeps + task.substep;
        let start = amounts_from(at.lattice, field, now, task.substep);
        let size = field_size();
        let p = position_of(at.index, size);
        let own = amounts[start + at.index];
        var others = 0u;
        var arrived = 0u;
        if p.x > 0u { others += 1u; arrived += given(start, at.index - 1u, law, moment); }
        if p.x + 1u < size.x { others += 1u; arrived += given(start, at.index + 1u, law, moment); }
        if p.y > 0u { others += 1u; arrived += given(start, at.index - size.x, law, moment); }
        if p.y + 1u < size.y { others += 1u; arrived += given(start, at.index + size.x, law, moment); }
        if p.z > 0u { others += 1u; arrived += given(start, at.index - size.x * size.y, law, moment); }
        if p.z + 1u < size.z { others += 1u; arrived += given(start, at.index + size.x * size.y, law, moment); }
        let kept = own - given(start, at.index, law, moment) * others;
        var uptake = 0u;
        var fraction = 0u;
        var fluid = 0u;
        if field == INTERLEUKIN {
            uptake = field_work[work_from(at.lattice, WORK_UPTAKE) + at.index];
            fraction = field_work[work_from(at.lattice, WORK_FRACTION) + at.index];
            fluid = field_work[work_from(at.lattice, WORK_FLUID) + at.index];
        }
        let source = field_work[work_from(at.lattice, field) + at.index];
        let next = react(kept, arrived, law, uptake, fraction, fluid, source, at.index, moment);
        amounts[amounts_from(at.lattice, field, now, task.substep + 1u) + at.index] = next.amount;
        tally(0u, next.made);
        tally(1u, next.entered);
        tally(2u, next.decayed);
        tally(3u, next.taken);
        tally(4u, next.returned);
        tally(5u, next.lost);
    }
    workgroupBarrier();
    if local < LEDGER_WORDS {
        let sum = tallied(local);
        if (sum.x | sum.y) != 0u { add_total(at.lattice, TOTAL_LEDGER + field * LEDGER_WORDS + local, sum.x, sum.y); }
    }
}

// What a field site gives to each of its neighbours.
fn given(start: u32, index: u32, law: Law, moment: u32) -> u32 {
    return flux(amounts[start + index], law, is_flat(), dither(index, moment, 0u));
}
