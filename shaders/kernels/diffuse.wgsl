// One sub-step of one or several fields: what neighbours give arrives, what is given leaves, then
// the site's reaction; the ledger's sums of the workgroup.

// What each invocation adds to each entry of the ledger; rows a little longer than a workgroup, so
// that entries do not share a memory bank.
const ROW: u32 = 72u;
var<workgroup> parts: array<u32, 432>;

@compute @workgroup_size(GROUP)
fn diffuse(call: Invocation) {
    let at = here(call, task.field_cells);
    let field = nth_field(task.fields, at.lot);
    if at.inside && running(at.lattice) {
        let law = params[at.lattice].laws[field];
        let now = now_of(at.lattice);
        let time_point = time_point_of(now, task.substep, law);
        let start = amounts_from(at.lattice, field, now, task.substep);
        let flow = flow_at(start, at.index, law, time_point);
        var exposure = Exposure(0u, 0u, 0u, field_work[work_from(at.lattice, field) + at.index]);
        if field == INTERLEUKIN {
            exposure.uptake = intents[at.lattice * task.cells + at.index];
            exposure.fraction = field_work[work_from(at.lattice, WORK_FRACTION) + at.index];
            exposure.fluid = field_work[work_from(at.lattice, WORK_FLUID) + at.index];
        }
        let next = react(flow, law, exposure, at.index, time_point);
        amounts[amounts_from(at.lattice, field, now, task.substep + 1u) + at.index] = next.amount;
        parts[call.local] = next.made;
        parts[ROW + call.local] = next.entered;
        parts[2u * ROW + call.local] = next.decayed;
        parts[3u * ROW + call.local] = next.taken;
        parts[4u * ROW + call.local] = next.returned;
        parts[5u * ROW + call.local] = next.lost;
    }
    workgroupBarrier();
    // Eight invocations an entry, each sums eight parts in 16-bit halves.
    if call.local < 8u * LEDGER_WORDS {
        let entry = call.local / 8u;
        var low = 0u;
        var high = 0u;
        for (var k = 0u; k < 8u; k++) {
            let part = parts[entry * ROW + 8u * k + call.local - 8u * entry];
            low += part & 0xffffu;
            high += part >> 16u;
        }
        if low != 0u { atomicAdd(&halves[2u * entry], low); }
        if high != 0u { atomicAdd(&halves[2u * entry + 1u], high); }
    }
    workgroupBarrier();
    if call.local < LEDGER_WORDS {
        let sum = tallied(call.local);
        let number = TOTAL_LEDGER + field * LEDGER_WORDS + call.local;
        if (sum.x | sum.y) != 0u { add_total(at.lattice, number, sum.x, sum.y); }
    }
}

// What is left of a field site's own and what its neighbours give it. `start`: where the amounts
// lie.
fn flow_at(start: u32, index: u32, law: Law, time_point: u32) -> Flow {
    let size = field_size();
    let p = position_of(index, size);
    let layer = size.x * size.y;
    var others = 0u;
    var arrived = 0u;
    if p.x > 0u { others += 1u; arrived += gift(start, index - 1u, law, time_point); }
    if p.x + 1u < size.x { others += 1u; arrived += gift(start, index + 1u, law, time_point); }
    if p.y > 0u { others += 1u; arrived += gift(start, index - size.x, law, time_point); }
    if p.y + 1u < size.y { others += 1u; arrived += gift(start, index + size.x, law, time_point); }
    if p.z > 0u { others += 1u; arrived += gift(start, index - layer, law, time_point); }
    if p.z + 1u < size.z { others += 1u; arrived += gift(start, index + layer, law, time_point); }
    return Flow(amounts[start + index] - gift(start, index, law, time_point) * others, arrived);
}

// What a field site gives to each of its neighbours.
fn gift(start: u32, index: u32, law: Law, time_point: u32) -> u32 {
    return given(amounts[start + index], law, is_flat(), index, time_point);
}
