// One sub-step of one or several fields: what neighbours give arrives, what is given leaves, then
// the site's reaction; the ledger's sums of the workgroup.

// What each invocation adds to each entry of the ledger; rows a little longer than a workgroup, so
// that entries do not share a memory bank.
const ROW: u32 = 72u;
var<workgroup> parts: array<u32, 432>;

@compute @workgroup_size(GROUP)
fn diffuse(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
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
            uptake = intents[at.lattice * task.cells + at.index];
            fraction = field_work[work_from(at.lattice, WORK_FRACTION) + at.index];
            fluid = field_work[work_from(at.lattice, WORK_FLUID) + at.index];
        }
        let source = field_work[work_from(at.lattice, field) + at.index];
        let next = react(kept, arrived, law, uptake, fraction, fluid, source, at.index, moment);
        amounts[amounts_from(at.lattice, field, now, task.substep + 1u) + at.index] = next.amount;
        parts[local] = next.made;
        parts[ROW + local] = next.entered;
        parts[2u * ROW + local] = next.decayed;
        parts[3u * ROW + local] = next.taken;
        parts[4u * ROW + local] = next.returned;
        parts[5u * ROW + local] = next.lost;
    }
    workgroupBarrier();
    // Eight invocations an entry, each sums eight parts in 16-bit halves.
    if local < 8u * LEDGER_WORDS {
        let entry = local / 8u;
        var low = 0u;
        var high = 0u;
        for (var k = 0u; k < 8u; k++) {
            let part = parts[entry * ROW + 8u * k + local - 8u * entry];
            low += part & 0xffffu;
            high += part >> 16u;
        }
        if low != 0u { atomicAdd(&halves[2u * entry], low); }
        if high != 0u { atomicAdd(&halves[2u * entry + 1u], high); }
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
